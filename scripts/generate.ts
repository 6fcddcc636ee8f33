import path from 'node:path';
import { ruleListText } from './generate/rule-list.ts';
import { writeGenerated } from './generate/write-generated.ts';

/**
 * Writes everything that is derived from rules, settings and texts: the list of rules, docs/rules, docs/settings.md, the
 * configuration in package.json, and the English texts that are translated (package.nls.json, l10n/bundle.l10n.json). `--check` writes nothing, names what is stale and ends with 1.
 */
async function main(): Promise<void> {
  const root = path.resolve(__dirname, '..');
  const mode = process.argv.includes('--check') ? 'check' : 'write';
  const stale = [...writeGenerated(root, new Map([['core/lint/rule-list.ts', ruleListText(root)]]), mode)];
  // The rest imports the list of rules, so it comes after it.
  const { derivedTexts } = await import('./generate/derived-texts.ts');
  stale.push(...writeGenerated(root, derivedTexts(root), mode));
  const { bundleText } = await import('./generate/bundle-strings.ts');
  stale.push(...writeGenerated(root, new Map([['l10n/bundle.l10n.json', await bundleText(root)]]), mode));
  for (const file of stale) console.log(`${mode === 'check' ? 'stale' : 'wrote'} ${file}`);
  if (mode === 'check' && stale.length > 0) process.exitCode = 1;
}

main();
