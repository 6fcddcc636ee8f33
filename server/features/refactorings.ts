import { type CodeAction, CodeActionKind } from 'vscode-languageserver/node';
import { imageFacts } from '../../core/images/image-facts.ts';
import type { Service } from '../../core/project/project.ts';
import type { Range } from '../../core/text/source.ts';
import { entryOf, type YamlEntry, type YamlMapping } from '../../core/yaml/node.ts';
import type { Snapshot } from '../snapshot.ts';
import { toWorkspaceEdit } from '../to-protocol.ts';

/** Changes that are offered where nothing is wrong. */
export function refactorings(snapshot: Snapshot, selection: Range): CodeAction[] {
  const service = serviceAt(snapshot, selection.start);
  if (service === undefined) return [];
  return [addHealthcheck, bindToLoopback, nameAnonymousVolume, extractExtension].flatMap(
    (make) => make(snapshot, service, selection) ?? [],
  );
}

interface ServicePlace {
  readonly entry: YamlEntry;
  readonly mapping: YamlMapping;
  readonly root: YamlMapping;
  readonly merged: Service | undefined;
  /** Column of the service's keys. */
  readonly indent: number;
}

function serviceAt(snapshot: Snapshot, offset: number): ServicePlace | undefined {
  for (const { root } of snapshot.yaml(snapshot.file)?.documents ?? []) {
    const services = entryOf(root, 'services')?.value;
    if (root?.kind !== 'mapping' || services?.kind !== 'mapping') continue;
    for (const entry of services.entries) {
      const { value } = entry;
      if (entry.merged || value.kind !== 'mapping' || value.entries.length === 0) continue;
      if (offset < entry.key.location.range.start || offset > value.location.range.end) continue;
      const name = entry.key.text;
      const merged = snapshot.project.services.get(name) ?? snapshot.project.disabledServices.get(name);
      const first = value.entries.find((one) => !one.merged);
      if (first === undefined) return undefined;
      const indent = snapshot.current.positionAt(first.key.location.range.start).character;
      return { entry, mapping: value, root, merged, indent };
    }
  }
  return undefined;
}

type Make = (snapshot: Snapshot, place: ServicePlace, selection: Range) => CodeAction | undefined;

const addHealthcheck: Make = (snapshot, place) => {
  const { merged, mapping } = place;
  if (merged === undefined || merged.healthcheck !== undefined || entryOf(mapping, 'healthcheck') !== undefined)
    return undefined;
  const test = merged.image === undefined ? undefined : imageFacts(merged.image.value)?.healthcheck;
  if (test === undefined) return undefined;
  const lines = [
    'healthcheck:',
    `  test: ${JSON.stringify(test).replaceAll('","', '", "')}`,
    '  interval: 10s',
    '  timeout: 5s',
    '  retries: 5',
    '  start_period: 30s',
  ];
  return insertIntoService(snapshot, place, 'Add a health check for this image', lines);
};

const bindToLoopback: Make = (snapshot, { mapping }, selection) => {
  const ports = entryOf(mapping, 'ports')?.value;
  if (ports?.kind !== 'sequence') return undefined;
  const port = ports.items.find((item) => covers(item.location.range, selection.start));
  if (port?.kind !== 'scalar' || !/^\d+(?:-\d+)?:\d+(?:-\d+)?(?:\/\w+)?$/.test(port.text)) return undefined;
  return {
    title: `Publish ${port.text} on this machine only (127.0.0.1)`,
    kind: CodeActionKind.RefactorRewrite,
    edit: toWorkspaceEdit(
      [{ file: snapshot.file, range: port.location.range, text: `"127.0.0.1:${port.text}"` }],
      snapshot,
    ),
  };
};

const nameAnonymousVolume: Make = (snapshot, place, selection) => {
  const { mapping, root, entry } = place;
  const volumes = entryOf(mapping, 'volumes')?.value;
  if (volumes?.kind !== 'sequence') return undefined;
  const mount = volumes.items.find((item) => covers(item.location.range, selection.start));
  if (mount?.kind !== 'scalar' || !/^\/[^:]+$/.test(mount.text)) return undefined;
  const section = entryOf(root, 'volumes')?.value;
  const base = `${entry.key.text}-${
    mount.text
      .split('/')
      .filter((part) => part !== '')
      .at(-1) ?? 'data'
  }`.replace(/[^\w.-]/g, '-');
  const name = entryOf(section, base) === undefined ? base : `${base}-2`;
  return {
    title: `Keep ${mount.text} in a named volume "${name}"`,
    kind: CodeActionKind.RefactorRewrite,
    edit: toWorkspaceEdit(
      [
        { file: snapshot.file, range: mount.location.range, text: `${name}:${mount.text}` },
        declareVolume(snapshot, root, name),
      ],
      snapshot,
    ),
  };
};

function declareVolume(snapshot: Snapshot, root: YamlMapping, name: string) {
  const text = snapshot.current.getText();
  const section = entryOf(root, 'volumes')?.value;
  const last = section?.kind === 'mapping' ? section.entries.filter((one) => !one.merged).at(-1) : undefined;
  const end =
    last === undefined
      ? text.length
      : endOfLine(text, Math.max(last.key.location.range.end, last.value.location.range.end));
  const indent = last === undefined ? 2 : snapshot.current.positionAt(last.key.location.range.start).character;
  const head = last === undefined ? `${text.endsWith('\n') ? '' : '\n'}\nvolumes:\n` : '\n';
  const tail = last === undefined ? '\n' : '';
  return { file: snapshot.file, range: { start: end, end }, text: `${head}${' '.repeat(indent)}${name}:${tail}` };
}

/** Moves a part of a service that other services may share into an extension field with an anchor. */
const extractExtension: Make = (snapshot, { mapping, root, indent }, selection) => {
  const part = mapping.entries.find(
    (one) =>
      !one.merged &&
      one.value.kind !== 'scalar' &&
      selection.start >= one.key.location.range.start &&
      selection.start <= one.key.location.range.end,
  );
  if (part === undefined) return undefined;
  const text = snapshot.current.getText();
  const start = part.key.location.range.end + 1;
  const end = part.value.location.range.end;
  const body = text.slice(start, end);
  if (/[&*]\w/.test(body) || !body.startsWith('\n') || part.value.location.range.start < start) return undefined;
  const name = `x-${part.key.text.replaceAll('_', '-')}`;
  if (entryOf(root, name) !== undefined) return undefined;
  const shifted = body.split('\n').map((line) => (line.startsWith(' '.repeat(indent)) ? line.slice(indent) : line));
  const [first] = root.entries;
  if (first === undefined) return undefined;
  const at = first.key.location.range.start;
  const anchor = part.key.text;
  // A second anchor of that name would change what aliases of the first one mean.
  if (text.includes(`&${anchor}`)) return undefined;
  return {
    title: `Extract to ${name}, for other services to share`,
    kind: CodeActionKind.RefactorExtract,
    edit: toWorkspaceEdit(
      [
        { file: snapshot.file, range: { start: at, end: at }, text: `${name}: &${anchor}${shifted.join('\n')}\n\n` },
        { file: snapshot.file, range: { start, end }, text: ` *${anchor}` },
      ],
      snapshot,
    ),
  };
};

function insertIntoService(
  snapshot: Snapshot,
  place: ServicePlace,
  title: string,
  lines: readonly string[],
): CodeAction {
  const text = snapshot.current.getText();
  const end = endOfLine(text, place.mapping.location.range.end);
  const indent = ' '.repeat(place.indent);
  const block = lines.map((line) => `\n${indent}${line}`).join('');
  return {
    title,
    kind: CodeActionKind.RefactorRewrite,
    edit: toWorkspaceEdit([{ file: snapshot.file, range: { start: end, end }, text: block }], snapshot),
  };
}

function covers(range: Range, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', text[offset - 1] === '\n' ? offset - 1 : offset);
  return end < 0 ? text.length : end;
}
