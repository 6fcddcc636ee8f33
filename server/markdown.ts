import { visibleText } from '../core/text/visible-text.ts';

/** Characters of a name that are shown. */
const most = 200;

/**
 * A name from a file or an engine as text in Markdown: on its line, and no link, picture or element, which an editor might
 * load from anywhere.
 */
export function plain(name: string): string {
  return visibleText(name, most).replace(/[\\`*[\]<>&]/g, '\\$&');
}

/** A link to a file, by its name. */
export function fileLink(name: string, uri: string): string {
  return `[${plain(name)}](${uri.replaceAll('(', '%28').replaceAll(')', '%29')})`;
}

/** A text as code, in as many backticks as it takes. */
export function code(text: string): string {
  const shown = visibleText(text, most);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  if (longest === 0) return `\`${shown}\``;
  const fence = '`'.repeat(longest + 1);
  return `${fence} ${shown} ${fence}`;
}

/** Lines as a block of YAML, which nothing in them can end. */
export function yamlBlock(lines: readonly string[]): string {
  const shown = lines.map((line) => visibleText(line, most));
  const longest = Math.max(2, ...shown.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}yaml`, ...shown, fence].join('\n');
}
