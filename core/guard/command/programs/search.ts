import { type Argument, argument } from '../argument.ts';
import { deletePath, protectedAt, protectedMatches, shown } from '../file-effects.ts';
import { readOptions } from '../options.ts';
import { type Call, type Program, report, resolvePath } from '../shell.ts';

export const followFind: Program = (call) => {
  const words = call.args;
  const first = words.findIndex((word) => word.text.startsWith('-') || word.text === '(' || word.text === '!');
  const roots = (first < 0 ? words : words.slice(0, first)).map((word) => word.text);
  if (roots.length === 0) roots.push('.');
  const has = (name: string) => words.some((word) => word.text === name);
  const tests = words.flatMap((word, index) => {
    const negated = /^(!|-not)$/.test(words[index - 1]?.text ?? '');
    return /^-i?(name|path|wholename)$/.test(word.text) && !negated
      ? [[word.text, words[index + 1]?.text ?? ''] as const]
      : [];
  });
  const paths = roots.flatMap((root): readonly Argument[] => {
    if (tests.length === 0) return [has('-regex') ? argument(`${root}/\0`) : argument(root)];
    const joined = has('-o') || has('-or') ? tests : tests.slice(0, 1);
    return joined.map(([test, pattern]) => {
      const text =
        test.endsWith('name') && !test.includes('whole')
          ? `${root.replace(/\/$/, '')}/**${pattern}`
          : pattern.replaceAll('*', '**');
      return { ...argument(text), glob: true };
    });
  });
  // Only what is empty goes, or what a folder's removal refuses to lose.
  const onlyEmpty =
    has('-empty') || (has('-type') && words[words.findIndex((word) => word.text === '-type') + 1]?.text === 'd');
  if (has('-delete') && !onlyEmpty) for (const path of paths) deleteFound(call, path);
  for (let index = 0, past = 0; index < words.length; index = Math.max(index + 1, past)) {
    if (!/^-(exec|execdir|ok|okdir)$/.test(words[index]?.text ?? '')) continue;
    const rest = words.slice(index + 1);
    const end = rest.findIndex((part) => part.text === ';' || part.text === '+');
    const command = end < 0 ? rest : rest.slice(0, end);
    // What stands between is that command's own, also a further -exec.
    past = index + 1 + command.length;
    runOnFound(call, command, paths);
  }
  return has('-delete') || has('-exec') ? undefined : listed(call, paths);
};

/** Runs a command on each of the files that a search may find, `{}` standing for the file. */
function runOnFound(call: Call, command: readonly Argument[], paths: readonly Argument[]): void {
  const [first] = command;
  const remover = command.some((part) => /^(rm|unlink|shred|truncate)$/.test(part.text));
  for (const path of paths) {
    if (remover && first?.text !== 'sh' && first?.text !== 'bash') {
      deleteFound(call, path);
      continue;
    }
    const pattern = path.glob ? path.text : `${path.text}/**`;
    for (const text of [...protectedMatches(call.shell, resolvePath(call.shell, pattern)), path.text]) {
      call.shell.runWords(
        command.map((part) =>
          part.text.includes('{}') ? { ...path, glob: false, text: part.text.replaceAll('{}', text) } : part,
        ),
        call.shell,
      );
    }
  }
}

/** What a search prints: the protected files among what it finds, then its pattern. */
function listed(call: Call, paths: readonly Argument[]): string {
  const lines = paths.flatMap((path) => {
    const pattern = path.glob ? path.text : `${path.text}/**`;
    return [...protectedMatches(call.shell, resolvePath(call.shell, pattern)), pattern];
  });
  return `${lines.join('\n')}\n`;
}

/** `fd [PATTERN] [-e EXT] [-x|-X COMMAND…]`. */
export const followFd: Program = (call) => {
  const at = call.args.findIndex((word) => /^(-x|-X|--exec|--exec-batch)$/.test(word.text));
  const options = readOptions(at < 0 ? call.args : call.args.slice(0, at), {
    valued: 'e extension t type d max-depth E exclude S size changed-within changed-before',
    short: { e: 'extension' },
  });
  const [pattern, root = '.'] = options.operands.map((word) => word.text);
  const plain = pattern === undefined || pattern === '.' ? '' : pattern.replace(/[^\w/-]+/g, '**');
  const ends = options.values('extension').map((word) => `**${plain}**.${word.text}`);
  const paths = (ends.length === 0 ? [`**${plain}**`] : ends).map((text) => ({
    ...argument(`${root}/${text}`),
    glob: true,
  }));
  if (at < 0) return listed(call, paths);
  const command = call.args.slice(at + 1);
  const marked = command.some((word) => word.text.includes('{')) ? command : [...command, argument('{}')];
  runOnFound(call, marked, paths);
  return undefined;
};

/** `ls PATTERN | xargs …`: prints what it is given, or everything that is there. */
export const followList: Program = (call) => {
  const options = readOptions(
    call.args.map((word) =>
      /^-(Filter|Path|Include)$/i.test(word.text) ? argument(`-${word.text.toLowerCase()}`) : word,
    ),
    { valued: 'I filter path include' },
  );
  const narrowed = [...options.values('filter'), ...options.values('include'), ...options.values('path')];
  const operands = [...narrowed.slice(0, 1), ...options.operands];
  return operands.length === 0 ? '*\n' : `${operands.map((word) => word.text).join('\n')}\n`;
};

/** What `find` matched goes; a search that is narrowed by other tests is only asked about when files in it are protected. */
function deleteFound(call: Call, path: Argument): void {
  if (path.text.endsWith('/\0')) {
    const folder = resolvePath(call.shell, path.text.slice(0, -2));
    const hit = protectedAt(call.shell, folder, false, true);
    if (hit !== undefined) report(call, 'protected-file-unclear', shown(call.shell, hit));
    return;
  }
  deletePath(call, path, { recursive: true });
}
