import { basename, dirname } from 'pathe';
import { commandText, unknownText } from '../argument.ts';
import { changeFile } from '../file-effects.ts';
import { readOptions } from '../options.ts';
import { type Program, readFile, resolvePath, subshell } from '../shell.ts';

/** Commands whose only interest is the value that they give or set. */

export const followEcho: Program = (call) => {
  let args = call.args;
  let escapes = false;
  while (args[0] !== undefined && /^-[neE]+$/.test(args[0].text)) {
    escapes ||= args[0].text.includes('e');
    args = args.slice(1);
  }
  const text = args.map((word) => word.text).join(' ');
  return `${escapes ? withEscapes(text) : text}\n`;
};

function withEscapes(text: string): string {
  const letters: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\', r: '\r' };
  return text
    .replace(/\\x([0-9a-fA-F]{1,2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\0?([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)))
    .replace(/\\([nt\\r])/g, (_, letter: string) => letters[letter] ?? letter);
}

export const followPrintf: Program = (call) => {
  let args = call.args;
  if (args[0]?.text === '-v') {
    const name = args[1]?.text ?? '';
    call.shell.variables.set(name, [printed(args.slice(2).map((word) => word.text))]);
    return '';
  }
  if (args[0]?.text === '--') args = args.slice(1);
  return printed(args.map((word) => word.text));
};

function printed([format = '', ...values]: readonly string[]): string {
  const text = withEscapes(format);
  if (!/%[^%]/.test(text)) return text.replaceAll('%%', '%');
  let output = '';
  let next = 0;
  do {
    output += text.replace(/%(%|[-0-9.]*[sbdq])/g, (_, kind: string) => (kind === '%' ? '%' : (values[next++] ?? '')));
  } while (next > 0 && next < values.length && output.length < 100_000);
  return output;
}

/** `cat`, and others that pass their input on. */
export const followCat: Program = (call) => {
  const files = readOptions(call.args).operands;
  if (files.length === 0) return call.stdin;
  const texts = files.map((file) =>
    file.text === '/dev/null'
      ? ''
      : file.text === '-'
        ? call.stdin
        : readFile(call.shell, resolvePath(call.shell, file.text)),
  );
  return texts.every((text) => text !== undefined) ? texts.join('') : undefined;
};

/** `grep`: lines that match, as far as the pattern is a plain one; a file pattern among them is narrowed. */
export const followGrep: Program = (call) => {
  const options = readOptions(call.args, { valued: 'e regexp f file m max-count A B C', short: { v: 'invert-match' } });
  const [first, ...files] = options.operands.map((word) => word.text);
  const pattern = options.values('e')[0]?.text ?? options.values('regexp')[0]?.text ?? first;
  if (call.stdin === undefined || files.length > 0 || pattern === undefined || options.has('q')) return undefined;
  if (options.has('invert-match')) return call.stdin;
  const plain = pattern.replace(/\\([.-])/g, '$1');
  if (!/^\^?[\w./-]*\$?$/.test(plain)) return undefined;
  const text = plain.replace(/^\^|\$$/g, '');
  const around = `${plain.startsWith('^') ? '' : '*'}${text}${plain.endsWith('$') ? '' : '*'}`;
  return call.stdin
    .split('\n')
    .flatMap((line) => (/^\*+$/.test(line) ? [`${around}\n`] : line.includes(text) ? [`${line}\n`] : []))
    .join('');
};

/** `sort`, `head` and others that pass on lines of their input, maybe not all. */
export const followFilter: Program = (call) =>
  readOptions(call.args, { valued: 'n c k t lines bytes key field-separator' }).operands.length > 0
    ? undefined
    : call.stdin;

/** `tr -d SET` of single characters, and `tr SET '\n'`, which only parts words in another way. */
export const followTr: Program = (call) => {
  const options = readOptions(call.args);
  const [from = '', into = ''] = options.operands.map((word) => word.text);
  if (call.stdin === undefined) return undefined;
  if (!options.has('d') && !options.has('delete')) return /^(\\[0nr]|\s)$/.test(into) ? call.stdin : undefined;
  if (/\[:|[^\\]-./.test(from)) return undefined;
  const gone = new Set(withEscapes(from));
  return [...call.stdin].filter((letter) => !gone.has(letter)).join('');
};

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export const followBase64: Program = (call) => {
  const options = readOptions(call.args, { valued: 'w wrap i', short: { d: 'decode', D: 'decode' } });
  const text = followCat({ ...call, args: options.operands });
  if (text === undefined || !options.has('decode')) return undefined;
  let bits = 0;
  let count = 0;
  let output = '';
  for (const letter of text.replace(/[\s=]/g, '')) {
    const value = alphabet.indexOf(letter);
    if (value < 0) return undefined;
    bits = ((bits << 6) | value) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    output += String.fromCharCode((bits >> count) & 0xff);
  }
  return output;
};

export const followCd: Program = (call) => {
  const target = readOptions(call.args).operands[0]?.text ?? '~';
  if (target === '-') call.shell.cwd = undefined;
  else call.shell.cwd = resolvePath(call.shell, target);
  return '';
};

export const followPwd: Program = (call) => `${call.shell.cwd ?? unknownText}\n`;

export const followRead: Program = (call) => {
  const names = readOptions(call.args, { valued: 'a d i n N p t u' }).operands.map((word) => word.text);
  const words = call.stdin?.split('\n')[0]?.trim().split(/\s+/) ?? [];
  const all = names.length === 0 ? ['REPLY'] : names;
  for (const [index, name] of all.entries()) {
    // The last one takes the rest of the line.
    const value = index === all.length - 1 ? words.slice(index).join(' ') : (words[index] ?? '');
    call.shell.variables.set(name, [call.stdin === undefined ? unknownText : value]);
  }
  return '';
};

/** `mapfile -t NAME`: an array of the lines of its input. */
export const followMapfile: Program = (call) => {
  const name = readOptions(call.args, { valued: 'd n O s u C c' }).operands[0]?.text ?? 'MAPFILE';
  call.shell.variables.set(name, [call.stdin === undefined ? unknownText : call.stdin.trim().split('\n').join(' ')]);
  return '';
};

/** `realpath`, `dirname`, `basename` and `readlink -f`, by names alone. */
export const followPathName: Program = (call) => {
  const [path] = readOptions(call.args, { valued: 's suffix' }).operands;
  if (path === undefined) return undefined;
  if (call.name === 'dirname') return `${dirname(path.text)}\n`;
  return `${call.name === 'basename' ? basename(path.text) : resolvePath(call.shell, path.text)}\n`;
};

/** `export NAME=value`, `declare`, `local`, `readonly`. */
export const followExport: Program = (call) => {
  for (const { text } of call.args) {
    const equals = text.indexOf('=');
    if (equals > 0 && !text.startsWith('-')) call.shell.variables.set(text.slice(0, equals), [text.slice(equals + 1)]);
  }
  return '';
};

export const followUnset: Program = (call) => {
  for (const { text } of call.args) call.shell.variables.set(text, ['']);
  return '';
};

export const followAlias: Program = (call) => {
  for (const { text } of call.args) {
    const equals = text.indexOf('=');
    if (equals > 0) call.shell.aliases.set(text.slice(0, equals), text.slice(equals + 1));
  }
  return '';
};

/** `set -- a b c`. */
export const followSet: Program = (call) => {
  const at = call.args.findIndex((word) => word.text === '--');
  if (at >= 0) call.shell.positional = call.args.slice(at + 1);
  return '';
};

export const followShift: Program = (call) => {
  call.shell.positional = call.shell.positional.slice(Number(call.args[0]?.text ?? 1) || 1);
  return '';
};

export const followWhich: Program = (call) =>
  `${readOptions(call.args)
    .operands.map((word) => word.text)
    .join('\n')}\n`;

export const followYes: Program = (call) => `${call.args.length === 0 ? 'y' : commandText(call.args)}\n`;

/** `awk`: what it prints is known as far as it stands in the script; `system("…")` is followed. */
export const followAwk: Program = (call) => {
  const options = readOptions(call.args, { valued: 'F v f i field-separator assign file include', stops: true });
  const [first, ...files] = options.operands;
  const script = first?.text ?? '';
  if ([...options.values('i'), ...options.values('include')].some((word) => word.text === 'inplace'))
    for (const file of files) changeFile(call, file.text);
  for (const [, text = ''] of script.matchAll(/(?:system\s*\(\s*|\|\s*)"((?:\\.|[^"\\])*)"/g))
    call.shell.run(text, subshell(call.shell));
  const lines = [...script.matchAll(/\bprintf?\b([^;}|>]*)/g)].map(([, printed = '']) =>
    printed.replace(
      /"((?:\\.|[^"\\])*)"|[^\s"]+|\s+/g,
      (whole, text: string | undefined) => text ?? (whole.trim() === '' ? '' : unknownText),
    ),
  );
  return lines.length === 0 ? undefined : `${lines.join('\n')}\n`;
};
