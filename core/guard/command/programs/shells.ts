import { argument, commandText } from '../argument.ts';
import { readOptions } from '../options.ts';
import { type Call, type Program, readFile, report, resolvePath, subshell } from '../shell.ts';
import { followBase64 } from './values.ts';

/** `bash -c TEXT`, `bash FILE ARGS`, `bash < input`. */
export const followShell: Program = (call) => {
  const options = readOptions(call.args, { valued: 'o O init-file rcfile', stops: true });
  // `-n` only reads.
  if (options.has('n')) return undefined;
  const [first, ...rest] = options.operands;
  const shell = subshell(call.shell);
  const inline = options.has('c') || options.has('Command') || options.has('command');
  if (inline && first !== undefined) {
    shell.positional = rest.slice(1);
    if (!first.known && first.text === '\0') return unseen(call);
    return shell.run(first.text, shell, call.stdin);
  }
  if (first !== undefined && first.text !== '-' && !options.has('s')) return followScriptFile(call, first.text, rest);
  if (call.stdin !== undefined) {
    shell.positional = options.operands;
    return shell.run(call.stdin, shell);
  }
  return options.has('version') || options.has('help') ? undefined : unseen(call);
};

function unseen(call: Call): undefined {
  if (call.shell.surroundings.shellsAreBlind === true && call.shell.container === undefined)
    report(call, 'unseen-shell');
}

/** A script that can be read is followed as if it stood in the command. */
export function followScriptFile(call: Call, file: string, args: Call['args']): string | undefined {
  const text = readFile(call.shell, resolvePath(call.shell, file));
  if (text === undefined) return undefined;
  const shell = subshell(call.shell, { positional: args });
  const interpreter = /^#!\s*(?:\/usr\/bin\/env\s+(?:-S\s+)?)?(\S+)/.exec(text)?.[1] ?? 'sh';
  if (/(^|\/)(ba|da|z|k|a)?sh$/.test(interpreter)) return shell.run(text, shell, call.stdin);
  return shell.runWords([argument(interpreter), argument(file), ...args], shell, call.stdin);
}

export const followSource: Program = (call) => {
  const [file, ...args] = call.args;
  const text = file === undefined ? undefined : readFile(call.shell, resolvePath(call.shell, file.text));
  if (text === undefined) return undefined;
  return call.shell.run(text, { ...call.shell, depth: call.shell.depth + 1, positional: args });
};

export const followEval: Program = (call) =>
  call.shell.run(
    call.args.map((word) => word.text).join(' '),
    { ...call.shell, depth: call.shell.depth + 1 },
    call.stdin,
  );

/** `trap COMMAND SIGNAL…`. */
export const followTrap: Program = (call) => {
  const text = readOptions(call.args).operands[0];
  return text === undefined || text.text === '-' ? undefined : call.shell.run(text.text, subshell(call.shell));
};

/** `at now`, `batch`: commands from standard input, later. */
export const followAt: Program = (call) =>
  call.stdin === undefined ? undefined : call.shell.run(call.stdin, subshell(call.shell));

/** `crontab -`: lines of five times, or one word for them, and a command that runs then. */
export const followCrontab: Program = (call) => {
  const [file = argument('-')] = readOptions(call.args, { valued: 'u' }).operands;
  if (call.args.some((word) => /^-[lre]$/.test(word.text))) return undefined;
  const text = file.text === '-' ? call.stdin : readFile(call.shell, resolvePath(call.shell, file.text));
  for (const line of text?.split('\n') ?? []) {
    const words = line.trim().split(/\s+/);
    if (!line.startsWith('#'))
      call.shell.run(words.slice(line.startsWith('@') ? 1 : 5).join(' '), subshell(call.shell));
  }
  return undefined;
};

/** `cmd /c …`, `powershell -Command …`. */
export const followWindowsShell: Program = (call) => {
  const encoded = call.args.findIndex((word) => /^-e(nc?|ncodedcommand)?$/i.test(word.text));
  if (encoded >= 0) {
    // Two bytes a letter.
    const text = followBase64({ ...call, args: [argument('-d')], stdin: call.args[encoded + 1]?.text });
    return text === undefined ? undefined : call.shell.run(text.replaceAll('\0', ''), subshell(call.shell), call.stdin);
  }
  const at = call.args.findIndex((word) => /^(\/c|\/k|-c|-command)$/i.test(word.text));
  if (at < 0) return undefined;
  return call.shell.run(commandText(call.args.slice(at + 1)), subshell(call.shell), call.stdin);
};
