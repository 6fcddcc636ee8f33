import type { ProjectJudge } from '../../core/guard/create-judge.ts';
import { createJudge } from '../../core/guard/create-judge.ts';
import { hold } from '../../core/guard/hold/hold.ts';
import { judgeEdit } from '../../core/guard/judge-edit.ts';
import { protectedTextOf } from '../../core/guard/protected-text.ts';
import type { Judgement, Policy } from '../../core/guard/verdict.ts';
import { createProjectLoader } from '../../core/project/load-project.ts';
import type { Project, ProjectRequest } from '../../core/project/project.ts';
import type { FileView } from '../../core/text/file-view.ts';

/** Binds the judge to a project. The policy is asked at each judgement, so that a changed setting counts at once. */
export function createProjectJudge(request: ProjectRequest, policy: () => Policy): ProjectJudge {
  const judge = () => createJudge({ request, policy: policy() });
  return {
    load: (view) => judge().load(view),
    judge: (before, after) => judge().judge(before, after),
    hold: (edit) => judge().hold(edit),
  };
}

/**
 * A judge for one who judges one project again and again and has milliseconds for it. It keeps what it has read: three
 * loaders, since places in a loader's projects follow the newest text that it was given, for the accepted state, for what
 * is proposed, and for checking what is to be written.
 */
export function createQuickJudge(request: ProjectRequest, policy: () => Policy): ProjectJudge {
  const plain = createProjectJudge(request, policy);
  const isText = () => protectedTextOf(request, policy()) !== undefined;
  const [accepted, proposed, checked] = [createProjectLoader(), createProjectLoader(), createProjectLoader()];
  let known: { readonly view: FileView; readonly project: Project } | undefined;
  let latest: Judgement | undefined;

  const loadAccepted = (view: FileView): Project => {
    if (known?.view !== view) known = { view, project: accepted.load(view, request) };
    return known.project;
  };
  const judgeWith = (loader: typeof proposed) => (before: FileView, after: FileView) =>
    judgeEdit({
      before,
      after,
      request,
      policy: policy(),
      load: (view) => (view === before ? loadAccepted(view) : loader.load(view, request)),
    });
  const judge = (before: FileView, after: FileView) => {
    latest = judgeWith(proposed)(before, after);
    return latest;
  };
  return {
    load(view) {
      if (isText()) return plain.load(view);
      latest = undefined;
      // What is accepted is most of what will be proposed: reading it now saves the time when it counts.
      for (const loader of [proposed, checked]) loader.load(view, request);
      return loadAccepted(view);
    },
    judge,
    hold(edit) {
      if (isText()) return plain.hold(edit);
      // The places in a judgement are good until the next text is read.
      const judgement = edit.judgement === latest ? edit.judgement : judge(edit.before, edit.after);
      return hold({ ...edit, judgement, judge: judgeWith(checked) });
    },
  };
}
