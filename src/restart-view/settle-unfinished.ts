import { commands, type Disposable, l10n, window } from 'vscode';
import type { Project } from '../../core/project/project.ts';
import {
  describeUnfinished,
  findUnfinished,
  forgetUnfinished,
  type UnfinishedRestart,
  untilComposeEnded,
} from '../../io/restart/unfinished.ts';
import type { DeclaredProjects } from '../stack-view/declared-projects.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a person decided about a restart that was cut off. */
export interface Settlement {
  readonly way: 'go-on' | 'go-back';
  readonly unfinished: UnfinishedRestart;
}

/**
 * Asks what becomes of a project's restart that was cut off, when there is one.
 *
 * @returns `nothing` when there is none or it is forgotten; undefined when the person went away
 */
export async function settleUnfinished(
  project: Project,
  environment: Environment,
): Promise<Settlement | 'nothing' | undefined> {
  const unfinished = findUnfinished({ environment, project });
  if (unfinished === undefined) return 'nothing';
  const [on, back, leave] = [l10n.t('Go On'), l10n.t('Go Back'), l10n.t('Leave It')];
  const detail = [
    describeUnfinished(unfinished),
    '',
    l10n.t('Go On finishes it. Go Back puts back what it had changed. Leave It keeps the stack as it is now.'),
    l10n.t('Either way you see the plan first.'),
  ].join('\n');
  const message = l10n.t('A restart of {0} was cut off.', project.name);
  const answer = await window.showWarningMessage(message, { modal: true, detail }, on, back, leave);
  if (answer === undefined) return undefined;
  if (answer === leave) {
    forgetUnfinished({ environment, project });
    return 'nothing';
  }
  if (!(await untilComposeEnded(unfinished))) {
    throw new Error(l10n.t('The Compose that this restart had called is still at work. Try again in a moment.'));
  }
  return { way: answer === on ? 'go-on' : 'go-back', unfinished };
}

/** Tells once after the start of restarts that were cut off, such as by a crash of VS Code or of the machine. */
export function tellUnfinished(projects: DeclaredProjects, environment: Environment): Disposable {
  let isOver = false;
  void projects.ready.then(async () => {
    const project = projects.list().find((it) => findUnfinished({ environment, project: it }) !== undefined);
    if (project === undefined || isOver) return;
    const decide = l10n.t('Decide…');
    const message = l10n.t('A restart of {0} was cut off. It can go on, or go back.', project.name);
    if ((await window.showWarningMessage(message, decide)) === decide) {
      await commands.executeCommand('holdfast.safeRestart', { directory: project.directory, settle: true });
    }
  });
  return {
    dispose() {
      isOver = true;
    },
  };
}
