/** A setting of the editor. package.json's configuration and docs/settings.md are written from this table. */
export interface Setting {
  /** Behind `holdfast.`. */
  readonly key: string;
  readonly section: 'Backups' | 'Diagnostics' | 'Editor features' | 'Guard' | 'Monitor' | 'Safe restart';
  readonly value: SettingValue;
  /** Plain Markdown, one or two sentences. */
  readonly description: string;
  /**
   * `window` for what holds for the whole window, `resource` for what may differ by folder, `machine` for what only the
   * person can set, for each machine by itself, and no workspace.
   */
  readonly scope: 'application' | 'machine' | 'window' | 'resource';
}

export type SettingValue =
  | { readonly kind: 'boolean'; readonly default: boolean }
  | { readonly kind: 'number'; readonly default: number; readonly least: number; readonly most: number }
  | { readonly kind: 'text'; readonly default: string }
  | { readonly kind: 'texts'; readonly default: readonly string[] }
  | { readonly kind: 'choice'; readonly default: string; readonly choices: readonly SettingChoice[] }
  | { readonly kind: 'choices'; readonly default: readonly string[]; readonly choices: readonly SettingChoice[] }
  /** A level for each of some names, which the generator fills in. */
  | { readonly kind: 'levels'; readonly of: 'rules' | 'changes'; readonly choices: readonly SettingChoice[] };

export interface SettingChoice {
  readonly value: string;
  readonly description: string;
}
