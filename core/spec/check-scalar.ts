import type { Location } from '../text/source.ts';
import { describeNode, describePlace, describeShape, joinWords, quote } from './describe.ts';
import type { GrammarFault } from './grammar/grammar.ts';
import { nearest } from './nearest.ts';
import type { ScalarShape, Shape } from './shape.ts';
import type { SpecPath } from './shape-at.ts';
import type { Report, SpecScalar } from './spec-node.ts';

/** Checks a scalar against the kinds, choices, bounds and grammar of a place. */
export function checkScalar(path: SpecPath, node: SpecScalar, shape: Shape, report: Report): void {
  const rules = shape.scalar;
  if (rules === undefined) return;
  if (!hasKind(node.value, rules)) {
    const quotable = node.value !== null && typeof node.value !== 'string' && rules.kinds.includes('string');
    report({
      rule: 'wrong-kind',
      severity: 'error',
      message: `${describePlace(path)} takes ${describeShape(shape)}, and this is ${describeNode(node)}.${advice(node, rules)}`,
      location: node.location,
      ...(quotable ? { suggestion: `"${node.value}"` } : {}),
    });
    return;
  }
  if (typeof node.value === 'number') checkBounds(path, node, rules, report);
  if (typeof node.value === 'string') checkText(path, node, node.value, rules, report);
}

function hasKind(value: SpecScalar['value'], { kinds, grammar, casts }: ScalarShape): boolean {
  if (value === null) return kinds.includes('null');
  if (typeof value === 'boolean') return kinds.includes('boolean');
  if (typeof value === 'number') {
    return kinds.includes('number') || (kinds.includes('integer') && Number.isInteger(value));
  }
  return kinds.includes('string') || (casts === true && grammar?.check(value) === undefined);
}

function advice(node: SpecScalar, { kinds }: ScalarShape): string {
  if (node.value === null) return ' Give it a value, or remove the key.';
  if (typeof node.value !== 'string' && kinds.includes('string')) return ' Put it in quotes.';
  if (typeof node.value === 'string' && kinds.includes('boolean')) return ' Write it without quotes.';
  if (typeof node.value === 'string' && (kinds.includes('number') || kinds.includes('integer'))) {
    return /^[+-]?[\d.]+$/.test(node.value) ? ' Write it without quotes.' : '';
  }
  return '';
}

function checkBounds(path: SpecPath, node: SpecScalar, { minimum, maximum }: ScalarShape, report: Report): void {
  const value = Number(node.value);
  const low = minimum !== undefined && value < minimum;
  if (!low && !(maximum !== undefined && value > maximum)) return;
  const bound = low ? `at least ${minimum}` : `at most ${maximum}`;
  report({
    rule: 'bad-value',
    severity: 'error',
    message: `${describePlace(path)} must be ${bound}, and this is ${value}.`,
    location: node.location,
  });
}

function checkText(path: SpecPath, node: SpecScalar, text: string, rules: ScalarShape, report: Report): void {
  if (rules.choices && !rules.choices.some((choice) => choice.value === text)) {
    const values = rules.choices.map((choice) => choice.value);
    const suggestion = nearest(text, values);
    report({
      rule: 'bad-value',
      severity: 'error',
      message: `${describePlace(path)} takes ${joinWords(values.map(quote))}, and this is ${quote(text)}.${didYouMean(suggestion)}`,
      location: node.location,
      suggestion,
    });
  }
  const fault = rules.grammar?.check(text);
  if (fault === undefined || rules.grammar === undefined) return;
  const suggestion = fault.suggestion ?? nearest(text, rules.suggestions?.map((choice) => choice.value) ?? []);
  const late = fault.late ? ' Compose lets it pass, but it does not work.' : '';
  const hint = fault.hint ? ` ${fault.hint}` : '';
  report({
    rule: 'bad-value',
    severity: fault.late ? 'warning' : 'error',
    message: `${quote(text)} is not ${rules.grammar.title}: ${fault.message}.${hint}${didYouMean(suggestion)}${late}`,
    location: placeOf(node, text, fault),
    suggestion,
  });
}

export function didYouMean(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`;
}

/** The wrong part of a text, where it can be found: not after interpolation, and not with escapes or line breaks. */
function placeOf(node: SpecScalar, text: string, { start, end }: GrammarFault): Location {
  if (start === undefined || end === undefined || node.source !== undefined) return node.location;
  const { range } = node.location;
  const surplus = range.end - range.start - text.length;
  if (surplus !== 0 && surplus !== 2) return node.location;
  return partOf(node.location, start + surplus / 2, end + surplus / 2);
}

/** A part of a place that moves along with it. */
function partOf(whole: Location, start: number, end: number): Location {
  return {
    file: whole.file,
    get range() {
      return { start: whole.range.start + start, end: whole.range.start + Math.max(end, start + 1) };
    },
  };
}
