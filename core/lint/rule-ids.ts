import { problemRules } from '../project/problem-rules.ts';
import { lintOwnRules } from './own-rules.ts';
import { rules } from './rule-list.ts';

/** Every id that a finding can have. */
export const ruleIds: ReadonlySet<string> = new Set([
  ...Object.keys(problemRules),
  ...Object.keys(lintOwnRules),
  ...rules.map((rule) => rule.id),
]);
