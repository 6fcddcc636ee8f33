import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { readSource, repositoryRoot, sourceFiles } from './source-files.ts';

const languages = ['de'];

/** Where VS Code takes a text for people: as an argument, or as a property or attribute. */
const shown = [
  /\bshow(?:Information|Warning|Error)Message\(\s*(?=['"`])/g,
  /\b(?:title|placeHolder|prompt|tooltip|detail|description|label|text|message|name)(?:: | = )(?=['"`])/g,
  /\bappend(?:Text|Markdown)\(\s*(?=['"`])/g,
];
/** A literal that begins here, up to its end; templates are cut at their first variable's end only when one stands inside. */
const literal = /(['"`])((?:\\.|(?!\1)[^\\])*)\1/y;

/** Texts that are no words of a language: names, symbols, code. */
const names =
  /^(?:Holdfast(?:: .*)?|holdfast|YAML|Docker DX|Container Tools|YAML by Red Hat|Docker Compose|Docker Desktop|Podman machine|[a-z]+:\/\/.*)$/;

describe('translations', () => {
  for (const language of languages) {
    it(`into ${language} are complete: the manifest`, () => {
      assert.deepEqual(differences('package.nls.json', `package.nls.${language}.json`), []);
    });

    it(`into ${language} are complete: the extension`, () => {
      assert.deepEqual(differences('l10n/bundle.l10n.json', `l10n/bundle.l10n.${language}.json`), []);
    });
  }

  it('reach every text that src/ shows', () => {
    const missed = sourceFiles(['src']).flatMap((file) =>
      untranslated(readSource(file)).map((text) => `${file}: ${text}`),
    );
    assert.deepEqual(missed, []);
  });

  it('finds a text that bypasses them', () => {
    const text =
      "showErrorMessage('It broke.');\nconst a = { title: `Which ${x}?`, label: l10n.t('Fine'), description: '' };";
    assert.deepEqual(untranslated(text), ['It broke.', 'Which ${x}?']);
  });
});

/** What a translation lacks, has too much, or gives other placeholders. */
function differences(original: string, translation: string): readonly string[] {
  if (!existsSync(path.join(repositoryRoot, translation))) return [`${translation} is missing`];
  const source: Record<string, string> = JSON.parse(readSource(original));
  const target: Record<string, string> = JSON.parse(readSource(translation));
  return [
    ...Object.keys(source)
      .filter((key) => !target[key])
      .map((key) => `not translated: ${key}`),
    ...Object.keys(target)
      .filter((key) => !(key in source))
      .map((key) => `not used any more: ${key}`),
    ...Object.entries(source)
      .filter(([key, text]) => target[key] && placeholders(text) !== placeholders(target[key]))
      .map(([key]) => `other placeholders, links or code: ${key}`),
  ];
}

/** What a translation must keep: `{0}`, command links, icons and code. */
function placeholders(text: string): string {
  return (text.match(/\{\d\}|\(command:[^)]+\)|\$\([a-z-]+\)|`[^`]+`/g) ?? []).sort().join(' ');
}

function untranslated(code: string): readonly string[] {
  const found: string[] = [];
  const source = code.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  for (const place of shown) {
    for (const match of source.matchAll(place)) {
      literal.lastIndex = match.index + match[0].length;
      const text = literal.exec(source)?.[2] ?? '';
      const words = text.replaceAll(/\$\{[^}]*\}|\$\([a-z-~]+\)|\(command:[^)]*\)|\\n/g, '');
      if (/[A-Za-z]{2,}/.test(words) && /^[A-Z]|\s/.test(words.trim()) && !names.test(text)) found.push(text);
    }
  }
  return found;
}
