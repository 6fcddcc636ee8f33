import type { Grammar } from './grammar.ts';

/** One of a set of texts that Compose passes on unread and that mean something only to what reads them later. */
export function closedSet(title: string, values: readonly string[]): Grammar {
  const known = new Set(['', ...values]);
  return {
    title,
    example: values[0] ?? '',
    check: (text) => (known.has(text) ? undefined : { message: `it takes ${values.join(', ')}`, late: true }),
  };
}
