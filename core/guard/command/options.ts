import type { Argument } from './argument.ts';

/** Which options a program has, as far as it takes to tell options, their values and operands apart. */
export interface OptionSpec {
  /** Names of options that take a value, long and short, separated by blanks: `f file timeout`. */
  readonly valued?: string | undefined;
  /** Short to long names: `{ v: 'volumes' }`. */
  readonly short?: Readonly<Record<string, string>> | undefined;
  /** True when everything behind the first operand belongs to another command (`exec`, `run`, `sudo`). */
  readonly stops?: boolean | undefined;
}

export interface Options {
  /** True when the option is there and not switched off (`--volumes=false`). */
  has(name: string): boolean;
  values(name: string): readonly Argument[];
  readonly operands: readonly Argument[];
}

const off = new Set(['false', '0', 'f', 'F', 'FALSE', 'False', 'no']);
const sets = new Map<string, ReadonlySet<string>>();

function valuedSet(valued: string): ReadonlySet<string> {
  const known = sets.get(valued);
  if (known !== undefined) return known;
  const made = new Set(valued.split(/\s+/));
  sets.set(valued, made);
  return made;
}

/** Reads arguments in the GNU and pflag manner: combined letters, `--name=value`, `--` as the end of options. */
export function readOptions(args: readonly Argument[], spec: OptionSpec = {}): Options {
  const valued = valuedSet(spec.valued ?? '');
  const found = new Map<string, Argument[]>();
  const operands: Argument[] = [];
  const add = (name: string, value: Argument) => {
    const long = spec.short?.[name] ?? name;
    found.set(long, [...(found.get(long) ?? []), value]);
  };
  let index = 0;
  while (index < args.length) {
    const argument = args[index++] as Argument;
    const { text } = argument;
    if (text === '--') {
      operands.push(...args.slice(index));
      break;
    }
    if (text.length < 2 || text[0] !== '-' || !argument.startsKnown) {
      operands.push(argument);
      if (!spec.stops) continue;
      operands.push(...args.slice(index));
      break;
    }
    if (text.startsWith('--')) {
      const equals = text.indexOf('=');
      const name = equals < 0 ? text.slice(2) : text.slice(2, equals);
      if (equals >= 0) add(name, { ...argument, text: text.slice(equals + 1) });
      else if (valued.has(name) && index < args.length) add(name, args[index++] as Argument);
      else add(name, { ...argument, text: '' });
      continue;
    }
    for (let at = 1; at < text.length; at++) {
      const letter = text[at] as string;
      const rest = text.slice(at + 1);
      if (valued.has(letter)) {
        if (rest !== '') add(letter, { ...argument, text: rest.replace(/^=/, '') });
        else if (index < args.length) add(letter, args[index++] as Argument);
        break;
      }
      if (rest.startsWith('=')) {
        add(letter, { ...argument, text: rest.slice(1) });
        break;
      }
      add(letter, { ...argument, text: '' });
    }
  }
  return {
    has: (name) => {
      const last = found.get(name)?.at(-1);
      return last !== undefined && !off.has(last.text);
    },
    values: (name) => found.get(name) ?? [],
    operands,
  };
}
