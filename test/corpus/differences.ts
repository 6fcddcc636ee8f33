import type { Json } from '../../core/project/print-fields.ts';

/** Where two JSON documents differ, one line a place, whatever the order of keys. */
export function differences(expected: Json | undefined, actual: Json | undefined, path = ''): readonly string[] {
  if (isObject(expected) && isObject(actual)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...keys].flatMap((key) => differences(expected[key], actual[key], `${path}.${key}`));
  }
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    return expected.flatMap((item: Json, index) => differences(item, actual[index] as Json, `${path}[${index}]`));
  }
  if (JSON.stringify(expected) === JSON.stringify(actual)) return [];
  return [
    `${path || '.'}: ${JSON.stringify(expected) ?? 'nothing'} expected, but ${JSON.stringify(actual) ?? 'nothing'}`,
  ];
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
