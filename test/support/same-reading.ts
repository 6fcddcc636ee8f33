import assert from 'node:assert/strict';
import type { YamlNode } from '../../core/yaml/node.ts';
import { parsePiece } from '../../core/yaml/parse-piece.ts';
import { readYaml } from '../../core/yaml/read-yaml.ts';

/**
 * Reads a text by pieces and as a whole: one without mistakes gives the same tree, one with mistakes gives mistakes.
 * @throws when it does not
 */
export function compareReadings(file: string, text: string): void {
  // A lone carriage return is a line break of YAML, which the parser beneath does not know.
  const whole = parsePiece(text.replace(/\r(?!\n)/g, '\n'), { file, offset: 0 }, new Map());
  const pieces = readYaml(file, text);
  if (whole.problems.length === 0) {
    assert.deepEqual(
      pieces.problems.map(({ message }) => message),
      [],
      text,
    );
    assert.deepEqual(
      pieces.documents.map(({ root }) => plain(root)),
      whole.roots.map(plain),
      text,
    );
    assert.deepEqual(
      pieces.comments.map(({ text: comment, location }) => [comment, location.range]),
      whole.comments.map(({ text: comment, location }) => [comment, location.range]),
    );
  } else if (whole.sound) assert(pieces.problems.length > 0, `${whole.problems[0]?.message}\n${text}`);
}

/** A tree as values that can be compared: contents and ranges. */
export function plain(node: YamlNode | undefined): unknown {
  if (!node) return undefined;
  const place = [node.tag, node.location.range.start, node.location.range.end];
  if (node.kind === 'scalar') return [node.value, node.text, node.style, ...place];
  if (node.kind === 'sequence') return [node.items.map(plain), ...place];
  return [
    node.entries.map(({ key, value, merged }) => [key.text, key.location.range.start, merged, plain(value)]),
    ...place,
  ];
}
