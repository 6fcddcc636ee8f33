import type { Value } from '../../core/project/project.ts';
import { nameOf } from '../compose-names.ts';
import { fileLink, yamlBlock } from '../markdown.ts';
import type { Path } from '../place/place-at.ts';
import type { Snapshot } from '../snapshot.ts';

const mostLines = 12;

/**
 * The value that a key has in the merged project, when that isn't simply what is written here: another file has a part in
 * it, or a variable was filled in.
 */
export function describeEffectiveValue(snapshot: Snapshot, path: Path): string | undefined {
  let value: Value | undefined = snapshot.project.root;
  for (const part of path) {
    value = value?.kind === 'mapping' ? value.entries.get(String(part))?.value : undefined;
  }
  if (value === undefined || path.length < 2) return undefined;
  const files = new Set<string>();
  let isFilledIn = false;
  visit(value, (scalar) => {
    files.add(scalar.location.file);
    if (scalar.source?.includes('$')) isFilledIn = true;
  });
  const others = [...files].filter((file) => file !== snapshot.file);
  if (others.length === 0 && !isFilledIn) return undefined;
  const lines: string[] = [];
  print(value, '', snapshot.file, lines);
  const shown = lines.length > mostLines ? [...lines.slice(0, mostLines), '…'] : lines;
  const from =
    others.length === 0 ? '' : ` (with ${others.map((file) => fileLink(nameOf(file), snapshot.uri(file))).join(', ')})`;
  return `In effect${from}:\n${yamlBlock(shown)}`;
}

type Scalar = Extract<Value, { kind: 'scalar' }>;

function visit(value: Value, action: (scalar: Scalar) => void): void {
  if (value.kind === 'scalar') action(value);
  else if (value.kind === 'sequence') for (const item of value.items) visit(item, action);
  else for (const entry of value.entries.values()) visit(entry.value, action);
}

function print(value: Value, indent: string, file: string, lines: string[]): void {
  if (lines.length > mostLines) return;
  const origin = (one: Value) =>
    one.kind !== 'scalar' || one.location.file === file ? '' : `  # ${nameOf(one.location.file)}`;
  const text = (one: Value) => (one.kind === 'scalar' ? `${String(one.value)}${origin(one)}` : undefined);
  if (value.kind === 'scalar') {
    lines.push(`${indent}${text(value) ?? ''}`);
  } else if (value.kind === 'sequence') {
    for (const item of value.items) {
      if (item.kind === 'scalar') lines.push(`${indent}- ${text(item) ?? ''}`);
      else {
        lines.push(`${indent}-`);
        print(item, `${indent}  `, file, lines);
      }
    }
  } else {
    for (const [key, entry] of value.entries) {
      if (entry.value.kind === 'scalar') lines.push(`${indent}${key}: ${text(entry.value) ?? ''}`);
      else {
        lines.push(`${indent}${key}:`);
        print(entry.value, `${indent}  `, file, lines);
      }
    }
  }
}
