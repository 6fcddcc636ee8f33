import type { Severity } from '../project/problem.ts';
import type { LintSettings } from '../settings/lint-settings.ts';
import type { Rule } from './rule.ts';

export interface EnabledRule {
  readonly rule: Rule;
  /** Undefined: the rule's own. */
  readonly severity: Severity | undefined;
}

/** The rules that settings switch on. */
export function enabledRules(settings: LintSettings, all: readonly Rule[]): readonly EnabledRule[] {
  const presets = new Set<string>(settings.presets ?? ['recommended']);
  return all.flatMap((rule): EnabledRule[] => {
    const level = settings.rules?.[rule.id];
    if (level === 'off') return [];
    if (level !== undefined && level !== 'on') return [{ rule, severity: level }];
    return level === 'on' || rule.presets.some((preset) => presets.has(preset)) ? [{ rule, severity: undefined }] : [];
  });
}
