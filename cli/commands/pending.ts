import { relative } from 'pathe';
import type { Proposal } from '../../core/guard/approval.ts';
import { visibleText } from '../../core/text/visible-text.ts';
import { openState } from '../../io/state/state.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import type { Command } from '../command.ts';
import { formatIn, parseArguments } from '../parse-arguments.ts';

const usage = 'usage: holdfast pending [--all] [--format text|json]';

/** `holdfast pending`: what is held and waits for a person's word, in projects at, below or above the working directory. */
export const pending: Command = async (args, context) => {
  const { all, json } = readArguments(args);
  const state = openState(stateFolder(context.environment));
  const proposals = state
    .projects()
    .filter(({ directory }) => all || isNear(directory, context.cwd))
    .flatMap((project) => project.proposals.list())
    .sort((a, b) => a.createdAt - b.createdAt);

  if (json) {
    const shown = proposals.map((proposal) => toJson(proposal, context.cwd));
    context.stdout(`${JSON.stringify({ proposals: shown }, null, 2)}\n`);
    return 0;
  }
  if (proposals.length === 0) context.stdout('Nothing is held.\n');
  for (const proposal of proposals) context.stdout(`${toText(proposal, context.cwd)}\n`);
  if (proposals.length > 0) context.stdout('Approve with "holdfast approve ID" in a terminal, or in VS Code.\n');
  return 0;
};

/** True for a folder that contains the other or lies in it. */
export function isNear(directory: string, other: string): boolean {
  const [a, b] = [`${directory}/`, `${other}/`];
  return a.startsWith(b) || b.startsWith(a);
}

/** A proposal for people: its files and each change that waits. */
export function toText(proposal: Proposal, cwd: string): string {
  const files = proposal.proposed.map(({ file }) => relative(cwd, file) || file).join(', ');
  const from = proposal.agent ? ` by ${proposal.agent}` : '';
  const lines = [`${proposal.id}  ${files}  (${proposal.road}${from}, ${new Date(proposal.createdAt).toISOString()})`];
  for (const change of proposal.changes) lines.push(`  ${change.verdict}: ${change.message}`);
  return `${lines.map((line) => visibleText(line, 5000)).join('\n')}\n`;
}

function readArguments(args: readonly string[]) {
  const options = { format: { type: 'string', default: 'text' }, all: { type: 'boolean', default: false } } as const;
  return parseArguments(args, { usage, options }, ({ values, positionals }) => {
    if (positionals.length > 0) throw new Error(`unexpected argument "${positionals[0]}"`);
    return { all: values.all, json: formatIn(['json', 'text'], values.format) === 'json' };
  });
}

function toJson(proposal: Proposal, cwd: string) {
  return {
    id: proposal.id,
    directory: relative(cwd, proposal.directory) || '.',
    files: proposal.proposed.map(({ file }) => relative(cwd, file)),
    road: proposal.road,
    agent: proposal.agent ?? null,
    createdAt: new Date(proposal.createdAt).toISOString(),
    changes: proposal.changes.map(({ id, kind, name, service, verdict, message }) => ({
      id,
      kind,
      name,
      service: service ?? null,
      verdict,
      message,
    })),
  };
}
