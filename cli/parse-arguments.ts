import { type ParseArgsConfig, parseArgs } from 'node:util';
import { HelpRequest, UsageError } from './command.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<T extends Options> = ReturnType<
  typeof parseArgs<{ readonly args: string[]; readonly allowPositionals: true; readonly options: T }>
>;

/**
 * Reads a command's arguments: `read` gets them as `parseArgs` of `node:util` gives them and returns what the command works with.
 * @throws HelpRequest when help is asked for, else UsageError for an unknown option, and for whatever `read` throws, with the usage behind the reason.
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
    throw new UsageError(`${error instanceof Error ? error.message : error}; ${usage}`);
  }
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
