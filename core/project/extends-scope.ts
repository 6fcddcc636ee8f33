import type { Contribution, Reading } from './contribution.ts';
import type { Environment } from './environment.ts';
import type { PathBase } from './paths.ts';

/** The services of one file among which `extends` without a file looks. */
export interface ExtendsScope {
  readonly file: string;
  readonly services: ReadonlyMap<string, Contribution>;
  /** How they were read, where that was not yet reported. */
  readonly readings?: ReadonlyMap<string, readonly Reading[]> | undefined;
  readonly base: PathBase;
  readonly environment: Environment;
  /** Services that were resolved already. */
  readonly resolved: Map<string, Contribution | undefined>;
}
