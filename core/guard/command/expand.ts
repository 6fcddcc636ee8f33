import type { DoubleQuotedChild, Word, WordPart } from 'unbash';
import { type Argument, argument, unknownText } from './argument.ts';
import { readFile, resolvePath, type Shell } from './shell.ts';

/** A run of characters of a word, with what the shell may still do to it. */
interface Piece {
  readonly text: string;
  /** From an unquoted expansion: blanks in it separate fields. */
  readonly splits: boolean;
  readonly glob: boolean;
}

/** Follows the script of a substitution; gives its output when known. */
export type Substitute = (
  part: { readonly script: import('unbash').ParsedScript | undefined },
  shell: Shell,
) => string | undefined;

const maximalAlternatives = 8;

/** Each pair of braces multiplies the fields of a word; with more pairs than this, the word's text is taken as unknown. */
const maximalBraces = 2;

/** Every value that a variable may have; `[]` when it is known to be unset. */
export function valuesOf(name: string, shell: Shell): readonly string[] {
  const known = shell.variables.get(name);
  if (known !== undefined) return known;
  if (/^[1-9]$/.test(name)) return [shell.positional[Number(name) - 1]?.text ?? ''];
  if (name === '@' || name === '*') return [shell.positional.map((word) => word.text).join(' ')];
  if (name === '#') return [String(shell.positional.length)];
  if (name === 'PWD') return [shell.cwd ?? unknownText];
  if (name === 'HOME' && shell.surroundings.home !== undefined) return [shell.surroundings.home];
  return [shell.surroundings.environment?.[name] ?? unknownText];
}

function parameter(
  part: WordPart & { type: 'ParameterExpansion' },
  shell: Shell,
  substitute: Substitute,
): readonly string[] {
  const values =
    part.prefix === undefined && part.index === undefined ? valuesOf(part.parameter, shell) : [unknownText];
  const { operation } = part;
  if (operation === undefined) return values;
  if (operation.type !== 'Default') return [unknownText];
  const operand = expandText(operation.operand, shell, substitute);
  switch (operation.operator) {
    case '-':
    case ':-':
    case '=':
    case ':=':
      return values.flatMap((value) => (value === unknownText || value === '' ? operand : [value]));
    case '+':
    case ':+':
      return ['', ...operand];
    default:
      return values;
  }
}

function partTexts(part: WordPart | DoubleQuotedChild, shell: Shell, substitute: Substitute): readonly string[] {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
    case 'Glob':
      return [part.value];
    case 'SimpleExpansion':
      return valuesOf(part.text.slice(1), shell);
    case 'ParameterExpansion':
      return parameter(part, shell, substitute);
    case 'CommandExpansion': {
      const file = /^\$\(<\s*([^\s()]+)\)$/.exec(part.text)?.[1];
      const text =
        substitute(part, shell) ?? (file === undefined ? undefined : readFile(shell, resolvePath(shell, file)));
      return [text === undefined ? unknownText : text.replace(/(?<!\n)\n+$/, '')];
    }
    case 'ProcessSubstitution': {
      const text = substitute(part, shell);
      if (text === undefined) return [unknownText];
      const path = `/dev/fd/${shell.shared.files.size + 63}`;
      shell.shared.files.set(path, text);
      return [path];
    }
    case 'DoubleQuoted':
    case 'LocaleString':
      return combine(part.parts.map((child) => partTexts(child, shell, substitute)));
    case 'ExtendedGlob':
      return [part.text];
    case 'BraceExpansion':
      return [part.text];
    default:
      return [unknownText];
  }
}

function combine(parts: readonly (readonly string[])[]): readonly string[] {
  let texts: readonly string[] = [''];
  for (const choices of parts) {
    texts = texts.flatMap((text) => choices.map((choice) => text + choice)).slice(0, maximalAlternatives);
  }
  return texts;
}

/** The values of a word where it is one text whatever is in it: assignments, redirections, here-documents. */
export function expandText(
  word: Word | { parts?: readonly WordPart[] | undefined; text: string },
  shell: Shell,
  substitute: Substitute,
): readonly string[] {
  if (word.parts === undefined) return ['value' in word ? word.value : word.text];
  return combine(word.parts.map((part) => partTexts(part, shell, substitute)));
}

function braceChoices(text: string): readonly string[] {
  const range = /^\{(\d+)\.\.(\d+)\}$/.exec(text);
  if (range !== null) {
    const [first, last] = [Number(range[1]), Number(range[2])];
    return Array.from({ length: Math.min(Math.abs(last - first) + 1, 20) }, (_, index) =>
      String(Math.min(first, last) + index),
    );
  }
  const choices: string[] = [''];
  let depth = 0;
  for (const letter of text.slice(1, -1)) {
    if (letter === '{') depth++;
    if (letter === '}') depth--;
    if (letter === ',' && depth === 0) choices.push('');
    else choices.push((choices.pop() ?? '') + letter);
  }
  return choices.map((choice) => choice.replace(/["']/g, '')).slice(0, 20);
}

function toFields(pieces: readonly Piece[]): readonly Argument[] {
  const fields: { text: string; glob: boolean }[] = [];
  let open: { text: string; glob: boolean } | undefined;
  for (const piece of pieces) {
    const texts = piece.splits ? piece.text.split(/[ \t\n]+/) : [piece.text];
    for (const [index, text] of texts.entries()) {
      if (index > 0) open = undefined;
      if (text === '' && piece.splits) continue;
      if (open === undefined) {
        open = { text: '', glob: false };
        fields.push(open);
      }
      open.text += text;
      open.glob ||= piece.glob || (piece.splits && /[*?]/.test(text));
    }
  }
  return fields.map(({ text, glob }) => ({ ...argument(text), glob }));
}

/** What a word of a command line may become: a list of possibilities, each a list of fields. */
export function expandWord(word: Word, shell: Shell, substitute: Substitute): readonly (readonly Argument[])[] {
  if (word.parts === undefined) return [[argument(word.value)]];
  const array = /^"?\$\{(\w+)\[[@*]\]\}"?$/.exec(word.text)?.[1];
  if (array !== undefined) return valuesOf(array, shell).map((value) => value.split(' ').map(argument));
  if (word.parts.filter(({ type }) => type === 'BraceExpansion').length > maximalBraces)
    return [[argument(unknownText)]];
  let alternatives: readonly (readonly Piece[])[] = [[]];
  for (const part of word.parts) {
    if (part.type === 'DoubleQuoted' && part.text === '"$@"') {
      const words = shell.positional;
      if (word.parts.length === 1) return [words];
    }
    if (part.type === 'BraceExpansion' && word.parts.length > 0) {
      const others = (choice: string): Word => ({
        ...word,
        parts: word.parts?.map((other) =>
          other === part ? { type: 'Literal', pos: part.pos, end: part.end, value: choice, text: choice } : other,
        ),
      });
      return [braceChoices(part.text).flatMap((choice) => expandWord(others(choice), shell, substitute)[0] ?? [])];
    }
    const splits =
      part.type === 'SimpleExpansion' || part.type === 'ParameterExpansion' || part.type === 'CommandExpansion';
    const glob = part.type === 'Glob' || part.type === 'ExtendedGlob';
    const texts = partTexts(part, shell, substitute);
    alternatives = alternatives
      .flatMap((pieces) => texts.map((text) => [...pieces, { text, splits, glob }]))
      .slice(0, maximalAlternatives);
  }
  return alternatives.map(toFields);
}
