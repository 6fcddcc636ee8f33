import type { Grammar, GrammarFault } from './grammar.ts';

/** `512m`, `1.5g`, `64MiB`, or a number of bytes (docker/go-units RAMInBytes; -1 means unlimited). */
export const byteSize: Grammar = { title: 'a number of bytes', example: '512m', check };

function check(text: string): GrammarFault | undefined {
  if (/^[+-]?\d+$/.test(text)) return undefined;
  const match = /^(\+?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?) ?(.*)$/is.exec(text);
  if (match === null) {
    const hint = 'Write a number with b, k, m, g, t or p, such as 512m.';
    return { message: text === '' ? 'it is empty' : 'it does not begin with a number', hint };
  }
  const unit = match[2] ?? '';
  if (/^(?:b|[kmgtp](?:i?b)?)?$/i.test(unit)) return undefined;
  return {
    message: `"${unit}" is no unit of bytes`,
    start: text.length - unit.length,
    end: text.length,
    hint: 'The units are b, k, m, g, t and p, also as kb or kib.',
  };
}
