import { isAbsolute, join } from 'pathe';
import { toPortablePath } from '../../io/disk.ts';
import { type Command, HelpRequest, UsageError } from '../command.ts';
import { judgeShell } from '../hooks/judge-shell.ts';

const usage = "usage: holdfast judge-command [--cwd FOLDER] [--format text|json] -- WORDS… | --shell 'TEXT'";

/**
 * `holdfast judge-command [--cwd D] [--format json] -- WORDS…`, or `--shell TEXT` (`-` reads it from standard input). Runs
 * nothing. On a terminal it answers in words, elsewhere in JSON. Exit code 0 for `allow`; 2 for `deny`, and for `ask`, since
 * a command line cannot ask.
 */
export const judgeCommand: Command = async (args, context) => {
  let cwd = context.cwd;
  let shell: string | undefined;
  let format = context.interactive ? 'text' : 'json';
  let words: readonly string[] | undefined;
  if (args[0] === '--help' || args[0] === '-h') throw new HelpRequest(usage);
  for (let at = 0; at < args.length; at++) {
    const [name, inline] = splitOption(args[at] ?? '');
    const value = () => inline ?? args[++at];
    if (name === '--') {
      words = args.slice(at + 1);
      break;
    }
    if (name === '--cwd') cwd = folder(value(), context.cwd);
    else if (name === '--shell') shell = value();
    else if (name === '--format') format = value() ?? '';
    else if (name.startsWith('-')) throw new UsageError(`judge-command has no option ${name}`);
    else {
      words = args.slice(at);
      break;
    }
  }
  if (shell === '-') shell = await context.stdin();
  const command = shell ?? asShell(words);
  if (command === undefined || command.length === 0 || (shell !== undefined && words !== undefined)) {
    throw new UsageError(`a command is needed; ${usage}`);
  }
  if (format !== 'json' && format !== 'text') throw new UsageError('--format is json or text');
  const verdict = await judgeShell(command, { cwd, environment: context.environment });
  if (format === 'json') context.stdout(`${JSON.stringify(verdict)}\n`);
  else {
    context.stdout(`${verdict.verdict}\n`);
    for (const { rule, message, alternative } of verdict.reasons)
      context.stdout(`${rule}: ${message}\n  Instead: ${alternative}\n`);
  }
  return verdict.verdict === 'allow' ? 0 : 2;
};

/** A command that was put into quotes as a whole is the text that a shell would run: no program is called like that. */
function asShell(words: readonly string[] | undefined): string | readonly string[] | undefined {
  const [only = ''] = words ?? [];
  return words?.length === 1 && /\s/.test(only.trim()) ? only : words;
}

function splitOption(text: string): readonly [string, string | undefined] {
  const equals = text.startsWith('--') ? text.indexOf('=') : -1;
  return equals < 0 ? [text, undefined] : [text.slice(0, equals), text.slice(equals + 1)];
}

function folder(text: string | undefined, cwd: string): string {
  if (text === undefined) throw new UsageError('--cwd takes a folder');
  const portable = toPortablePath(text);
  return isAbsolute(portable) ? portable.replace(/(.)\/$/, '$1') : join(cwd, portable);
}
