import { ruleIds } from '../../core/lint/rule-ids.ts';
import type { CompletionContext, Suggestion } from './suggestion.ts';

/** Rules' ids where Holdfast's settings name a rule; undefined elsewhere. */
export function ruleSuggestions({ place }: CompletionContext): Suggestion[] | undefined {
  const isKey = place.role === 'key' && place.path.length === 1 && place.path[0] === 'rules';
  const isValue = place.role === 'value' && place.path[0] === 'exclude' && place.path.at(-1) === 'rule';
  if (!isKey && !isValue) return undefined;
  const suffix = isKey && !place.hasColon ? ': ' : '';
  return [...ruleIds].map((label) => ({ label, kind: 'name', text: `${label}${suffix}` }));
}

/** In a comment: the word that silences a rule, then the rules, those that find something in this file first. */
export function suppressionSuggestions({ snapshot, place }: CompletionContext): Suggestion[] {
  const typed = snapshot.current.getText().slice(place.word.start, place.offset);
  const range = (word: string) => ({ start: place.offset - word.length, end: place.offset });
  const rule = /^#\s*holdfast-ignore(?:-file)?\s+(?:[\w-]+\s*,\s*)*([\w-]*)$/.exec(typed)?.[1];
  if (rule !== undefined) {
    const here = new Set(snapshot.findings.filter((one) => one.location.file === snapshot.file).map((one) => one.rule));
    return [...ruleIds].map((label) => ({
      label,
      kind: 'name',
      text: `${label}: `,
      range: range(rule),
      detail: here.has(label) ? 'finds something in this file' : undefined,
      rank: here.has(label) ? 2 : 5,
    }));
  }
  const word = /^#\s*(h[\w-]*)$/.exec(typed)?.[1];
  if (word === undefined) return [];
  return [
    {
      label: 'holdfast-ignore',
      kind: 'value',
      text: 'holdfast-ignore ',
      range: range(word),
      detail: 'silences a rule on the next line',
    },
    {
      label: 'holdfast-ignore-file',
      kind: 'value',
      text: 'holdfast-ignore-file ',
      range: range(word),
      detail: 'silences a rule in this file',
    },
  ];
}
