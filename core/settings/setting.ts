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
  /** A text for each of some names that the person chooses. */
  | { readonly kind: 'named-texts'; readonly default: Readonly<Record<string, string>> }
  | { readonly kind: 'choice'; readonly default: string; readonly choices: readonly SettingChoice[] }
  | { readonly kind: 'choices'; readonly default: readonly string[]; readonly choices: readonly SettingChoice[] }
  /** A level for each of some names, which the generator fills in. */
  | { readonly kind: 'levels'; readonly of: 'rules' | 'changes'; readonly choices: readonly SettingChoice[] };

export interface SettingChoice {
  readonly value: string;
  readonly description: string;
}

/** Default, least and most of a number. */
export type NumberRange = readonly [initial: number, least: number, most: number];

/** A setting of a number. */
export function numberSetting([initial, least, most]: NumberRange): SettingValue {
  return { kind: 'number', default: initial, least, most };
}

/** A number from a setting's value, which may be anything: within its limits, and the default for what is no number. */
export function readNumber(value: unknown, [initial, least, most]: NumberRange): number {
  return Math.min(most, Math.max(least, typeof value === 'number' && Number.isFinite(value) ? value : initial));
}

/** Makes the settings of one section, whose keys begin with `prefix` and a dot. */
export function settingsOf(common: {
  readonly prefix: string;
  readonly section: Setting['section'];
  readonly scope: Setting['scope'];
}): (name: string, value: SettingValue, description: string, scope?: Setting['scope']) => Setting {
  const { prefix, section, scope: usual } = common;
  return (name, value, description, scope = usual) => ({
    key: `${prefix}.${name}`,
    section,
    value,
    description,
    scope,
  });
}
