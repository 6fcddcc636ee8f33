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

const matchesAnything = 'matches any text, so that it never has to go back';
const cutLines = 'sees at most 4000 characters of a line';
const shortSpaces = 'sees code whose runs of spaces were made one';

/**
 * Expressions that seem to take time which grows with the square of a text's length, and why they do not. The first is a
 * part of the pattern that names it within its file.
 */
const harmless: Readonly<Record<string, readonly (readonly [part: string, reason: string])[]>> = {
  'cli/check/approval-codes.ts': [
    ['Holdfast-Approved', 'ends at the end of any line, so that it never has to go back'],
  ],
  'core/compose/duration.ts': [['^(\\d*)', 'sees one part of a duration, which ends in something else than a digit']],
  'core/guard/command/programs/interpreters.ts': [
    ['unlink(?:Sync)', shortSpaces],
    ['open\\s*', shortSpaces],
  ],
  'core/lint/facts/dockerfile.ts': [['([a-z]+)', matchesAnything]],
  'core/lint/rules/invalid-image-name.ts': [['^([^:@]*)', matchesAnything]],
  'core/spec/grammar/byte-size.ts': [['e[+-]', matchesAnything]],
  'core/stack/diagnosis/app-errors.ts': [
    ['ECONNREFUSED', cutLines],
    ['getaddrinfo', cutLines],
  ],
  'core/stack/diagnosis/engine-errors.ts': [['metadata_v2', cutLines]],
};

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

/**
 * How the time that an expression takes can grow when a text gets longer: `exponential` doubles with each character,
 * `quadratic` is four times as much for twice as many.
 */
function growthOf({ pattern, flags }: Expression): 'linear' | 'quadratic' | 'exponential' {
  const { reports } = analyse({ source: pattern, flags });
  if (reports.length === 0) return 'linear';
  return reports.some(({ exponential }) => exponential) ? 'exponential' : 'quadratic';
}

describe('regular expressions', () => {
  const slow = files
    .flatMap(expressionsIn)
    .map((expression) => ({ ...expression, growth: growthOf(expression) }))
    .filter(({ growth }) => growth !== 'linear');

  it('never take exponential time, so that no file and no command can hold Holdfast up', () => {
    const exponential = slow.filter(({ growth }) => growth === 'exponential');
    assert.deepEqual(
      exponential.map(({ file, pattern }) => `${file}: /${pattern}/`),
      [],
    );
  });

  it('take no more time than twice for twice the text, but for those of which it is said why that does no harm', () => {
    const isNamed = ({ file, pattern }: Expression) =>
      harmless[file]?.some(([part]) => pattern.includes(part)) === true;
    assert.deepEqual(
      slow.filter((expression) => !isNamed(expression)).map(({ file, pattern }) => `${file}: /${pattern}/`),
      [],
    );
    const unused = Object.entries(harmless).flatMap(([file, parts]) =>
      parts.filter(([part]) => !slow.some((one) => one.file === file && one.pattern.includes(part))),
    );
    assert.deepEqual(unused, []);
  });

  it('would be noticed if they did', () => {
    const growth = (pattern: string) => growthOf({ file: '', pattern, flags: '' });
    assert.equal(growth('^(a+)+$'), 'exponential');
    assert.equal(growth('^a*[ab]*$'), 'quadratic');
    assert.equal(growth('a+$'), 'quadratic');
    assert.equal(growth('^a+$'), 'linear');
    assert.equal(growth('(?<!a)a+$'), 'linear');
    assert.ok(files.flatMap(expressionsIn).length > 300);
  });
});
