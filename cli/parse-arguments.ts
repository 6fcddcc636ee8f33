import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './command.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<T extends Options> = ReturnType<
  typeof parseArgs<{ readonly args: string[]; readonly allowPositionals: true; readonly options: T }>
>;

/**
 * Reads a command's arguments: `read` gets them as `parseArgs` of `node:util` gives them and returns what the command works with.
 * @throws UsageError for an unknown option, and for whatever `read` throws, with the usage behind the reason.
 */
export function parseArguments<const T extends Options, R>(
  args: readonly string[],
  { usage, options }: { readonly usage: string; readonly options: T },
  read: (parsed: Parsed<T>) => R,
): R {
  try {
    return read(parseArgs({ args: [...args], allowPositionals: true, options }) as Parsed<T>);
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}; ${usage}`);
  }
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
