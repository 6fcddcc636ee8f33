import type { Grammar, GrammarFault } from './grammar.ts';

const units = new Set(['ns', 'us', 'µs', 'μs', 'ms', 's', 'm', 'h', 'd', 'w']);

/** `1m30s`, `1.5h`, `500ms`, `2d`; Compose also takes a sign and a bare `0`. */
export const duration: Grammar = { title: 'a duration', example: '1m30s', check };

function check(text: string): GrammarFault | undefined {
  const body = text.replace(/^[+-]/, '');
  const shift = text.length - body.length;
  if (body === '0') return undefined;
  if (body === '') return { message: 'it is empty', hint: 'Write a number with a unit, such as 30s.' };
  const part = /(\d*\.?\d*)([^\d.]*)/y;
  while (part.lastIndex < body.length) {
    const start = part.lastIndex + shift;
    const match = part.exec(body);
    if (match === null || match[0] === '') break;
    const [whole, number = '', unit = ''] = match;
    if (!/\d/.test(number)) {
      return { message: `"${whole}" begins without a number`, start, end: start + whole.length };
    }
    if (unit === '') {
      return {
        message: `${number} has no unit`,
        start,
        end: start + whole.length,
        hint: `Write ${number}s for seconds.`,
      };
    }
    if (!units.has(unit)) {
      return {
        message: `"${unit.trim()}" is no unit of time`,
        start: start + number.length,
        end: start + whole.length,
        hint: 'The units are ms, s, m, h, d and w; write them without spaces.',
      };
    }
  }
  return undefined;
}
