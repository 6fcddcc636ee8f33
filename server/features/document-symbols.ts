import {
  type DocumentSymbol,
  type DocumentSymbolParams,
  type SymbolInformation,
  SymbolKind,
} from 'vscode-languageserver/node';
import type { YamlEntry, YamlNode } from '../../core/yaml/node.ts';
import { entryOf } from '../../core/yaml/node.ts';
import type { Snapshot } from '../snapshot.ts';
import { namedSections } from '../symbols/compose-occurrences.ts';
import { toRange } from '../to-protocol.ts';

const kinds: Readonly<Record<string, SymbolKind>> = {
  services: SymbolKind.Class,
  volumes: SymbolKind.Struct,
  networks: SymbolKind.Interface,
  secrets: SymbolKind.Key,
  configs: SymbolKind.File,
  models: SymbolKind.Object,
};

/** The document's outline: sections, what they name, and the keys of that. */
export function documentSymbols(
  _params: DocumentSymbolParams,
  snapshot: Snapshot,
): DocumentSymbol[] | SymbolInformation[] {
  const yaml = snapshot.kind === 'compose' ? snapshot.yaml(snapshot.file) : undefined;
  const symbols = (yaml?.documents ?? []).flatMap(({ root }) =>
    entriesOf(root).map((section) => sectionSymbol(snapshot, section)),
  );
  return snapshot.client.hierarchicalSymbols
    ? symbols
    : symbols.flatMap((symbol) => flat(symbol, snapshot.current.uri));
}

function sectionSymbol(snapshot: Snapshot, section: YamlEntry): DocumentSymbol {
  const isNamed = namedSections[section.key.text] !== undefined;
  const children = entriesOf(section.value).map((entry) =>
    isNamed
      ? symbolOf(
          snapshot,
          entry,
          kinds[section.key.text] ?? SymbolKind.Field,
          detailOf(entry.value),
          keySymbols(snapshot, entry),
        )
      : symbolOf(snapshot, entry, SymbolKind.Property, scalarText(entry.value), []),
  );
  const kind = isNamed ? SymbolKind.Namespace : SymbolKind.Property;
  return symbolOf(snapshot, section, kind, scalarText(section.value), children);
}

function keySymbols(snapshot: Snapshot, entry: YamlEntry): DocumentSymbol[] {
  return entriesOf(entry.value).map((key) => symbolOf(snapshot, key, SymbolKind.Property, scalarText(key.value), []));
}

function symbolOf(
  snapshot: Snapshot,
  { key, value }: YamlEntry,
  kind: SymbolKind,
  detail: string | undefined,
  children: DocumentSymbol[],
): DocumentSymbol {
  const start = key.location.range.start;
  // A value behind an alias stands somewhere else; the entry itself is then the key alone.
  const end = value.location.range.start >= start ? value.location.range.end : key.location.range.end;
  return {
    name: key.text === '' ? '(empty)' : key.text,
    kind,
    range: toRange(snapshot.current, { start, end: Math.max(end, key.location.range.end) }),
    selectionRange: toRange(snapshot.current, key.location.range),
    ...(detail === undefined ? {} : { detail }),
    ...(children.length > 0 ? { children } : {}),
  };
}

/** Entries that stand in the text themselves: those of merge keys stand elsewhere. */
function entriesOf(node: YamlNode | undefined): YamlEntry[] {
  return node?.kind === 'mapping' ? node.entries.filter((entry) => !entry.merged) : [];
}

function detailOf(value: YamlNode): string | undefined {
  const image = scalarText(entryOf(value, 'image')?.value);
  if (image !== undefined) return image;
  if (entryOf(value, 'build') !== undefined) return 'built here';
  return entryOf(value, 'external') === undefined ? scalarText(entryOf(value, 'driver')?.value) : 'external';
}

function scalarText(node: YamlNode | undefined): string | undefined {
  if (node?.kind !== 'scalar' || node.text === '') return undefined;
  const [line = ''] = node.text.split('\n');
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}

function flat(symbol: DocumentSymbol, uri: string, containerName?: string): SymbolInformation[] {
  const { name, kind, range } = symbol;
  const own: SymbolInformation = {
    name,
    kind,
    location: { uri, range },
    ...(containerName === undefined ? {} : { containerName }),
  };
  return [own, ...(symbol.children ?? []).flatMap((child) => flat(child, uri, name))];
}
