import { basename } from 'pathe';
import { type Argument, argument, commandText } from '../argument.ts';
import { changeFile, deletePath, writeFile } from '../file-effects.ts';
import { readOptions } from '../options.ts';
import { type Call, type Program, readFile, resolvePath } from '../shell.ts';

function subject(call: Call): string {
  return commandText([argument(call.name), ...call.args]);
}

function write(call: Call, path: string, text: string | undefined, append = false): void {
  writeFile(call.shell, { path, text, append, subject: subject(call) });
}

/** `rm`, and its relatives in other shells. */
export const followRemove: Program = (call) => {
  const options = readOptions(call.args, { short: { r: 'recursive', R: 'recursive', Recurse: 'recursive' } });
  if (options.has('help') || options.has('version')) return undefined;
  const recursive = options.has('recursive') || /^(rd|rmdir|Remove-Item|ri)$/.test(call.name);
  // PowerShell's takes the files from what stands in front of it.
  const piped = /^(Remove-Item|ri)$/i.test(call.name) && options.operands.length === 0 ? (call.stdin ?? '') : '';
  const found = piped
    .split('\n')
    .filter(Boolean)
    .map((text) => ({ ...argument(text), glob: /[*?]/.test(text) }));
  for (const target of [...options.operands, ...found]) deletePath(call, target, { recursive });
  return '';
};

export const followMove: Program = (call) => {
  const options = readOptions(call.args, { valued: 't target-directory S suffix', short: { t: 'target-directory' } });
  const into = options.values('target-directory').at(-1);
  const sources = into === undefined ? options.operands.slice(0, -1) : options.operands;
  const target = into ?? options.operands.at(-1);
  for (const source of sources) deletePath(call, source, { recursive: true });
  copy(call, sources, target);
  return '';
};

export const followCopy: Program = (call) => {
  const options = readOptions(call.args, {
    valued: 't target-directory S suffix m mode o owner g group',
    short: { t: 'target-directory' },
  });
  const into = options.values('target-directory').at(-1);
  const sources = into === undefined ? options.operands.slice(0, -1) : options.operands;
  if (options.has('n') || options.has('no-clobber')) return '';
  copy(call, sources, into ?? options.operands.at(-1));
  return '';
};

function copy(call: Call, sources: readonly Argument[], target: Argument | undefined): void {
  if (target === undefined) return;
  for (const source of sources) {
    const from = resolvePath(call.shell, source.text);
    const text = from === '/dev/null' ? '' : readFile(call.shell, from);
    const direct = resolvePath(call.shell, target.text);
    const inside = `${direct === '/' ? '' : direct}/${basename(from)}`;
    const { isProtected, protectedFiles } = call.shell.surroundings;
    if (isProtected(direct)) write(call, direct, text);
    else if (isProtected(inside) && (/[/.]$/.test(target.text) || protectedFiles?.(direct).includes(inside)))
      write(call, inside, text);
    else write(call, direct, text);
  }
}

export const followTee: Program = (call) => {
  const options = readOptions(call.args, { short: { a: 'append' } });
  for (const { text } of options.operands) write(call, text, call.stdin, options.has('append'));
  return call.stdin;
};

export const followTruncate: Program = (call) => {
  const options = readOptions(call.args, { valued: 's size r reference' });
  const size = [...options.values('s'), ...options.values('size')].at(-1)?.text;
  for (const { text } of options.operands) write(call, text, size === '0' ? '' : undefined);
  return '';
};

export const followDd: Program = (call) => {
  const value = (name: string) =>
    call.args.find((word) => word.text.startsWith(`${name}=`))?.text.slice(name.length + 1);
  const [to, from] = [value('of'), value('if')];
  if (to !== undefined)
    write(
      call,
      to,
      /^\/dev\/(null|zero|u?random)$/.test(from ?? '') ? '' : from === undefined ? call.stdin : undefined,
    );
  return undefined;
};

/** `ln -sf X compose.yaml`, `shred`, `install`. */
export const followLink: Program = (call) => {
  const options = readOptions(call.args, { valued: 't target-directory S suffix' });
  const target = options.operands.at(-1);
  if (options.operands.length > 1 && target !== undefined && (options.has('f') || options.has('force'))) {
    const path = resolvePath(call.shell, target.text);
    if (call.shell.surroundings.isProtected(path)) write(call, path, undefined);
  }
  return '';
};

export const followShred: Program = (call) => {
  for (const target of readOptions(call.args, { valued: 'n iterations s size' }).operands)
    deletePath(call, target, { recursive: true });
  return '';
};

export const followRsync: Program = (call) => {
  const options = readOptions(call.args, { valued: 'e rsh exclude include filter f' });
  const target = options.operands.at(-1);
  if (target === undefined || options.has('n') || options.has('dry-run')) return undefined;
  const deletes = ['delete', 'del', 'delete-before', 'delete-after', 'delete-during', 'delete-excluded'].some((name) =>
    options.has(name),
  );
  if (deletes && !target.text.includes(':'))
    deletePath(call, target, { recursive: true, rule: 'protected-file-unclear' });
  if (options.operands.length > 1) copy(call, options.operands.slice(0, -1), target);
  return undefined;
};

/** `tar x`, `unzip`: a protected file that is named as what comes out of the archive is overwritten. */
export const followExtract: Program = (call) => {
  const isTar = /tar$/.test(call.name);
  const [bundle, ...others] = call.args;
  const dashed = isTar && bundle !== undefined && /^[a-z]+$/.test(bundle.text);
  const args = dashed ? [argument(`-${bundle.text}`), ...others] : call.args;
  const options = readOptions(args, {
    valued: isTar ? 'f file C directory T exclude' : 'd x P',
    short: isTar ? { x: 'extract', C: 'directory' } : { d: 'directory' },
  });
  if (isTar ? !options.has('extract') && !options.has('get') : options.has('l') || options.has('t') || options.has('p'))
    return undefined;
  const folder = options.values('directory').at(-1)?.text;
  const members = isTar ? options.operands : options.operands.slice(1);
  for (const { text } of members) changeFile(call, folder === undefined ? text : `${folder}/${text}`);
  return undefined;
};

/** PowerShell's `Set-Content`, `Out-File`, `Clear-Content`. */
export const followSetContent: Program = (call) => {
  const options = readOptions(call.args);
  const path = options.operands.find((word) => call.shell.surroundings.isProtected(resolvePath(call.shell, word.text)));
  if (path !== undefined) write(call, path.text, /^(clear-content|clc)$/i.test(call.name) ? '' : undefined);
  return undefined;
};

/** `ed`, `ex`, `vim -c`: scripts that change a file given to them. */
export const followEditor: Program = (call) => {
  const options = readOptions(call.args, { valued: /vi/.test(call.name) ? 'c S s cmd' : 'c S' });
  const scripted =
    call.stdin !== undefined ||
    options.has('c') ||
    options.has('S') ||
    call.args.some((word) => word.text.startsWith('+'));
  if (!scripted) return undefined;
  for (const file of options.operands) changeFile(call, file.text);
  return undefined;
};
