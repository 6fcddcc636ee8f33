import { readFileSync } from 'node:fs';
import path from 'node:path';
import { rulePages, rulePageText } from '../../core/lint/rule-page.ts';
import { configuration } from './configuration.ts';
import { ruleIndexText } from './rule-index.ts';
import { settingsPageText } from './settings-page.ts';

/** Every generated file but the list of rules, by its path from the root. */
export function derivedTexts(root: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>(rulePages.map((page) => [`docs/rules/${page.id}.md`, rulePageText(page)]));
  texts.set('docs/rules/README.md', ruleIndexText(rulePages));
  texts.set('docs/settings.md', settingsPageText());
  texts.set('package.json', withConfiguration(readFileSync(path.join(root, 'package.json'), 'utf8')));
  return texts;
}

/** package.json with its configuration replaced and all else as it is. */
function withConfiguration(text: string): string {
  const manifest = JSON.parse(text) as { contributes?: Record<string, unknown> };
  manifest.contributes = { ...manifest.contributes, configuration: configuration() };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
