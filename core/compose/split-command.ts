const OPERATORS = ';&|<>';

/**
 * Splits a command written as one text into its words, exactly as Compose does (mattn/go-shellwords): quotes and
 * backslashes as in a shell, `\n` and `\t` outside of single quotes are line break and tab, no variables, and everything
 * from an unquoted `;`, `&`, `|`, `<` or `>` on is dropped without a word.
 *
 * @returns undefined where Compose rejects it: unclosed quotes, parentheses that are no `$(…)`, a backslash at the end
 */
export function splitCommand(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word = '';
  let begun = false;
  let escaped = false;
  let quote: '' | '"' | "'" | '`' | '$' = '';

  for (const character of line) {
    if (escaped) {
      escaped = false;
      if (quote === '`' || quote === '$') word += `\\${character}`;
      else word += character === 't' ? '\t' : character === 'n' ? '\n' : character;
      begun = true;
      continue;
    }
    if (character === '\\') {
      if (quote === "'") word += character;
      else escaped = true;
      continue;
    }
    if (' \t\r\n'.includes(character)) {
      if (quote !== '') word += character;
      else if (begun) {
        words.push(word);
        word = '';
        begun = false;
      }
      continue;
    }
    if (character === '"' || character === "'") {
      if (quote === character) {
        quote = '';
        begun = true;
        continue;
      }
      if (quote === '') {
        quote = character;
        continue;
      }
    } else if (character === '`' && (quote === '' || quote === '`')) {
      quote = quote === '' ? '`' : '';
    } else if (character === '(' && (quote === '' || quote === '$')) {
      if (quote !== '' || !word.endsWith('$')) return undefined;
      quote = '$';
    } else if (character === ')' && (quote === '' || quote === '$')) {
      if (quote === '') return undefined;
      quote = '';
    } else if (quote === '' && OPERATORS.includes(character)) {
      if (character === '>' && /^[0-9]/.test(word)) begun = false;
      break;
    }
    word += character;
    begun = true;
  }
  if (escaped || quote !== '') return undefined;
  if (begun) words.push(word);
  return words;
}
