import { loadProject } from '../project/load-project.ts';
import type { LoadProject, Project, ProjectRequest } from '../project/project.ts';
import type { FileView } from '../text/file-view.ts';
import { hold, type Texts } from './hold/hold.ts';
import { judgeEdit } from './judge-edit.ts';
import { holdProtectedText, protectedTextOf, textProject } from './protected-text.ts';
import type { Judgement, Policy } from './verdict.ts';

/** A judge of one project: what every gate needs, with its request, policy and loader bound. */
export interface BoundJudge {
  load(view: FileView): Project;
  judge(before: FileView, after: FileView): Judgement;
  /** See hold.ts. */
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
}): BoundJudge {
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
