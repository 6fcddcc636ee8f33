import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';

/** l10n/bundle.l10n.json: every text of src/ that goes through `l10n.t`, in the form in which VS Code looks it up. */
export async function bundleText(root: string): Promise<string> {
  const folder = path.join(root, 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const strings = await getL10nJson(
    files.sort().map((name) => ({ extension: '.ts', contents: readFileSync(path.join(folder, name), 'utf8') })),
  );
  const sorted = Object.entries(strings).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`;
}
