import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { readYaml } from '../../core/yaml/read-yaml.ts';
import { lineEdits } from '../../server/features/formatting.ts';
import { formatYaml } from '../../server/format/format-yaml.ts';
import { isSameYaml } from '../../server/format/same-yaml.ts';

const file = '/compose.yaml';

describe('formatting', () => {
  it('indents evenly, puts lists below their key and takes blanks away', () => {
    const before = [
      'services:   ',
      '    web:',
      '        # what it runs',
      '        image: nginx   # pinned',
      '        ports:',
      '        -   "80:80"',
      '',
      '',
      '        -   target: 90',
      '            published: 91',
      'volumes:',
      '    data:',
      '',
    ];
    const after = [
      'services:',
      '  web:',
      '    # what it runs',
      '    image: nginx   # pinned',
      '    ports:',
      '      - "80:80"',
      '',
      '      - target: 90',
      '        published: 91',
      'volumes:',
      '  data:',
      '',
    ];
    assert.equal(formatYaml(before.join('\n'), 2), after.join('\n'));
  });

  it('moves block scalars whole', () => {
    const before = 'a:\n    b: |\n        one\n          two\n\n        three\n    c: 1\n';
    assert.equal(formatYaml(before, 2), 'a:\n  b: |\n      one\n        two\n\n      three\n  c: 1\n');
  });

  it('leaves the end of a block scalar as it is', () => {
    assert.equal(formatYaml('a:\n    b: |\n        one', 2), 'a:\n  b: |\n      one');
    assert.equal(formatYaml('a:\n    b: |+\n        one\n\n\n', 2), 'a:\n  b: |+\n      one\n\n\n');
  });

  it('gives up on tabs and complex keys', () => {
    assert.equal(formatYaml('a:\n\tb: 1\n', 2), undefined);
    assert.equal(formatYaml('? a\n: b\n', 2), undefined);
  });

  it('changes no value and no comment, whatever the indentation was', function () {
    this.timeout(60_000);
    let told = 0;
    fc.assert(
      fc.property(yamlText(), (text) => {
        const before = readYaml(file, text);
        if (before.problems.length > 0) return;
        const formatted = formatYaml(text, 2);
        if (formatted === undefined) return;
        told += 1;
        assert.ok(isSameYaml(before, readYaml(file, formatted)), `\n${text}\n-- became --\n${formatted}`);
        assert.equal(formatYaml(formatted, 2), formatted, 'formatting twice is formatting once');
      }),
      { numRuns: 200 },
    );
    assert.ok(told > 100, `only ${told} texts could be formatted`);
  });

  it('edits lead from the old text to the new one', () => {
    const lines = fc.array(fc.constantFrom('a: 1', 'b:', '', '  - x'), { maxLength: 8 });
    fc.assert(
      fc.property(lines, lines, fc.boolean(), (one, other, ends) => {
        const before = one.join('\n');
        const after = other.join('\n') + (ends ? '\n' : '');
        const document = TextDocument.create('file:///a', 'yaml', 1, before);
        assert.equal(TextDocument.applyEdits(document, lineEdits(before, after)), after);
      }),
    );
  });
});

/** Block YAML of the kinds that Compose files hold, with uneven but valid indentation. */
function yamlText(): fc.Arbitrary<string> {
  const key = fc.constantFrom('services', 'web', 'image', 'ports', 'x-a', '"quoted key"', 'command');
  const scalar = fc.constantFrom(
    'nginx:1.27',
    '"80:80"',
    "'it''s'",
    '8080',
    '',
    'a b # note',
    '[a, "b, c"]',
    '{a: 1, b: [2]}',
    '!reset null',
    '"a # b"',
    'http://x/#y',
  );
  const comment = fc.constantFrom('# why', '#bare', '');
  const node: fc.Memo<(indent: number) => string[]> = fc.memo((depth) =>
    fc.oneof(
      { depthIdentifier: 'yaml' },
      scalar.map((text) => () => [` ${text}`]),
      fc
        .constantFrom(['|', 'one', '  two'], ['>-', 'one', '', 'two'], ['|2', '  x'])
        .map(([header, ...lines]) => (indent: number) => [
          ` ${header}`,
          ...lines.map((line) => (line === '' ? '' : `${' '.repeat(indent + (header === '|2' ? 2 : 3))}${line}`)),
        ]),
      ...(depth > 1
        ? [
            fc
              .tuple(
                fc.integer({ min: 1, max: 5 }),
                fc.uniqueArray(key, { minLength: 1, maxLength: 3 }),
                fc.array(node(depth - 1), { minLength: 3, maxLength: 3 }),
                comment,
              )
              .map(([by, keys, values, note]) => (indent: number) => {
                const lines: string[] = [''];
                keys.forEach((name, index) => {
                  if (note !== '') lines.push(`${' '.repeat(indent + by)}${note}`);
                  const [first = '', ...rest] = values[index]?.(indent + by) ?? [];
                  lines.push(`${' '.repeat(indent + by)}${name}:${first}`, ...rest);
                });
                return lines;
              }),
            fc
              .tuple(
                fc.integer({ min: 0, max: 4 }),
                fc.array(node(depth - 1), { minLength: 1, maxLength: 3 }),
                fc.integer({ min: 1, max: 3 }),
              )
              .map(([by, values, gap]) => (indent: number) => {
                const lines: string[] = [''];
                for (const value of values) {
                  const [first = '', ...rest] = value(indent + by);
                  const text = first.trim();
                  lines.push(`${' '.repeat(indent + by)}-${text === '' ? '' : `${' '.repeat(gap)}${text}`}`, ...rest);
                }
                return lines;
              }),
          ]
        : []),
    ),
  );
  return fc
    .tuple(fc.uniqueArray(key, { minLength: 1, maxLength: 3 }), fc.array(node(4), { minLength: 3, maxLength: 3 }))
    .map(([keys, values]) =>
      keys
        .flatMap((name, index) => {
          const [first = '', ...rest] = values[index]?.(0) ?? [];
          return [`${name}:${first}`, ...rest];
        })
        .join('\n')
        .concat('\n'),
    );
}
