import type { ProjectJudge } from '../../core/guard/create-judge.ts';
import type { Project } from '../../core/project/project.ts';
import { type FileView, overlay } from '../../core/text/file-view.ts';
import { disk } from '../disk.ts';
import type { AuditRoad } from '../state/audit-log.ts';
import type { ProjectState } from '../state/state.ts';
import { readAll, sameTexts, type Texts } from './read-settled.ts';

/** A project as it was last accepted: in memory, so that judging is quick, and in the state folder. */
export interface AcceptedProject {
  texts(): Texts;
  project(): Project;
  /** The same object until something else is accepted. */
  view(): FileView;
  /** Takes over what another window or a terminal accepted or approved meanwhile. */
  followOthers(): void;
  /** Makes texts the accepted ones; on return they are on the disk of the state folder. */
  accept(texts: Texts, road: AuditRoad): void;
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
  let view: FileView = disk;

  const followOthers = () => {
    const now = state.baseline.stamp();
    if (now === stamp) return;
    stamp = now;
    const stored = state.baseline.read();
    if (!stored) return;
    texts = stored;
    view = overlay(disk, texts);
    project = judge.load(view);
    onFiles(shapingFiles(state, project));
  };

  const accept = (nextTexts: Texts, road: AuditRoad) => {
    view = overlay(disk, nextTexts);
    project = judge.load(view);
    const files = shapingFiles(state, project);
    const wanted = new Map([...files].map((file) => [file, view.readText(file)]));
    for (const [file, text] of wanted) {
      if (text !== texts.get(file)) state.restorePoints.add({ file, text, road, fate: 'accepted' });
    }
    state.baseline.write(wanted);
    stamp = state.baseline.stamp();
    // From now on, what the disk has does not matter, also for files that were only just found to take part.
    if (!sameTexts(wanted, nextTexts)) view = overlay(disk, wanted);
    texts = wanted;
    project = judge.load(view);
    onFiles(files);
  };

  followOthers();
  if (stamp === '' || texts.size === 0) accept(readAll(shapingFiles(state, judge.load(disk))), 'start');
  return { texts: () => texts, project: () => project, view: () => view, followOthers, accept };
}

/** Files that Compose would find in the project directory, were they there: one that appears may take services away. */
const defaultNames = ['compose', 'docker-compose']
  .flatMap((name) => [name, `${name}.override`])
  .flatMap((name) => [`${name}.yaml`, `${name}.yml`])
  .concat('.env');

function shapingFiles({ directory, files }: ProjectState, project: Project): Set<string> {
  const shaping = project.files.filter(({ role }) => role !== 'label_file');
  const found = new Set(shaping.map(({ file }) => file));
  if (!files) for (const name of defaultNames) found.add(`${directory}/${name}`);
  return found;
}
