import type { Range } from '../text/source.ts';
import type { Lookup } from './interpolate-text.ts';
import type { VariableOrigin } from './project.ts';

/** The variables that files are filled in with, and where each comes from. */
export interface Environment extends Lookup {
  /** The place of a variable that is set. */
  origin(name: string): VariableOrigin;
  /** All names that are set. */
  names(): Iterable<string>;
  /** Equal for environments that give every name the same value from the same place. */
  readonly signature: string;
}

export interface Variable {
  readonly value: string;
  readonly origin: VariableOrigin;
}

/**
 * An environment of the given variables.
 *
 * @param directory the project directory; where it begins with a drive letter, names are found in any case when the exact
 *   one isn't set, as on Windows
 */
export function environmentOf(variables: ReadonlyMap<string, Variable>, directory: string): Environment {
  const signature = JSON.stringify([...variables].map(([name, { value, origin }]) => [name, value, origin]));
  const anyCase = /^[A-Za-z]:/.test(directory)
    ? new Map([...variables].map(([name, variable]) => [name.toLowerCase(), variable]))
    : undefined;
  const find = (name: string) => variables.get(name) ?? anyCase?.get(name.toLowerCase());
  return {
    value: (name) => find(name)?.value,
    origin: (name) => find(name)?.origin ?? { from: 'unset' },
    names: () => variables.keys(),
    signature,
  };
}

export function fromProcess(environment: Readonly<Record<string, string | undefined>>): Map<string, Variable> {
  const variables = new Map<string, Variable>();
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined) variables.set(name, { value, origin: { from: 'environment' } });
  }
  return variables;
}

/** A variable out of an env file. */
export function fromFile(file: string, value: string, range: Range): Variable {
  return { value, origin: { from: 'file', file, range } };
}
