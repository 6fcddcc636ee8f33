import type { RulePage } from '../../core/lint/rule-page.ts';
/** docs/rules/README.md: every rule with a line of its own. */
export declare function ruleIndexText(pages: readonly RulePage[]): string;
