import type { CommandVerdict, Verdict } from '../verdict.ts';
import { type Argument, argument } from './argument.ts';
import { followText, followWords } from './follow.ts';
import { reason } from './rules.ts';
import type { Shell } from './shell.ts';
import type { Surroundings } from './surroundings.ts';

/** Longer texts are not followed: no person and no agent writes such a command by hand. */
const maximalLength = 2_000_000;

/**
 * Judges what a shell command would destroy, without running anything.
 *
 * @param command a shell text, or the words of one command as a program would get them
 * @param surroundings what is known of the place where it would run
 * @returns the strictest verdict of all reasons, and the reasons; `allow` without reasons for everything reversible.
 *   Never throws.
 */
export function judgeCommand(command: string | readonly string[], surroundings: Surroundings): CommandVerdict {
  const shell: Shell = {
    surroundings,
    shared: { reasons: [], files: new Map(), steps: 0, movedFiles: false },
    cwd: surroundings.cwd,
    variables: new Map(),
    functions: new Map(),
    aliases: new Map(),
    positional: [],
    depth: 0,
    run: followText,
    runWords: followWords,
  };
  const { reasons } = shell.shared;
  const length = typeof command === 'string' ? command.length : command.reduce((sum, word) => sum + word.length, 0);
  try {
    if (length > maximalLength) reasons.push(reason('unreadable-command', 'a command of this length'));
    else if (typeof command === 'string') followText(command, shell);
    else
      followWords(
        command.map((word): Argument => argument(word)),
        shell,
      );
  } catch {
    reasons.push(reason('unreadable-command', typeof command === 'string' ? command : command.join(' ')));
  }
  return {
    verdict: strictest(reasons.map((made) => made.verdict)),
    reasons: reasons.map(({ rule, message, alternative }) => ({ rule, message, alternative })),
  };
}

export function strictest(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('deny')) return 'deny';
  return verdicts.includes('ask') ? 'ask' : 'allow';
}
