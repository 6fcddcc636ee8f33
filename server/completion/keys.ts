import type { Key, MappingShape, Shape } from '../../core/spec/shape.ts';
import { keyDocumentation } from '../spec-text.ts';
import { type CompletionContext, plainSnippet, type Suggestion } from './suggestion.ts';

/** Bodies that are worth more than a bare key. */
const bodies: Readonly<Record<string, string>> = {
  healthcheck:
    '\n  test: ["CMD", "$1"]\n  interval: ${2:10s}\n  timeout: ${3:5s}\n  retries: ${4:5}\n  start_period: ${5:30s}',
  develop: '\n  watch:\n    - action: ${1:sync}\n      path: ${2:./src}\n      target: ${3:/app/src}',
  logging: '\n  driver: ${1:json-file}\n  options:\n    max-size: "${2:10m}"\n    max-file: "${3:3}"',
};

/** The keys of the table that may stand at the place and aren't there yet. */
export function keySuggestions(
  mapping: MappingShape,
  present: ReadonlySet<string>,
  { place }: CompletionContext,
): Suggestion[] {
  const required = new Set(mapping.required);
  return Object.entries(mapping.keys ?? {})
    .filter(([name]) => !present.has(name))
    .map(([name, key]) => ({
      label: name,
      kind: 'key',
      ...(place.hasColon ? { text: name } : forms(name, key, place.flow)),
      detail: required.has(name) ? 'required' : undefined,
      documentation: keyDocumentation(name, key),
      rank: key.deprecated ? 8 : required.has(name) ? 1 : 5,
      deprecated: key.deprecated !== undefined,
    }));
}

function forms(name: string, key: Key, flow: boolean): Pick<Suggestion, 'text' | 'snippet'> {
  if (flow) return { text: `${name}: ` };
  const body = bodies[name];
  if (body !== undefined && key.shape.mapping !== undefined) return { text: `${name}:`, snippet: `${name}:${body}` };
  const { text, snippet } = bodyOf(key.shape);
  return { text: `${name}:${text}`, snippet: `${name}:${snippet}` };
}

/** How a value of a shape begins: behind the key, as a list, or as a mapping with its required keys. */
function bodyOf(shape: Shape): { readonly text: string; readonly snippet: string } {
  const { scalar, list, mapping } = shape;
  const isPairs = mapping?.names !== undefined && mapping.names.refers === undefined;
  if (list !== undefined && !isPairs && scalar === undefined) {
    const item = list.items;
    const required = item.scalar === undefined ? requiredBody(item.mapping, '    ') : undefined;
    return required === undefined
      ? { text: '\n  - ', snippet: '\n  - $0' }
      : { text: `\n  - ${required.text.trimStart()}`, snippet: `\n  - ${required.snippet.trimStart()}` };
  }
  if (mapping !== undefined && scalar?.kinds.some((kind) => kind !== 'null') !== true) {
    return requiredBody(mapping, '  ') ?? { text: '\n  ', snippet: '\n  $0' };
  }
  return { text: ' ', snippet: ' $0' };
}

function requiredBody(
  mapping: MappingShape | undefined,
  indent: string,
): { readonly text: string; readonly snippet: string } | undefined {
  if (mapping?.required === undefined || mapping.required.length === 0) return undefined;
  const lines = mapping.required.map((name, index) => ({
    text: `\n${indent}${name}: `,
    snippet: `\n${indent}${plainSnippet(name)}: $${index + 1}`,
  }));
  return { text: lines.map((line) => line.text).join(''), snippet: lines.map((line) => line.snippet).join('') };
}
