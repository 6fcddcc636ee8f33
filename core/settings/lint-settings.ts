/** What a person or a workspace sets about findings. */
export interface LintSettings {
  /** Undefined: recommended. */
  readonly presets?: readonly ('recommended' | 'security' | 'strict')[] | undefined;
  /** Level by rule id; wins over presets. */
  readonly rules?: Readonly<Record<string, RuleLevel>> | undefined;
  readonly exclude?: readonly LintExclude[] | undefined;
}

/** `on` takes the rule's own severity. */
export type RuleLevel = 'off' | 'on' | 'error' | 'warning' | 'info';

/** A finding that somebody has judged and accepted. */
export interface LintExclude {
  readonly rule: string;
  /** Undefined: everywhere. */
  readonly service?: string | undefined;
  /** Path relative to the project's folder, with `*` and `**`. */
  readonly file?: string | undefined;
  readonly reason: string;
}
