import { createInterface } from 'node:readline/promises';
import { relative } from 'pathe';
import { type Proposal, withConsequences } from '../../core/guard/approval.ts';
import { heldChanges } from '../../core/guard/judge.ts';
import type { JudgedChange } from '../../core/guard/verdict.ts';
import { visibleText } from '../../core/text/visible-text.ts';
import { type ApprovalFailure, applyApproval, openReview } from '../../io/approval/apply-approval.ts';
import { disk } from '../../io/disk.ts';
import { readPolicy } from '../../io/policy/read-policy.ts';
import { openState, type ProjectState, type State } from '../../io/state/state.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import { createProjectJudge } from '../../io/watch/create-judge.ts';
import { agentVariable } from '../agent-variables.ts';
import { type Command, type CommandContext, type ExitCode, UsageError } from '../command.ts';
import { parseArguments } from '../parse-arguments.ts';
import { isNear, toText } from './pending.ts';

const usage = 'usage: holdfast approve [ID]';

/** Asks a person a question and gives the line typed. */
export type Ask = (question: string) => Promise<string>;

/**
 * `holdfast approve [ID]`: the person types the name of each thing that may go. There is no argument that approves, and
 * nothing but a terminal is asked.
 */
export const approve: Command = async (args, context) => {
  const id = parseArguments(args, { usage, options: {} }, ({ positionals }) => {
    if (positionals.length > 1) throw new Error('name at most one held edit (see "holdfast pending")');
    return positionals[0];
  });
  refuseUnlessPerson(context);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await approveWith((question) => terminal.question(question, { signal: context.signal }), id, context);
  } finally {
    terminal.close();
  }
};

function refuseUnlessPerson({ interactive, environment }: CommandContext): void {
  if (!interactive)
    throw new UsageError('approve needs a terminal with a person at it; in VS Code, use the Held Changes view');
  const agent = agentVariable(environment);
  if (agent)
    throw new UsageError(
      `approve was called by an agent (${agent} is set); a person has to call it in their own terminal`,
    );
}

/** The conversation behind `approve`, with the terminal as a function. */
export async function approveWith(ask: Ask, id: string | undefined, context: CommandContext): Promise<ExitCode> {
  const state = openState(stateFolder(context.environment));
  const found = findProposal(state, id, context.cwd);
  if (found === undefined) {
    context.stdout(id === undefined ? 'Nothing is held.\n' : `No held edit has the ID ${id}.\n`);
    return id === undefined ? 0 : 1;
  }
  const { project, proposal } = found;
  const { directory, files } = project;
  const request = { directory, ...(files && { files }), environment: context.environment };
  const judge = createProjectJudge(request, () =>
    readPolicy({ stateFolder: stateFolder(context.environment), directory, view: disk }),
  );
  const review = openReview({ state: project, judge }, proposal);
  if ('reason' in review) return fail(context, review);

  context.stdout(`${toText(proposal, context.cwd)}\n`);
  const waiting = heldChanges(review.judgement.changes);
  const chosen = await askForEach(ask, waiting, context);
  if (chosen.length === 0) {
    context.stdout('Nothing approved; everything stays and the edit stays held.\n');
    return 1;
  }
  const result = applyApproval({ state: project, audit: state.audit, judge, road: 'terminal' }, review, chosen);
  if ('reason' in result) return fail(context, result);
  const written = result.written.map((file) => relative(context.cwd, file)).join(', ');
  context.stdout(`Done: ${written || 'no file'} written. What you did not name stayed.\n`);
  return 0;
}

async function askForEach(ask: Ask, waiting: readonly JudgedChange[], context: CommandContext): Promise<string[]> {
  const chosen = new Set<string>();
  for (const change of waiting) {
    if (withConsequences(waiting, chosen).has(change.id)) {
      context.stdout(`  follows from what you named: ${change.message}\n`);
      chosen.add(change.id);
      continue;
    }
    context.stdout(`${change.message}\n`);
    // A name that nobody can type is typed as it is shown.
    const shown = visibleText(change.name);
    const answer = await ask(`Type "${shown}" to let this happen, or press Enter to keep it: `);
    if (answer.trim() === shown) chosen.add(change.id);
    else if (answer.trim() !== '') context.stdout('That is another name; it stays.\n');
  }
  return [...chosen];
}

function findProposal(state: State, id: string | undefined, cwd: string) {
  const all: { project: ProjectState; proposal: Proposal }[] = [];
  for (const project of state.projects()) {
    for (const proposal of project.proposals.list()) all.push({ project, proposal });
  }
  if (id !== undefined) return all.find(({ proposal }) => proposal.id === id);
  const near = all.filter(({ project }) => isNear(project.directory, cwd));
  if (near.length > 1) throw new UsageError('several edits are held; name one of those that "holdfast pending" lists');
  return near[0];
}

function fail(context: CommandContext, failure: ApprovalFailure): ExitCode {
  const reasons = {
    stale: 'The file has changed in the same place since this edit was held. Make the edit again.',
    'changed-since-review': 'The file changed while you were deciding. Nothing was written; call approve again.',
    'unknown-changes': 'The held edit is not what was shown any more. Nothing was written; call approve again.',
    gone: 'This edit was settled meanwhile, in an editor or another terminal.',
  };
  context.stderr(`holdfast: ${reasons[failure.reason]}\n`);
  return 1;
}
