import type { PreflightCheck } from '../preflight/check.ts';
import type { StackView } from '../stack.ts';

/** Everything that a diagnosis goes by. What is left out was not looked at. */
export interface Symptoms {
  readonly stack: StackView;
  /** The last lines of each troubled container, by id. */
  readonly logs: ReadonlyMap<string, readonly string[]>;
  /** The preflight checks of a restart of each project, by its id: they know who holds a port and who owns a folder. */
  readonly checks: ReadonlyMap<string, readonly PreflightCheck[]>;
  /** Who holds the container names of services that have no container, by the service view's id. */
  readonly names?: ReadonlyMap<string, NameHolder> | undefined;
  /** What the files no longer have, by the project view's id. */
  readonly lost?: ReadonlyMap<string, readonly LostPart[]> | undefined;
  /** Ids of ended containers whose start the engine does not remember: it was started anew after them. */
  readonly forgotten?: ReadonlySet<string> | undefined;
  /** Names of anonymous volumes that no container uses. */
  readonly looseVolumes?: readonly string[] | undefined;
  /** Names of all volumes of the engine. */
  readonly volumes?: ReadonlySet<string> | undefined;
}

export interface NameHolder {
  readonly name: string;
  /** The id of a container that holds the name and does not exist. */
  readonly ghost?: string | undefined;
  /** Other engines on which a container has the name. */
  readonly elsewhere: readonly string[];
}

/** A service or volume that an earlier version of the files has and the present one has not, or not in the same way. */
export interface LostPart {
  readonly kind: 'service' | 'volume';
  readonly name: string;
  /** The version that has it: git's HEAD, or the last one that the guard accepted. */
  readonly since: 'commit' | 'baseline';
  /** The volume's name on the engine. */
  readonly engineName?: string | undefined;
  /** Absolute path of the file that had it. */
  readonly file?: string | undefined;
  readonly message: string;
}
