import { isRecord } from '../text/record.ts';
import type { LintExclude, LintSettings, RuleLevel } from './lint-settings.ts';

const presets = ['recommended', 'security', 'strict'] as const;
const levels: readonly unknown[] = ['off', 'on', 'error', 'warning', 'info'];

/**
 * Reads settings about findings from a value that may be anything: what is below `holdfast.lint` in an editor, or the content
 * of .holdfast.yaml. Parts of the wrong kind are left out.
 */
export function readLintSettings(given: unknown): LintSettings {
  if (!isRecord(given)) return {};
  const chosen = Array.isArray(given.presets)
    ? presets.filter((name) => (given.presets as unknown[]).includes(name))
    : undefined;
  const rules = isRecord(given.rules)
    ? Object.fromEntries(
        Object.entries(given.rules).filter((entry): entry is [string, RuleLevel] => levels.includes(entry[1])),
      )
    : undefined;
  const exclude = Array.isArray(given.exclude) ? given.exclude.flatMap(readExclude) : undefined;
  return { presets: chosen, rules, exclude };
}

/** What the project says wins over what the person says; excludes add up. */
export function mergeLintSettings(person: LintSettings, project: LintSettings): LintSettings {
  return {
    presets: project.presets ?? person.presets,
    rules: { ...person.rules, ...project.rules },
    exclude: [...(person.exclude ?? []), ...(project.exclude ?? [])],
  };
}

function readExclude(given: unknown): readonly LintExclude[] {
  if (!isRecord(given)) return [];
  const { rule, service, file, reason } = given;
  if (typeof rule !== 'string' || typeof reason !== 'string' || reason.trim() === '') return [];
  return [
    {
      rule,
      reason,
      service: typeof service === 'string' ? service : undefined,
      file: typeof file === 'string' ? file : undefined,
    },
  ];
}
