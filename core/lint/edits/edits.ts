import type { Project, Service } from '../../project/project.ts';
import type { FileView } from '../../text/file-view.ts';
import type { Location, TextEdit } from '../../text/source.ts';
import { composeMappings } from '../facts/compose-mappings.ts';

/** Building the edits of fixes. Each gives undefined where the text is written in a way that it can't edit safely. */

export function replace(location: Location, text: string): TextEdit {
  return { file: location.file, range: location.range, text };
}

/** Takes out the whole lines of an entry, a line break included. */
export function removeLines(view: FileView, first: Location, last: Location): TextEdit | undefined {
  const text = view.readText(first.file);
  if (text === undefined || first.file !== last.file) return undefined;
  const start = text.lastIndexOf('\n', first.range.start - 1) + 1;
  if (
    text
      .slice(start, first.range.start)
      .replace(/^\uFEFF/, '')
      .trim() !== ''
  )
    return undefined;
  const lineEnd = text.indexOf('\n', Math.max(first.range.start, last.range.end - 1));
  const end = lineEnd < 0 ? text.length : lineEnd + 1;
  const rest = text.slice(last.range.end, end).trim();
  if (rest !== '' && !rest.startsWith('#')) return undefined;
  return { file: first.file, range: { start, end }, text: '' };
}

/**
 * Adds keys to a service, behind its last one.
 *
 * @param lines the lines to add, indented as if the service's keys stood at column 0
 */
export function addToService(service: Service, view: FileView, lines: readonly string[]): TextEdit | undefined {
  const block = service.definitions.at(-1)?.block;
  const text = block && view.readText(block.file);
  if (block === undefined || text === undefined) return undefined;
  const firstKey = [...service.value.entries.values()]
    .map((entry) => entry.key)
    .filter(({ file, range }) => file === block.file && range.start > block.range.start && range.end <= block.range.end)
    .sort((a, b) => a.range.start - b.range.start)[0];
  if (firstKey === undefined) return undefined;
  const indent = indentBefore(text, firstKey.range.start);
  if (indent === undefined) return undefined;
  const end = block.range.start + text.slice(block.range.start, block.range.end).trimEnd().length;
  const lineEnd = text.indexOf('\n', end);
  const at = /^[ \t]*(?:#.*)?\r?$/.test(text.slice(end, lineEnd < 0 ? undefined : lineEnd))
    ? lineEnd < 0
      ? text.length
      : lineEnd
    : undefined;
  if (at === undefined) return undefined;
  const before = text[at - 1] === '\r' ? at - 1 : at;
  return insertAt(block.file, before, lines.map((line) => `${lineBreak(text)}${indent}${line}`).join(''));
}

/** Adds `name:` to a top-level section such as `volumes`, which is added too when it isn't there. */
export function addToSection(
  section: 'volumes' | 'networks' | 'secrets' | 'configs',
  name: string,
  { project, view, file }: { readonly project: Project; readonly view: FileView; readonly file: string },
): TextEdit | undefined {
  const sections = composeMappings(project, view, section);
  const entry = sections.find(({ key }) => key.location.file === file) ?? sections[0];
  const home = entry?.key.location.file ?? file;
  const text = view.readText(home);
  if (text === undefined) return undefined;
  if (entry === undefined) {
    const gap = text.endsWith('\n') || text === '' ? '' : lineBreak(text);
    const added = `${section}:${lineBreak(text)}  ${name}:${lineBreak(text)}`;
    return insertAt(file, text.length, `${gap}${lineBreak(text)}${added}`);
  }
  const last = entry.value.kind === 'mapping' ? entry.value.entries.at(-1) : undefined;
  if (last !== undefined) {
    const indent = indentBefore(text, last.key.location.range.start);
    if (indent === undefined) return undefined;
    // Put before the last entry's own line: behind it a comment or a block scalar may follow.
    const lineStart = text.lastIndexOf('\n', last.key.location.range.start - 1) + 1;
    return insertAt(home, lineStart, `${indent}${name}:${lineBreak(text)}`);
  }
  const colon = text.indexOf(':', entry.key.location.range.end);
  const lineEnd = text.indexOf('\n', colon);
  const line = text.slice(colon + 1, lineEnd < 0 ? undefined : lineEnd).trim();
  if (colon < 0 || (line !== '' && !line.startsWith('#'))) return undefined;
  return insertAt(home, lineEnd < 0 ? text.length : lineEnd, `${lineBreak(text)}  ${name}:`);
}

function insertAt(file: string, offset: number, text: string): TextEdit {
  return { file, range: { start: offset, end: offset }, text };
}

/** The blanks before an offset on its line; undefined when there is anything else. */
function indentBefore(text: string, offset: number): string | undefined {
  const blanks = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^ *$/.test(blanks) ? blanks : undefined;
}

function lineBreak(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
