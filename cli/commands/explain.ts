import { rulePage, rulePages, rulePageText } from '../../core/lint/rule-page.ts';
import { nearest } from '../../core/spec/nearest.ts';
import { type Command, UsageError } from '../command.ts';
import { parseArguments } from '../parse-arguments.ts';

/** Prints a rule's page; without an argument, the list of all rules. */
export const explain: Command = async (args, { stdout }) => {
  const id = parseArguments(args, { usage: 'usage: holdfast explain [RULE]', options: {} }, ({ positionals }) => {
    if (positionals.length > 1) throw new Error('name one rule');
    return positionals[0];
  });
  if (id === undefined) {
    const width = Math.max(...rulePages.map((page) => page.id.length));
    for (const page of rulePages) stdout(`${page.id.padEnd(width)}  ${page.severity.padEnd(7)}  ${page.title}\n`);
    return 0;
  }
  const page = rulePage(id);
  if (page === undefined) {
    const suggestion = nearest(
      id,
      rulePages.map((entry) => entry.id),
    );
    throw new UsageError(
      `there is no rule "${id}"${suggestion === undefined ? '' : `; did you mean "${suggestion}"?`}`,
    );
  }
  stdout(rulePageText(page));
  return 0;
};
