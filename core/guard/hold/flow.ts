import { itemIdentity } from './item-identity.ts';
import type { FlowEntry, FlowPart, Part } from './part.ts';

/**
 * Reads the flow collection that begins at an offset.
 *
 * @param parent key of the entry whose value it is; tells what the items of a sequence are
 * @returns undefined when it isn't closed or holds comments, which can't be kept in their place
 */
export function readFlow(text: string, start: number, parent = ''): FlowPart | undefined {
  const mapping = text[start] === '{';
  const entries: FlowEntry[] = [];
  let from = start + 1;
  let colon = -1;
  const finish = (to: number) => {
    const raw = text.slice(from, to);
    const content = raw.trim();
    if (content !== '') {
      const first = from + (raw.length - raw.trimStart().length);
      const key = mapping
        ? unquote(colon < 0 ? content : text.slice(first, colon).trim())
        : itemIdentity(parent, content);
      const valueAt = colon < 0 ? -1 : colon + 1;
      entries.push({ key, start: first, end: first + content.length, value: () => readFlowValue(text, valueAt, key) });
    }
    from = to + 1;
    colon = -1;
  };
  let depth = 1;
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at];
    if (character === '"' || character === "'") {
      const before = text.slice(from, at).trim();
      if (before !== '' && !/[,:[{]$/.test(before)) continue;
      const end = quoteEnd(text, at);
      if (end < 0) return undefined;
      at = end;
    } else if (character === '#' && /\s/.test(text[at - 1] ?? '')) return undefined;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth > 0) continue;
      finish(at);
      return { kind: mapping ? 'flow-mapping' : 'flow-sequence', start, end: at + 1, entries };
    } else if (depth > 1) continue;
    else if (character === ',') finish(at);
    else if (character === ':' && colon < 0 && isColon(text, from, at)) colon = at;
  }
  return undefined;
}

function readFlowValue(text: string, valueAt: number, key: string): Part {
  if (valueAt < 0) return { kind: 'leaf' };
  let at = valueAt;
  while (/\s/.test(text[at] ?? '')) at += 1;
  if (text[at] !== '{' && text[at] !== '[') return { kind: 'leaf' };
  return readFlow(text, at, key) ?? { kind: 'leaf' };
}

/** A colon ends a key when a blank follows, or when the key is quoted. */
function isColon(text: string, from: number, at: number): boolean {
  return /[\s,}\]]/.test(text[at + 1] ?? '') || /["']$/.test(text.slice(from, at).trimEnd());
}

function quoteEnd(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    if (quote === '"' && text[at] === '\\') at += 1;
    else if (text[at] === quote) {
      if (quote === "'" && text[at + 1] === "'") at += 1;
      else return at;
    }
  }
  return -1;
}

function unquote(text: string): string {
  const match = /^(["'])(.*)\1$/s.exec(text);
  return match?.[2] ?? text;
}
