/**
 * A program for tests that kill it: `watch FOLDER STATE` guards a project until it dies; `approve FOLDER STATE ID…`
 * approves changes of its only proposal. Prints `ready` when it starts to act.
 */
import { builtInPolicy } from '../../core/guard/policy.ts';
import { applyApproval, openReview } from '../../io/approval/apply-approval.ts';
import { openState } from '../../io/state/state.ts';
import { createProjectJudge, createQuickJudge } from '../../io/watch/create-judge.ts';
import { watchProject } from '../../io/watch/watch-project.ts';

const [verb, directory = '', stateFolder = '', ...ids] = process.argv.slice(2);
const request = { directory, environment: {} };
const state = openState(stateFolder);
const project = state.project({ directory });

if (verb === 'watch') {
  const judge = createQuickJudge(request, () => builtInPolicy);
  const watch = watchProject({ state: project, audit: state.audit, judge, onEvent: () => {} });
  void watch.check().then(() => console.log('ready'));
} else {
  const judge = createProjectJudge(request, () => builtInPolicy);
  const [proposal] = project.proposals.list();
  const review = proposal && openReview({ state: project, judge }, proposal);
  if (!review || 'reason' in review) throw new Error(`nothing to approve: ${JSON.stringify(review)}`);
  console.log('ready');
  applyApproval({ state: project, audit: state.audit, judge, road: 'terminal' }, review, ids);
}
