import { loadProject } from '../project/load-project.ts';
import type { LoadProject, Project, ProjectRequest } from '../project/project.ts';
import type { FileView } from '../text/file-view.ts';
import { hold, type Texts } from './hold/hold.ts';
import { judgeEdit } from './judge-edit.ts';
import { holdProtectedText, protectedTextOf, textProject } from './protected-text.ts';
import type { Judgement, Policy } from './verdict.ts';

/** The judge of one project, as every gate asks it: request, policy and caches are bound already. */
export interface ProjectJudge {
  /** The project as a view shows it. */
  load(view: FileView): Project;
  judge(before: FileView, after: FileView): Judgement;
  /**
   * The texts that keep back what a judgement holds: for each file that has to differ from `after`, its text, or
   * undefined when it has to be absent. Without an entry a file stays as `after` has it.
   */
  hold(options: {
    readonly before: FileView;
    readonly after: FileView;
    readonly judgement: Judgement;
    readonly approved: ReadonlySet<string>;
  }): Texts;
}

/** Binds the judge to a project. */
export function createJudge(options: {
  readonly request: ProjectRequest;
  readonly policy: Policy;
  readonly load?: LoadProject | undefined;
}): ProjectJudge {
  const { request, load = loadProject } = options;
  const judge = (before: FileView, after: FileView) => judgeEdit({ ...options, before, after });
  const text = protectedTextOf(request, options.policy);
  return {
    load: (view) => (text === undefined ? load(view, request) : textProject(text, view)),
    judge,
    hold: (edit) =>
      text === undefined
        ? hold({ ...edit, judge })
        : holdProtectedText(text, edit.judgement, edit.before, edit.approved),
  };
}
