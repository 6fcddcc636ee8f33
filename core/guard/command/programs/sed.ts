import { unknownText } from '../argument.ts';
import { changeFile } from '../file-effects.ts';
import { readOptions } from '../options.ts';
import { type Program, readFile, resolvePath } from '../shell.ts';

/** `sed`: with -i its simple scripts are computed, so that the judge of edits can see the result. */
export const followSed: Program = (call) => {
  const options = readOptions(call.args, {
    valued: 'e expression f file l line-length',
    short: { e: 'expression', f: 'file', n: 'quiet' },
  });
  const inPlace = call.args.some((word) => /^-[a-zA-Z]*i/.test(word.text) || word.text.startsWith('--in-place'));
  const extended = call.args.some(({ text }) => /^-[nsuz]*[Er]|^--regexp-extended$/.test(text));
  if (!inPlace) return prefixed(options.operands[0]?.text ?? options.values('expression')[0]?.text ?? '');
  let scripts = options.values('expression').map((word) => word.text);
  let files = options.operands.filter((word) => word.text !== '');
  if (scripts.length === 0 && !options.has('file')) {
    scripts = files.slice(0, 1).map((word) => word.text);
    files = files.slice(1);
  }
  for (const { text: path, glob } of files) {
    const absolute = resolvePath(call.shell, path);
    const before = glob ? undefined : readFile(call.shell, absolute);
    const after =
      before === undefined || options.has('quiet') || options.has('file') ? undefined : edit(before, scripts, extended);
    const targets = glob
      ? (call.shell.surroundings.protectedFiles?.(absolute.replace(/\/[^/]*$/, '')) ?? [path])
      : [path];
    for (const target of targets) {
      changeFile(call, target, after);
    }
  }
  return '';
};

/** `perl -i -pe …`: a substitution that means the same in sed is computed. */
export const followInPlace: Program = (call) => {
  const inPlace = call.args.some((word) => /^-[0-9acflnpstuvwTUWX]*i/.test(word.text));
  if (!inPlace) return undefined;
  // A suffix behind the i ends the letters; without one, -e may follow in the same word.
  const args = call.args.map((word) => ({ ...word, text: word.text.replace(/^(-[0-9a-hj-z]*)i(?=e?$)/, '$1') }));
  const options = readOptions(
    args.filter(({ text }) => text !== '-'),
    { valued: 'e E i' },
  );
  const scripts = [...options.values('e'), ...options.values('E')].map((word) => word.text);
  const [script = ''] = scripts;
  // Perl's lines end with their line break, which some signs match.
  const isPlain = call.name === 'perl' && scripts.length === 1 && options.has('p') && !options.has('0');
  const isWithinLines = !/\\s|\[\^|\[:/.test(script);
  for (const file of options.operands) {
    const before = file.glob ? undefined : readFile(call.shell, resolvePath(call.shell, file.text));
    const computes =
      isPlain && isWithinLines && before !== undefined && /^s(.)((?!\1)[^|$@])+\1((?!\1)[^$@])*\1g?;?$/.test(script);
    changeFile(call, file.text, computes ? edit(before, [script.replace(/;$/, '')], true) : undefined);
  }
  return undefined;
};

/** `sed 's/^/docker volume rm /' | sh`: what is put in front of each line. */
function prefixed(script: string): string | undefined {
  const text = /^s([/|#,@!])\^\1(.+)\1g?$/.exec(script)?.[2];
  return text === undefined ? undefined : `${text}${unknownText}\n`;
}

function edit(text: string, scripts: readonly string[], extended: boolean): string | undefined {
  let result: string | undefined = text;
  for (const script of scripts.flatMap((one) => one.split(/\n|;(?=\s*(?:\d|s\W|\/|\$))/))) {
    if (result === undefined || script.trim() === '') continue;
    result = editOnce(result, script.trim(), extended);
  }
  return result;
}

const substitution = /^s([/|#,@!:])((?:\\.|(?!\1)[^\\])*)\1((?:\\.|(?!\1)[^\\])*)\1(g?)$/s;
const deletion = /^(?:(\d+)(?:,(\d+|\$|\+\d+))?|\/((?:\\.|[^/\\])*)\/(?:,(\+\d+|\$))?)\s*d$/;

function editOnce(text: string, script: string, extended: boolean): string | undefined {
  const lines = text.split('\n');
  const last = lines.at(-1) === '' ? lines.pop() : undefined;
  const end = last === undefined ? '' : '\n';
  const replace = substitution.exec(script);
  if (replace !== null) {
    const pattern = expression(replace[2] ?? '', extended, replace[4] === 'g' ? 'g' : '');
    const replacement = replacementText(replace[3] ?? '', replace[1] ?? '/');
    if (pattern === undefined || replacement === undefined) return undefined;
    return lines.map((line) => line.replace(pattern, replacement)).join('\n') + end;
  }
  if (script === 'd') return '';
  const insertion = /^(\d+|\$)\s*([ai])(?:\\\n|\\?\s*(?!\s))([^\\]+)$/.exec(script);
  if (insertion !== null) {
    const [, address, letter, added = ''] = insertion;
    const line = address === '$' ? lines.length : Number(address);
    if (line < 1 || line > lines.length) return text;
    lines.splice(letter === 'a' ? line : line - 1, 0, added);
    return lines.join('\n') + end;
  }
  const remove = deletion.exec(script);
  if (remove === null) return undefined;
  const keep: string[] = [];
  const [, from, to, search, span] = remove;
  const pattern = search === undefined ? undefined : expression(search, extended);
  if (search !== undefined && pattern === undefined) return undefined;
  let until = 0;
  for (const [index, line] of lines.entries()) {
    const number = index + 1;
    const starts = pattern === undefined ? number === Number(from) : pattern.test(line);
    const reach = to ?? span;
    if (starts && number > until)
      until =
        reach === undefined
          ? number
          : reach === '$'
            ? lines.length
            : reach.startsWith('+')
              ? number + Number(reach)
              : Math.max(number, Number(reach));
    if (number > until) keep.push(line);
  }
  return keep.join('\n') + (keep.length === 0 ? '' : end);
}

const classes: Readonly<Record<string, string>> = {
  space: '\\s',
  blank: ' \\t',
  digit: '\\d',
  alpha: 'a-zA-Z',
  alnum: 'a-zA-Z0-9',
  lower: 'a-z',
  upper: 'A-Z',
};

/**
 * An expression of sed in JavaScript, where it means the same there. Alternatives are not among them (sed takes the longest),
 * nor are repeated groups, which can take long.
 *
 * @param extended as with -E: `(…)`, `{…}`, `+` and `?` are signs without a backslash
 */
function expression(source: string, extended: boolean, flags = ''): RegExp | undefined {
  const known = source.replace(/\[:([a-z]+):\]/g, (whole, name: string) => classes[name] ?? whole);
  if (known.includes('[:') || /\\[^/.*[\]^$\-|#,@!:+?(){}rst]/.test(known)) return undefined;
  // Signs that stand for themselves in some places, for sed alone.
  if (/\[\^?\]|[*+?}][?+]|(?<!\\)\$.|[^[\\]\^/.test(known)) return undefined;
  const text = known.replace(/\\([/#,@!:])/g, '$1').replace(/\\?[|+?(){}]/g, (sign) => {
    const isSign = extended ? sign.length === 1 : sign.length === 2;
    return isSign ? (sign.at(-1) ?? '') : `\\${sign.at(-1)}`;
  });
  if (/(?<!\\)(\)[*+?{]|\|)/.test(text)) return undefined;
  try {
    return new RegExp(text, flags);
  } catch {
    return undefined;
  }
}

/** What is put in, in JavaScript's form; `&` and `\1` stand for what was found. */
function replacementText(source: string, separator: string): string | undefined {
  const text = source.replaceAll(`\\${separator}`, separator).replaceAll('$', '$$$$');
  if (/\\[^1-9&]/.test(text)) return undefined;
  return text.replace(/\\([1-9])|\\&|&/g, (sign, group?: string) => (group ? `$${group}` : sign === '&' ? '$&' : '&'));
}
