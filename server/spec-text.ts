import type { Key, Shape } from '../core/spec/shape.ts';

const written = new WeakMap<Key, string>();

/** What a hover or a completion says of a key, as Markdown. */
export function keyDocumentation(name: string, key: Key): string {
  let text = written.get(key);
  if (text === undefined) {
    text = describeKey(name, key);
    written.set(key, text);
  }
  return text;
}

function describeKey(name: string, key: Key): string {
  const kinds = kindsOf(key.shape);
  const parts = [`**${name}**${kinds === '' ? '' : ` (${kinds})`}`, key.description];
  if (key.deprecated !== undefined) parts.push(`Deprecated. ${key.deprecated}`);
  const choices = key.shape.scalar?.choices ?? key.shape.scalar?.suggestions;
  if (choices !== undefined) parts.push(choices.map((one) => `- \`${one.value}\`: ${one.description}`).join('\n'));
  const example = key.shape.scalar?.grammar?.example;
  if (example !== undefined) parts.push(`Example: \`${example}\``);
  const since = key.since === undefined ? '' : `Since Docker Compose ${key.since}. `;
  const link = key.link === undefined ? '' : `[Reference](${key.link})`;
  if (since !== '' || link !== '') parts.push(`${since}${link}`.trimEnd());
  return parts.join('\n\n');
}

function kindsOf({ scalar, list, mapping }: Shape): string {
  const words = {
    string: 'text',
    number: 'number',
    integer: 'whole number',
    boolean: 'true or false',
    null: undefined,
  } as const;
  const kinds: string[] = (scalar?.kinds ?? []).map((kind) => words[kind]).filter((word) => word !== undefined);
  if (list !== undefined) kinds.push('list');
  if (mapping !== undefined) kinds.push('mapping');
  return kinds.join(', ');
}
