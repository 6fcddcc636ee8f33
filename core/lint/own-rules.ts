import type { ProblemRule } from '../project/problem-rules.ts';

/** Findings about Holdfast's own comments and settings. */
export const lintOwnRules = {
  'unused-suppression': {
    severity: 'warning',
    title: 'A comment that silences nothing',
    why: 'It hides the next finding of that rule, which nobody has judged yet.',
    instead: 'Remove the comment.',
  },
  'reasonless-suppression': {
    severity: 'warning',
    title: 'A suppression without a reason',
    why: 'Nobody can tell later whether it still holds. It does not count until it has one.',
    instead: 'Write the reason behind the rule: "# holdfast-ignore RULE: reason".',
  },
  'unknown-rule': {
    severity: 'warning',
    title: 'A suppression or setting of a rule that does not exist',
    why: 'It does nothing, though somebody meant it to.',
    instead: 'Correct the name of the rule.',
  },
  'invalid-settings': {
    severity: 'warning',
    title: 'A .holdfast.yaml that cannot be read as it was meant',
    why: 'The wrong part is passed over, so rules and protected services are not what the file says.',
    instead: 'Correct the marked place.',
  },
} as const satisfies Readonly<Record<string, ProblemRule>>;
