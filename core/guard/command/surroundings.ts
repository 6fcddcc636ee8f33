import type { CommandReason, Verdict } from '../verdict.ts';

/**
 * What the judge may ask about the place where a command would run. All paths are absolute with forward slashes.
 * Whatever is left out is unknown, and the judge then decides by the command alone.
 */
export interface Surroundings {
  readonly cwd: string;
  readonly home?: string | undefined;
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** Whether the file is one whose loss is held: a Compose file, or what the settings add. */
  readonly isProtected: (path: string) => boolean;
  /** The protected files that exist in or below a folder. */
  readonly protectedFiles?: ((directory: string) => readonly string[]) | undefined;
  /** A file's text, for scripts that a command starts and edits whose result can be computed; undefined: no such file. */
  readonly readFile?: ((path: string) => string | undefined) | undefined;
  /** The judge of edits, asked when a command would write a known text to a protected file. */
  readonly judgeWrite?: ((path: string, text: string) => WriteJudgement) | undefined;
  /** Host folders in which services keep data (bind mounts). */
  readonly dataFolders?: (() => readonly string[]) | undefined;
  /** Host folders that are named as data, of which single files may be deleted but not the whole. */
  readonly namedDataFolders?: (() => readonly string[]) | undefined;
  /**
   * Names the data that is lost when containers are removed: in anonymous volumes or in the container itself. `names` are
   * services or containers; undefined: all.
   */
  readonly dataAtRisk?: ((names: readonly string[] | undefined) => string | undefined) | undefined;
  /** Containers that `--remove-orphans` would remove right now from the project in `cwd` on the usual engine; undefined: not known. */
  readonly orphans?: (() => readonly string[] | undefined) | undefined;
  /** Holdfast's own folder with baselines and approvals, which commands must leave alone. */
  readonly stateFolder?: string | undefined;
  /** Where a path leads behind symbolic links; undefined: nowhere else. */
  readonly realPath?: ((path: string) => string) | undefined;
  /** True for agents that can type into a running shell without a hook being asked. */
  readonly shellsAreBlind?: boolean | undefined;
}

export interface WriteJudgement {
  readonly verdict: Verdict;
  readonly message: string;
}

/** A reason with the level that it has by itself. */
export interface LevelledReason extends CommandReason {
  readonly verdict: Verdict;
}
