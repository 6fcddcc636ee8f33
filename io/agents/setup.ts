/** Where an agent's hooks are written: for the person, or for one project. */
export interface Place {
  readonly scope: 'user' | 'project';
  /** Absolute. */
  readonly home: string;
  /** The project's folder, absolute. */
  readonly project: string;
  readonly platform: NodeJS.Platform;
}

/** A file that makes an agent call Holdfast. */
export type SetupFile =
  | { readonly kind: 'own'; readonly path: string; readonly text: string; readonly executable?: boolean | undefined }
  | { readonly kind: 'shared'; readonly path: string; readonly entries: readonly SharedEntry[] };

/** Something of ours in a JSON file that holds other things too. */
export interface SharedEntry {
  /** Keys from the root to a list or object. */
  readonly at: readonly string[];
  /** An element of the list; with `key`, a value of the object. */
  readonly value: unknown;
  readonly key?: string | undefined;
}

/** One agent: how to tell that it is there, and what has to be in its files. */
export interface AgentSetup {
  readonly name: string;
  readonly title: string;
  /** Folders below the home that it makes, and programs in PATH. */
  readonly traces: { readonly folders: readonly string[]; readonly programs: readonly string[] };
  /** @param command the command line that calls `holdfast hook` for this agent */
  files(place: Place, command: HookCommand): readonly SetupFile[];
  /** What the person has to do before the agent calls the hook, or why it would not, as far as that can be seen. */
  skips?(place: Place, read: (path: string) => string | undefined): string | undefined;
  /** What to tell after installing. */
  readonly afterwards?: string | undefined;
}

/** How the launcher is called for one agent. */
export interface HookCommand {
  /** Absolute path of the launcher. */
  readonly launcher: string;
  readonly args: readonly string[];
  /** Launcher and arguments as one command line for the platform's shell. */
  readonly line: string;
}
