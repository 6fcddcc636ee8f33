/** One change of a file as an agent's edit tool describes it. Paths are as given: absolute or relative to the agent's folder. */
export type FileEdit =
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  | { readonly kind: 'replace'; readonly path: string; readonly replacements: readonly Replacement[] }
  | { readonly kind: 'insert'; readonly path: string; readonly line: number; readonly text: string }
  | { readonly kind: 'append'; readonly path: string; readonly text: string }
  | { readonly kind: 'delete'; readonly path: string }
  | { readonly kind: 'move' | 'copy'; readonly path: string; readonly to: string }
  | { readonly kind: 'patch'; readonly text: string; readonly path?: string | undefined }
  | { readonly kind: 'unclear'; readonly path: string; readonly reason: string };

export interface Replacement {
  readonly old: string;
  readonly new: string;
  readonly all?: boolean | undefined;
}

/** What edits would make of files. */
export interface Proposed {
  /** Path to its new text, or to undefined when the file would be gone. Files that keep their text are left out. */
  readonly texts: ReadonlyMap<string, string | undefined>;
  /** Files whose new text cannot be computed, with the reason. */
  readonly unclear: ReadonlyMap<string, string>;
}
