import type { LintSettings } from '../core/settings/lint-settings.ts';
import { readLintSettings } from '../core/settings/read-lint-settings.ts';
import { isRecord } from '../core/text/record.ts';

/** Editor features that can be switched off one by one, since another extension may offer them already. */
export const editorFeatures = [
  'completion',
  'hover',
  'definition',
  'references',
  'rename',
  'highlight',
  'symbols',
  'links',
  'folding',
  'selectionRanges',
  'semanticTokens',
  'inlayHints',
  'codeLens',
  'codeActions',
  'formatting',
] as const;

export type EditorFeature = (typeof editorFeatures)[number];

/** What the server takes from the settings below `holdfast`. */
export interface ServerSettings {
  /** Off for what another extension shows already. */
  readonly features: Readonly<Record<EditorFeature, boolean>>;
  /** False: no diagnostics at all. */
  readonly diagnostics: boolean;
  /** Rules that another extension reports already. */
  readonly hiddenRules: ReadonlySet<string>;
  readonly lint: LintSettings;
}

/**
 * Reads the settings from the client's object (what is below `holdfast`), which may have anything in it. Values that are
 * missing or of another kind are the default. `auto` and `on` are on here; the client has resolved `auto` before.
 */
export function readSettings(given: unknown): ServerSettings {
  const all = isRecord(given) ? given : {};
  const editor = isRecord(all.editor) ? all.editor : {};
  const features = Object.fromEntries(
    editorFeatures.map((name) => [name, editor[name] !== false && editor[name] !== 'off']),
  ) as Record<EditorFeature, boolean>;
  const diagnostics = isRecord(all.diagnostics) ? all.diagnostics : {};
  const hidden = Array.isArray(diagnostics.hidden) ? diagnostics.hidden.filter((rule) => typeof rule === 'string') : [];
  return {
    features,
    diagnostics: diagnostics.enabled !== false,
    hiddenRules: new Set(hidden),
    lint: readLintSettings(all.lint),
  };
}
