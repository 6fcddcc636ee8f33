import type { ScalarKind, Shape } from './shape.ts';
import type { SpecPath } from './shape-at.ts';
import type { SpecNode } from './spec-node.ts';

/** Words for places, shapes and nodes in messages. */

/** `"ports"`, or `an item of "ports"`. */
export function describePlace(path: SpecPath): string {
  const last = path.at(-1);
  if (last === undefined) return 'a Compose file';
  if (typeof last === 'string') return `"${last}"`;
  const list = path.filter((step) => typeof step === 'string').at(-1);
  return `an item of "${list ?? ''}"`;
}

/** `a list or a mapping`. */
export function describeShape(shape: Shape): string {
  const parts = [...kindWords(shape.scalar?.kinds ?? [])];
  if (shape.list) parts.push('a list');
  if (shape.mapping) parts.push('a mapping');
  return joinWords(parts);
}

/** `the number 5432`, `a text`, `nothing`. */
export function describeNode(node: SpecNode): string {
  if (node.kind === 'sequence') return 'a list';
  if (node.kind === 'mapping') return 'a mapping';
  if (node.value === null) return 'nothing';
  if (typeof node.value === 'string') return node.value === '' ? 'an empty text' : `the text ${quote(node.value)}`;
  return typeof node.value === 'number' ? `the number ${node.value}` : `${node.value}`;
}

/** `a, b or c`. */
export function joinWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** A text in quotes, shortened when it is long. */
export function quote(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return `"${line.length > 60 ? `${line.slice(0, 57)}…` : line}"`;
}

function kindWords(kinds: readonly ScalarKind[]): readonly string[] {
  const words: Record<ScalarKind, string> = {
    string: 'a text',
    number: 'a number',
    integer: 'a whole number',
    boolean: 'true or false',
    null: 'nothing',
  };
  return kinds.filter((kind) => kind !== 'null').map((kind) => words[kind]);
}
