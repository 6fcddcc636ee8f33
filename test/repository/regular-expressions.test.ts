import assert from 'node:assert/strict';
import jsTokens from 'js-tokens';
import { analyse } from 'scslre';
import { readSource, sourceFiles } from './source-files.ts';

interface Expression {
  readonly file: string;
  readonly pattern: string;
  readonly flags: string;
}

const files = sourceFiles(['core', 'io', 'server', 'src', 'cli']);

/** Every regular expression that stands in a file as a literal. */
function expressionsIn(file: string): Expression[] {
  const found: Expression[] = [];
  for (const token of jsTokens(readSource(file))) {
    if (token.type !== 'RegularExpressionLiteral') continue;
    const end = token.value.lastIndexOf('/');
    found.push({ file, pattern: token.value.slice(1, end), flags: token.value.slice(end + 1) });
  }
  return found;
}

/** True when a text can make an expression take time that doubles with each character. */
function isExponential({ pattern, flags }: Expression): boolean {
  return analyse({ source: pattern, flags }, { reportTypes: { Move: false } }).reports.some(
    ({ exponential }) => exponential,
  );
}

describe('regular expressions', () => {
  it('never take exponential time, so that no file and no command can hold Holdfast up', () => {
    const expressions = files.flatMap(expressionsIn);
    assert.ok(expressions.length > 300, `only ${expressions.length} were found`);
    const slow = expressions.filter(isExponential).map(({ file, pattern }) => `${file}: /${pattern}/`);
    assert.deepEqual(slow, []);
  });

  it('would be noticed if they did', () => {
    const isSlow = (pattern: string) => isExponential({ file: '', pattern, flags: '' });
    assert.ok(isSlow('^(a+)+$'));
    assert.ok(!isSlow('^a+$'));
  });
});
