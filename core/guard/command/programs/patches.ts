import { propose } from '../../patch/propose.ts';
import { readPatch } from '../../patch/read-patch.ts';
import { argument, commandText, unknownText } from '../argument.ts';
import { changeFile, deletePath, protectedAt, shown, writeFile } from '../file-effects.ts';
import { readOptions } from '../options.ts';
import { type Call, type Program, readFile, report, resolvePath } from '../shell.ts';

interface Patch {
  /** Undefined when it cannot be read. */
  readonly text: string | undefined;
  /** How many folders are cut from the front of its paths; 1 is usual. */
  readonly strip?: number | undefined;
  /** True when it is applied backwards. */
  readonly reversed?: boolean | undefined;
  /** The one file that is changed, whatever the patch says. */
  readonly file?: string | undefined;
}

/** `patch [FILE [PATCH]]`, `patch -i PATCH`, `patch < PATCH`. */
export const followPatch: Program = (call) => {
  const options = readOptions(call.args, {
    valued: 'p strip i input d directory o output r reject-file B prefix F fuzz D ifdef V version-control z suffix',
    short: { p: 'strip', i: 'input', d: 'directory', o: 'output', R: 'reverse' },
  });
  if (options.has('dry-run') || options.has('help') || options.has('version') || options.has('output'))
    return undefined;
  const folder = options.values('directory').at(-1);
  const shell = folder === undefined ? call.shell : { ...call.shell, cwd: resolvePath(call.shell, folder.text) };
  const [file, second] = options.operands;
  const input = options.values('input').at(-1) ?? second;
  const text = input === undefined ? call.stdin : readFile(call.shell, resolvePath(call.shell, input.text));
  const strip = Number(options.values('strip').at(-1)?.text ?? 1);
  applyPatch({ ...call, shell }, { text, strip, reversed: options.has('reverse'), file: file?.text });
  return undefined;
};

/** `apply_patch`, which some agents have in their shells: the patch as an argument or on standard input. */
export const followApplyPatch: Program = (call) => {
  const text = call.args[0]?.text ?? call.stdin;
  if (text !== undefined) applyPatch(call, { text });
  return undefined;
};

/** `git apply [PATCH…]` and `git am [MAILBOX…]`. */
export function followGitApply(call: Call, args: Call['args']): undefined {
  const options = readOptions(args, {
    valued: 'p directory exclude include C whitespace patch-format S gpg-sign',
    short: { R: 'reverse' },
  });
  const only = [
    'check',
    'stat',
    'numstat',
    'summary',
    'cached',
    'abort',
    'continue',
    'skip',
    'quit',
    'show-current-patch',
  ];
  if (only.some((name) => options.has(name))) return;
  const strip = Number(options.values('p').at(-1)?.text ?? 1);
  const folder = options.values('directory').at(-1);
  const shell = folder === undefined ? call.shell : { ...call.shell, cwd: resolvePath(call.shell, folder.text) };
  const files = options.operands.map((word) => readFile(call.shell, resolvePath(call.shell, word.text)));
  for (const text of files.length === 0 ? [call.stdin] : files)
    applyPatch({ ...call, shell }, { text, strip, reversed: options.has('reverse') });
}

/** What a patch makes of files: known where it can be read and fits, asked about where not. */
function applyPatch(call: Call, { text, strip = 1, reversed, file }: Patch): void {
  const { shell } = call;
  const place = (path: string) =>
    resolvePath(
      shell,
      path
        .split('/')
        .slice(Math.max(0, strip - 1))
        .join('/'),
    );
  const target = (path: string) => (file === undefined ? place(path) : resolvePath(shell, file));
  if (text === undefined || text.includes(unknownText) || reversed) {
    applyUnread(call, { paths: file === undefined ? patchedFiles(text).map(place) : [resolvePath(shell, file)], text });
    return;
  }
  const { texts } = propose([{ kind: 'patch', text }], (path) => readFile(shell, path), target);
  const subject = commandText([argument(call.name), ...call.args]);
  for (const [path, result] of texts) {
    if (result === undefined) deletePath(call, argument(path), { recursive: false });
    else writeFile(shell, { path, text: result, subject });
  }
  for (const part of readPatch(text)) {
    const path = target(part.path);
    if (texts.has(path)) continue;
    const exists = readFile(shell, path) !== undefined;
    if (part.kind === 'delete' && !exists) deletePath(call, argument(path), { recursive: false });
    else if (part.kind === 'update') changeFile(call, path);
  }
}

/** A patch of which no more than its files is known, or not even these. */
function applyUnread(call: Call, { paths, text }: { paths: readonly string[]; text: string | undefined }): void {
  const { shell } = call;
  if (paths.length > 0) {
    const hit = paths.map((path) => protectedAt(shell, path, false, true)).find((path) => path !== undefined);
    if (hit !== undefined) report(call, 'protected-file-unclear', shown(shell, hit));
    else for (const path of paths) changeFile(call, path);
    return;
  }
  if (text !== undefined && !text.includes(unknownText)) return;
  const { cwd = '', surroundings, container } = shell;
  const files = container === undefined ? (surroundings.protectedFiles?.(cwd) ?? []) : [];
  const [first] = [...files].sort((a, b) => a.length - b.length);
  if (first !== undefined) report(call, 'unreadable-patch', shown(shell, first));
}

/** The files that a unified diff changes. */
function patchedFiles(diff: string | undefined): readonly string[] {
  return [...(diff ?? '').matchAll(/^(?:---|\+\+\+) (?:[ab]\/)?(\S+)/gm)]
    .map((match) => match[1] as string)
    .filter((path) => path !== '/dev/null');
}

/** A diff of files that are named and whose content is not known. */
export function diffOf(paths: readonly string[]): string {
  return paths.map((path) => `+++ ${path}\n${unknownText}\n`).join('');
}
