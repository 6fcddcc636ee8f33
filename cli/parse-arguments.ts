import { type ParseArgsConfig, parseArgs } from 'node:util';
import { HelpRequest, UsageError } from './command.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<T extends Options> = ReturnType<
  typeof parseArgs<{ readonly args: string[]; readonly allowPositionals: true; readonly options: T }>
>;

/**
 * Reads a command's arguments: `read` gets them as `parseArgs` of `node:util` gives them and returns what the command works with.
 * @throws HelpRequest when help is asked for, else UsageError for an unknown option, and for whatever `read` throws: one line that says where the usage is told.
 */
export function parseArguments<const T extends Options, R>(
  args: readonly string[],
  { usage, options }: { readonly usage: string; readonly options: T },
  read: (parsed: Parsed<T>) => R,
): R {
  if (asksForHelp(args)) throw new HelpRequest(usage);
  try {
    return read(parseArgs({ args: [...args], allowPositionals: true, options }) as Parsed<T>);
  } catch (error) {
    const name = /^usage: (holdfast \S+)/.exec(usage)?.[1] ?? 'holdfast';
    throw new UsageError(`${reasonOf(error)}; "${name} --help" tells more`);
  }
}

/** Node's own sentences begin with a capital letter, and advise behind the first one what these commands do not take. */
function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  if (!code?.startsWith('ERR_PARSE_ARGS')) return message;
  const [first = message] = message.split('. ');
  return first.charAt(0).toLowerCase() + first.slice(1);
}

/** True for `--help` or `-h`, unless they stand behind `--`. */
export function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((word) => word === '--help' || word === '-h');
}

/**
 * The format that was asked for.
 * @throws for one that the command doesn't have, to be caught by {@link parseArguments}.
 */
export function formatIn<T extends string>(formats: readonly T[], asked: string): T {
  const format = formats.find((name) => name === asked);
  if (format === undefined) throw new Error(`unknown format "${asked}"`);
  return format;
}
