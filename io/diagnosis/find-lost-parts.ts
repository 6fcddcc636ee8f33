import { compareProjects } from '../../core/changes/compare-projects.ts';
import { loadProject } from '../../core/project/load-project.ts';
import type { Project, ProjectRequest } from '../../core/project/project.ts';
import type { LostPart } from '../../core/stack/diagnosis/symptoms.ts';
import { overlay } from '../../core/text/file-view.ts';
import { disk } from '../disk.ts';
import { findCommit, readSnapshot, workTree } from '../git.ts';
import { findProjectState } from '../state/find-project-state.ts';
import { openState } from '../state/state.ts';
import { stateFolder } from '../state/state-folder.ts';

export interface LostOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

const kinds: Readonly<Record<string, LostPart['kind']>> = {
  'service-removed': 'service',
  'service-renamed': 'service',
  'volume-removed': 'volume',
  'volume-renamed': 'volume',
  'volume-detached': 'volume',
  'volume-made-anonymous': 'volume',
};

/**
 * What a project's files no longer have, against what git has at HEAD and against the last version that the guard accepted.
 * Never throws: without git or a baseline there is nothing to compare with.
 */
export async function findLostParts(project: Project, options: LostOptions): Promise<readonly LostPart[]> {
  const request: ProjectRequest = {
    directory: project.directory,
    environment: options.environment,
    projectName: project.name,
    ...(project.composeFiles.length > 0 && { files: project.composeFiles }),
  };
  const committed = await atHead(request, options).catch(() => undefined);
  const accepted = atBaseline(request, options);
  const seen = new Set<string>();
  return [...lostSince(committed, project, 'commit'), ...lostSince(accepted, project, 'baseline')].filter((part) => {
    const key = `${part.kind} ${part.name}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function lostSince(before: Project | undefined, after: Project, since: LostPart['since']): LostPart[] {
  if (before === undefined || before.composeFiles.length === 0) return [];
  return compareProjects(before, after).flatMap((change): LostPart[] => {
    const kind = kinds[change.kind];
    if (kind === undefined) return [];
    const engineName = kind === 'volume' ? before.volumes.get(change.name)?.engineName : undefined;
    return [{ kind, name: change.name, since, engineName, file: change.before?.file, message: change.message }];
  });
}

async function atHead(request: ProjectRequest, { signal }: LostOptions): Promise<Project | undefined> {
  const git = { folder: request.directory, signal };
  const root = await workTree(git);
  const commit = await findCommit(git, 'HEAD');
  if (commit === undefined) return undefined;
  const { result } = await readSnapshot({ ...git, root, snapshot: { commit } }, (view) => loadProject(view, request));
  return result;
}

function atBaseline(request: ProjectRequest, { environment }: LostOptions): Project | undefined {
  const texts = findProjectState(openState(stateFolder(environment)), request)?.baseline.read();
  return texts === undefined ? undefined : loadProject(overlay(disk, texts), request);
}
