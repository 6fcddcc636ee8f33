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

/** An environment of the given variables. On Windows names are found in any case when the exact one isn't set. */
export function environmentOf(variables: ReadonlyMap<string, Variable>): Environment {
  const signature = JSON.stringify([...variables].map(([name, { value, origin }]) => [name, value, origin]));
  return {
    value: (name) => variables.get(name)?.value,
    origin: (name) => variables.get(name)?.origin ?? { from: 'unset' },
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
