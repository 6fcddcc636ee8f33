import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { rulePages, rulePageText } from '../../core/lint/rule-page.ts';
import { configuration } from './configuration.ts';
import { takeStringsOut } from './manifest-strings.ts';
import { ruleIndexText } from './rule-index.ts';
import { settingsPageText } from './settings-page.ts';

/** Every generated file but the list of rules, by its path from the root. */
export function derivedTexts(root: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>(rulePages.map((page) => [`docs/rules/${page.id}.md`, rulePageText(page)]));
  texts.set('docs/rules/README.md', ruleIndexText(rulePages));
  texts.set('docs/settings.md', settingsPageText());
  const { manifest, english } = takeStringsOut(
    withConfiguration(readFileSync(path.join(root, 'package.json'), 'utf8')),
    readStrings(path.join(root, 'package.nls.json')),
  );
  texts.set('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
  texts.set('package.nls.json', stringsText(english));
  return texts;
}

/** package.json with its configuration replaced and all else as it is. */
function withConfiguration(text: string): Record<string, unknown> {
  const manifest = JSON.parse(text) as { contributes?: Record<string, unknown> };
  return { ...manifest, contributes: { ...manifest.contributes, configuration: configuration() } };
}

function readStrings(file: string): Record<string, string> {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/** Texts by key, in the order of their keys. */
function stringsText(strings: Readonly<Record<string, string>>): string {
  return `${JSON.stringify(Object.fromEntries(Object.entries(strings).sort(([a], [b]) => (a < b ? -1 : 1))), null, 2)}\n`;
}
