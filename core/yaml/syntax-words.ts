import type { Range } from '../text/source.ts';
import { unclosedAt } from './unfold-lines.ts';

/** What a parser says is wrong with a text, with offsets into it. */
export interface SyntaxError {
  readonly message: string;
  readonly pos: readonly [start: number, end: number];
}

/** A fault in plain words: what is wrong and what to do, at the characters to look at. */
export interface SyntaxFault extends Range {
  readonly message: string;
  /** True when it is worth saying only where nothing else is found. */
  readonly vague?: boolean;
}

interface Wording {
  /** The parser's message. */
  readonly says: RegExp;
  readonly words: (found: Found) => SyntaxFault;
}

interface Found {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly match: RegExpExecArray;
}

/**
 * The faults of a text in plain words, one for each line: what a parser finds on the same line after the first is a
 * consequence of it, and so is what it doesn't expect once it has lost its way.
 *
 * @returns each with its line
 */
export function syntaxFaults(text: string, errors: readonly SyntaxError[]): (SyntaxFault & { readonly line: Range })[] {
  const lost = /^(?:Unexpected \S+ token in YAML stream|Document is not valid)/;
  const sure = errors.filter(({ message }) => !lost.test(message));
  const worthSaying = sure.length > 0 ? sure.slice(0, MOST_FAULTS) : errors.slice(0, 1);
  const found = worthSaying.map((error) => inWords(text, error));
  const telling = found.filter(({ vague }) => !vague);
  const faults = (telling.length > 0 ? telling : found.slice(0, 1)).sort((a, b) => a.start - b.start);
  const lines = new Set<number>();
  return faults.flatMap((fault) => {
    const line = { start: lineStart(text, fault.start), end: lineEnd(text, fault.start) };
    if (lines.has(line.start)) return [];
    lines.add(line.start);
    return [{ ...fault, line }];
  });
}

/** A text with more of them is no YAML at all. */
const MOST_FAULTS = 100;

function inWords(text: string, { message, pos }: SyntaxError): SyntaxFault {
  const start = Math.min(pos[0], text.length);
  const end = Math.min(Math.max(start, pos[1]), text.length);
  for (const { says, words } of wordings) {
    const match = says.exec(message);
    if (match) return words({ text, start, end, match });
  }
  return { start, end, message: `${message}.`.replace(/\.\.$/, '.') };
}

const at = ({ start, end }: Range, message: string): SyntaxFault => ({ start, end, message });

const misplaced = 'This line is indented differently from those it belongs to: line it up with them.';

const wordings: readonly Wording[] = [
  {
    says: /^Missing closing (.)quote/,
    words: ({ text, start, match }) =>
      at(openPlace(text, start), `This quote is never closed: add a ${match[1]} where the value ends.`),
  },
  {
    says: /must be sufficiently indented and end with a (.)$|^Expected .* to end with (.)$/,
    words: ({ text, start, match }) =>
      at(openPlace(text, start), `This bracket is never closed: add a "${match[1] ?? match[2]}" where the value ends.`),
  },
  {
    says: /^All (?:mapping|sequence) items must start at the same column/,
    words: ({ text, start }) => at(keyOnLine(text, start), misplaced),
  },
  {
    says: /^A block sequence may not be used as an implicit map key/,
    words: ({ text, start }) =>
      at(
        keyOnLine(text, text[start] === '\n' ? start + 1 : start),
        "This item isn't in line with a list: line it up with the other items, or remove its dash.",
      ),
  },
  {
    says: /^Nested mappings are not allowed in compact mappings/,
    words: ({ text, start }) => {
      const rest = text.slice(start, lineEnd(text, start));
      if (/:(?:\s|$)/.test(rest))
        return at(
          { start, end: start + rest.trimEnd().length },
          'This value has a colon and a space in it, which YAML takes for another key: put it in quotes.',
        );
      return at(
        keyOnLine(text, lineEnd(text, start) + 1),
        'This line is indented deeper than the one above, which has its value already: line it up with that one.',
      );
    },
  },
  {
    says: /^Implicit (?:map )?keys need to be/,
    words: ({ text, start }) => {
      const place = keyOnLine(text, start);
      if (text.startsWith(':', place.end)) return { ...at(place, 'A key must stand on one line.'), vague: true };
      return at(place, `A colon is missing: write "${text.slice(place.start, place.end).split(/\s/)[0]}: …".`);
    },
  },
  {
    says: /^Plain value cannot start with .*?(\S)$/,
    words: ({ match, ...range }) => at(range, `A value can't begin with "${match[1]}": put it in quotes.`),
  },
  {
    says: /^Unexpected (?:scalar|flow-\w+-start|alias) at node end/,
    words: ({ text, start, end }) =>
      text.slice(lineStart(text, start), start).trim() === ''
        ? at({ start, end }, misplaced)
        : at({ start, end }, 'This stands behind a value that has ended: put all of the value in one pair of quotes.'),
  },
  {
    says: /^Invalid escape sequence (.*)$/s,
    words: ({ start, match }) =>
      at(
        { start, end: start + (match[1]?.length ?? 1) },
        `"${match[1]}" is no escape in double quotes: write "\\${match[1]}", or put the value in single quotes.`,
      ),
  },
  {
    says: /^Unexpected flow-(?:map|seq)-end/,
    words: ({ text, start, end }) => at({ start, end }, `"${text.slice(start, end)}" closes nothing: remove it.`),
  },
  {
    says: /^Unexpected (?:, in|empty item in) flow/,
    words: (range) => at(range, 'There is nothing before this comma: remove it.'),
  },
  {
    says: /^(?:Missing , |Block collections are not allowed within flow)/,
    words: ({ text, start, end }) =>
      at({ start, end: Math.min(end, lineEnd(text, start)) }, 'A comma is missing between two items in brackets.'),
  },
  { says: /^Missing space after :/, words: (range) => at(range, 'A space is missing behind the colon.') },
  {
    says: /^Tabs are not allowed as indentation/,
    words: (range) => at(range, "YAML doesn't take tabs as indentation: use spaces."),
  },
  {
    says: /^(?:Not a YAML token|Block scalar header includes extra characters)/,
    words: (range) => at(range, 'A text behind "|" or ">" begins on the next line: move this there.'),
  },
  {
    says: /^Comments must be separated/,
    words: (range) => at(range, 'A space is missing before the "#" of a comment.'),
  },
  {
    says: /^Tags and anchors must be separated/,
    words: (range) => at(range, 'A space is missing behind the tag or anchor.'),
  },
  {
    says: /^(Alias|Anchor) cannot be an empty string/,
    words: ({ match, ...range }) => at(range, `A name is missing behind "${match[1] === 'Alias' ? '*' : '&'}".`),
  },
  { says: /^Unexpected \S+ token/, words: (range) => at(range, "This can't stand here.") },
];

/** The quote or bracket that is left open; `otherwise` when that can't be told. */
function openPlace(text: string, otherwise: number): Range {
  const open = unclosedAt(text);
  return open === undefined ? { start: otherwise, end: otherwise } : { start: open, end: open + 1 };
}

/** The first thing on the line of an offset: a key, or what there is up to the line's end. */
function keyOnLine(text: string, offset: number): Range {
  const line = text.slice(lineStart(text, offset), lineEnd(text, offset));
  const rest = line.trimStart();
  const quoted = /^(?:"[^"]*"|'[^']*')(?=:(?:\s|$)|\s+#|\s*$)/.exec(rest)?.[0];
  const plainEnd = rest.search(/:(?:\s|$)|\s#/);
  const content = quoted ?? (plainEnd < 0 ? rest : rest.slice(0, plainEnd)).trimEnd();
  const start = lineStart(text, offset) + line.length - rest.length;
  return { start, end: start + content.length };
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}
