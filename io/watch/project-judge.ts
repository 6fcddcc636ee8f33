import type { Judgement } from '../../core/guard/verdict.ts';
import type { Project } from '../../core/project/project.ts';
import type { FileView } from '../../core/text/file-view.ts';

/** The judge as the guard of one project asks it: request, policy and caches are bound already. */
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
  }): ReadonlyMap<string, string | undefined>;
}
