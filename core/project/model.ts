import type { Location } from '../text/source.ts';
import type { Section } from './canonical.ts';
import type { Contribution } from './contribution.ts';
import type { Environment } from './environment.ts';
import type { PathBase } from './paths.ts';
import type { Entry, ProjectFile } from './project.ts';

/** Files merged into one model: a project's own, or those of one `include`. */
export interface Model {
  readonly sections: ReadonlyMap<Section, ReadonlyMap<string, Contribution>>;
  /** `name` and keys with `x-`. */
  readonly others: ReadonlyMap<string, Entry>;
}

export interface ModelRequest {
  /** Absolute paths in merge order. */
  readonly files: readonly string[];
  readonly role: (index: number) => ProjectFile['role'];
  /** Where the files are named; undefined for the project's own. */
  readonly from?: Location | undefined;
  readonly base: PathBase;
  readonly environment: Environment;
  /** The main files of the models that include this one. */
  readonly including: readonly string[];
}

/** The entries of all sections while they are being merged. */
export type Sections = Map<Section, Map<string, Contribution>>;
