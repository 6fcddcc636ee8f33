import { argument, commandText, unknownText } from '../argument.ts';
import { changeUnclearly, writeFile } from '../file-effects.ts';
import { readOptions } from '../options.ts';
import { type Program, readFile, resolvePath } from '../shell.ts';

/** `sed`: with -i its simple scripts are computed, so that the judge of edits can see the result. */
export const followSed: Program = (call) => {
  const options = readOptions(call.args, {
    valued: 'e expression f file l line-length',
    short: { e: 'expression', f: 'file', n: 'quiet' },
  });
  const inPlace = call.args.some((word) => /^-[a-zA-Z]*i/.test(word.text) || word.text.startsWith('--in-place'));
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
      before === undefined || options.has('quiet') || options.has('file') ? undefined : edit(before, scripts);
    const targets = glob
      ? (call.shell.surroundings.protectedFiles?.(absolute.replace(/\/[^/]*$/, '')) ?? [path])
      : [path];
    for (const target of targets) {
      writeFile(call.shell, { path: target, text: after, subject: commandText([argument(call.name), ...call.args]) });
    }
  }
  return '';
};

/** `perl -i -pe …`: changes its files in a way that is not computed. */
export const followInPlace: Program = (call) => {
  const inPlace = call.args.some((word) => /^-[a-zA-Z]*i/.test(word.text));
  if (!inPlace) return undefined;
  for (const file of readOptions(call.args, { valued: 'e E i' }).operands) changeUnclearly(call, file);
  return undefined;
};

/** `sed 's/^/docker volume rm /' | sh`: what is put in front of each line. */
function prefixed(script: string): string | undefined {
  const text = /^s([/|#,@!])\^\1(.+)\1g?$/.exec(script)?.[2];
  return text === undefined ? undefined : `${text}${unknownText}\n`;
}

function edit(text: string, scripts: readonly string[]): string | undefined {
  let result: string | undefined = text;
  for (const script of scripts.flatMap((one) => one.split(/\n|;(?=\s*(?:\d|s\W|\/|\$))/))) {
    if (result === undefined || script.trim() === '') continue;
    result = editOnce(result, script.trim());
  }
  return result;
}

const substitution = /^s([/|#,@!:])((?:\\.|(?!\1)[^\\])*)\1((?:\\.|(?!\1)[^\\])*)\1(g?)$/s;
const deletion = /^(?:(\d+)(?:,(\d+|\$|\+\d+))?|\/((?:\\.|[^/\\])*)\/(?:,(\+\d+|\$))?)\s*d$/;

function editOnce(text: string, script: string): string | undefined {
  const lines = text.split('\n');
  const last = lines.at(-1) === '' ? lines.pop() : undefined;
  const end = last === undefined ? '' : '\n';
  const replace = substitution.exec(script);
  if (replace !== null) {
    const pattern = expression(replace[2] ?? '', replace[4] === 'g' ? 'g' : '');
    const replacement = plainReplacement(replace[3] ?? '', replace[1] ?? '/');
    if (pattern === undefined || replacement === undefined) return undefined;
    return lines.map((line) => line.replace(pattern, () => replacement)).join('\n') + end;
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
  const pattern = search === undefined ? undefined : expression(search, '');
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

/** Basic expressions without groups, whose meaning is the same in JavaScript. */
function expression(source: string, flags: string): RegExp | undefined {
  if (/\\[^/.*[\]^$\-|#,@!:]|[+?(){}]/.test(source)) return undefined;
  try {
    return new RegExp(source.replace(/\\([/|#,@!:])/g, '$1').replace(/\|/g, '\\|'), flags);
  } catch {
    return undefined;
  }
}

function plainReplacement(source: string, separator: string): string | undefined {
  const text = source.replaceAll(`\\${separator}`, separator);
  return /[\\&]/.test(text) ? undefined : text;
}
