import type { Project } from '../../core/project/project.ts';
import { type FileView, overlay } from '../../core/text/file-view.ts';
import { disk } from '../disk.ts';
import type { AuditRoad } from '../state/audit-log.ts';
import type { ProjectState } from '../state/state.ts';
import type { ProjectJudge } from './project-judge.ts';
import { readAll, type Texts } from './read-settled.ts';

/** A project as it was last accepted: in memory, so that judging is quick, and in the state folder. */
export interface AcceptedProject {
  texts(): Texts;
  project(): Project;
  view(): FileView;
  /** Takes over what another window or a terminal accepted or approved meanwhile. */
  followOthers(): void;
  /** Makes texts the accepted ones; on return they are on the disk of the state folder. */
  accept(project: Project, texts: Texts, road: AuditRoad): void;
}

/**
 * Opens the accepted state of a project. Without a stored one, the files as they are become it.
 *
 * @param onFiles called with every file that shapes the project, now and whenever they change
 */
export function openAcceptedProject(options: {
  readonly state: ProjectState;
  readonly judge: ProjectJudge;
  readonly onFiles: (files: ReadonlySet<string>) => void;
}): AcceptedProject {
  const { state, judge, onFiles } = options;
  let texts: Texts = new Map();
  let stamp = '';
  let project: Project;
  const view = () => overlay(disk, texts);

  const followOthers = () => {
    const now = state.baseline.stamp();
    if (now === stamp) return;
    stamp = now;
    const stored = state.baseline.read();
    if (!stored) return;
    texts = stored;
    project = judge.load(view());
    onFiles(shapingFiles(state, project));
  };

  const accept = (next: Project, nextTexts: Texts, road: AuditRoad) => {
    const wanted = new Map<string, string | undefined>();
    const files = shapingFiles(state, next);
    for (const file of files) wanted.set(file, nextTexts.has(file) ? nextTexts.get(file) : disk.readText(file));
    for (const [file, text] of wanted) {
      if (text === texts.get(file)) continue;
      state.restorePoints.add({ file, text, road, fate: 'accepted' });
    }
    state.baseline.write(wanted);
    stamp = state.baseline.stamp();
    texts = wanted;
    project = next;
    onFiles(files);
  };

  followOthers();
  if (stamp === '' || texts.size === 0) {
    project = judge.load(disk);
    accept(project, readAll(shapingFiles(state, project)), 'start');
  }
  return { texts: () => texts, project: () => project, view, followOthers, accept };
}

/** Files that Compose would find in the project directory, were they there: one that appears may take services away. */
const defaultNames = ['compose', 'docker-compose']
  .flatMap((name) => [name, `${name}.override`])
  .flatMap((name) => [`${name}.yaml`, `${name}.yml`])
  .concat('.env');

function shapingFiles({ directory, files }: ProjectState, project: Project): Set<string> {
  const shaping = project.files.filter(({ role }) => role !== 'env_file' && role !== 'label_file');
  const found = new Set(shaping.map(({ file }) => file));
  if (!files) for (const name of defaultNames) found.add(`${directory}/${name}`);
  return found;
}
