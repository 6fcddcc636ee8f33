import { readdirSync, statSync, unlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ProjectRequest } from '../../core/project/project.ts';
import { hashText } from '../hash-text.ts';
import { type Approvals, openApprovals } from './approvals.ts';
import { type AuditLog, openAuditLog } from './audit-log.ts';
import { type BaselineStore, openBaseline } from './baseline.ts';
import { openKeyedHash } from './keyed-hash.ts';
import { openProposals, type Proposals } from './proposals.ts';
import { openRecordFolder } from './record-folder.ts';
import { defaultRestoreCaps, openRestorePoints, type RestoreCaps, type RestorePoints } from './restore-points.ts';
import { openTextStore, type TextStore } from './text-store.ts';

/** The part of a request that makes a project the same one, whoever asks. */
export type ProjectIdentity = Pick<ProjectRequest, 'directory' | 'files'>;

/** What is kept of one project. */
export interface ProjectState extends ProjectIdentity {
  readonly folder: string;
  readonly texts: TextStore;
  readonly baseline: BaselineStore;
  readonly restorePoints: RestorePoints;
  readonly proposals: Proposals;
  readonly approvals: Approvals;
  /** Drops restore points beyond the caps, and texts that nothing refers to any more. Never what is held. */
  cleanUp(caps?: RestoreCaps): void;
}

/** The state folder; see docs/state-folder.md. Everything in it is written whole and read without trust. */
export interface State {
  readonly folder: string;
  readonly audit: AuditLog;
  /** The state of a project; its folder is made with the first thing that is kept. */
  project(identity: ProjectIdentity): ProjectState;
  /** Every project of which something is kept. */
  projects(): ProjectState[];
}

/** @param folder see `stateFolder` */
export function openState(folder: string, now: () => Date = () => new Date()): State {
  const keyedHash = openKeyedHash(folder);
  const projectsFolder = join(folder, 'projects');
  const opened = new Map<string, ProjectState>();

  const openProject = (identity: ProjectIdentity): ProjectState => {
    const name = findFolder(projectsFolder, identity) ?? projectFolderName(identity);
    const existing = opened.get(name);
    if (existing) return existing;
    const projectFolder = join(projectsFolder, name);
    const self = openRecordFolder(projectFolder);
    const { directory, files } = identity;
    if (self.read('project') === undefined) self.write('project', { directory, ...(files && { files }) });
    const texts = openTextStore(join(projectFolder, 'texts'));
    const baseline = openBaseline(projectFolder, texts);
    const restorePoints = openRestorePoints(join(projectFolder, 'versions'), texts, now);
    const proposals = openProposals(join(projectFolder, 'proposals'), texts);
    const project: ProjectState = {
      directory,
      ...(files && { files }),
      folder: projectFolder,
      texts,
      baseline,
      restorePoints,
      proposals,
      approvals: openApprovals(join(projectFolder, 'approvals'), keyedHash),
      cleanUp(caps = defaultRestoreCaps) {
        const held = new Set<string>();
        for (const { base, proposed } of proposals.list()) {
          for (const { hash } of base) if (hash !== null) held.add(hash);
          for (const { text } of proposed) if (text !== null) held.add(hashText(text));
        }
        restorePoints.prune(caps, held);
        const needed = new Set<string | null>([...held, ...restorePoints.list().map(({ hash }) => hash)]);
        for (const hash of baseline.hashes()) needed.add(hash);
        dropTexts(texts.folder, needed, now().getTime() - 3600_000);
      },
    };
    opened.set(name, project);
    return project;
  };

  return {
    folder,
    audit: openAuditLog(join(folder, 'audit'), now),
    project: openProject,
    projects() {
      return folderNames(projectsFolder).flatMap((name) => {
        const identity = openRecordFolder(join(projectsFolder, name)).read('project');
        return isIdentity(identity) && projectFolderName(identity) === name ? [openProject(identity)] : [];
      });
    },
  };
}

/** How many folders whose names begin alike are looked into; computing the name is quicker than reading more of them. */
const fewFolders = 8;

/** The folder of a project of which something is kept, by what stands in it: a hook would take longer to hash its name. */
function findFolder(projectsFolder: string, identity: ProjectIdentity): string | undefined {
  const prefix = `${readableName(identity)}-`;
  const alike = folderNames(projectsFolder).filter((name) => name.startsWith(prefix));
  if (alike.length > fewFolders) return undefined;
  return alike.find((name) => {
    const found = openRecordFolder(join(projectsFolder, name)).read('project');
    return isIdentity(found) && identityText(found) === identityText(identity);
  });
}

/** A folder name that a reader recognises and no other project has. */
function projectFolderName(identity: ProjectIdentity): string {
  return `${readableName(identity)}-${hashText(identityText(identity)).slice(0, 12)}`;
}

function readableName({ directory }: ProjectIdentity): string {
  return (
    basename(directory)
      .replace(/[^A-Za-z0-9_-]/g, '')
      .slice(0, 40) || 'project'
  );
}

function identityText({ directory, files }: ProjectIdentity): string {
  return JSON.stringify([directory, files ?? null]);
}

function isIdentity(record: unknown): record is ProjectIdentity {
  return typeof record === 'object' && record !== null && typeof (record as ProjectIdentity).directory === 'string';
}

function folderNames(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function dropTexts(folder: string, needed: ReadonlySet<string | null>, olderThan: number): void {
  for (const prefix of folderNames(folder)) {
    for (const name of folderNames(join(folder, prefix))) {
      if (needed.has(name)) continue;
      const file = join(folder, prefix, name);
      const stat = statSync(file, { throwIfNoEntry: false });
      if (stat && stat.mtimeMs < olderThan) unlinkSync(file);
    }
  }
}
