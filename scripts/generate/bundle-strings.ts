import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { restartChecks } from '../../core/stack/restart-plan.ts';
import { stateInWords } from '../../core/stack/service-state.ts';

/** l10n/bundle.l10n.json: every text of src/ that goes through `l10n.t`, and of the library through `say`, as VS Code looks it up. */
export async function bundleText(root: string): Promise<string> {
  const folder = path.join(root, 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const strings = await getL10nJson(
    files.sort().map((name) => ({ extension: '.ts', contents: readFileSync(path.join(folder, name), 'utf8') })),
  );
  const said = [...saidTexts(root), ...Object.values(stateInWords), ...restartChecks.map(({ title }) => title)];
  const all = { ...strings, ...Object.fromEntries(said.map((text) => [text, text])) };
  const sorted = Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`;
}

/** The literals in calls of `say` in core/ and io/. */
function saidTexts(root: string): readonly string[] {
  return ['core', 'io'].flatMap((layer) => {
    const folder = path.join(root, layer);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    return files.flatMap((name) => {
      const code = readFileSync(path.join(folder, name), 'utf8');
      return [...code.matchAll(/\bsay\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g)].map(([, single, double]) =>
        (single ?? double ?? '').replaceAll(/\\(.)/g, '$1'),
      );
    });
  });
}
