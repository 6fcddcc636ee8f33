import { argument, unknownArgument } from '../argument.ts';
import { readOptions } from '../options.ts';
import { askIfDenied, type Program, programName, resolvePath, subshell } from '../shell.ts';
import { followMachine } from './machines.ts';

/** Programs that start the command behind their own options: their valued options, and operands of their own in front of it. */
const transparent: Readonly<Record<string, { readonly valued?: string; readonly operands?: number }>> = {
  sudo: {
    valued: 'u user g group h host p prompt C close-from D chdir r role t type T command-timeout R chroot U other-user',
  },
  doas: { valued: 'u C' },
  env: { valued: 'u unset C chdir S split-string' },
  nice: { valued: 'n adjustment' },
  ionice: { valued: 'c class n classdata' },
  nohup: {},
  setsid: {},
  stdbuf: { valued: 'i input o output e error' },
  time: { valued: 'f format o output' },
  timeout: { valued: 'k kill-after s signal', operands: 1 },
  command: {},
  builtin: {},
  exec: { valued: 'a' },
  caffeinate: { valued: 't w' },
  chroot: { valued: 'userspec groups', operands: 1 },
  unshare: {},
  nsenter: { valued: 't target S setuid G setgid r root w wd' },
  busybox: {},
  winpty: {},
  strace: { valued: 'o e p s u' },
  taskset: { operands: 1 },
  dotenv: { valued: 'e f' },
  npx: { valued: 'p package c call' },
  direnv: { operands: 2 },
  'systemd-run': { valued: 'p property u unit E setenv' },
  'dbus-run-session': {},
  flock: { valued: 'w timeout E conflict-exit-code', operands: 1 },
  unbuffer: {},
  fakeroot: {},
  eatmydata: {},
  'xvfb-run': { valued: 'n s e f w' },
  chrt: { valued: 'T P D', operands: 1 },
  chronic: {},
  setpriv: { valued: 'reuid regid groups inh-caps ambient-caps bounding-set pdeathsig' },
  firejail: {},
  torsocks: {},
  proxychains: { valued: 'f' },
  proxychains4: { valued: 'f' },
  lima: {},
  gosu: { operands: 1 },
  'su-exec': { operands: 1 },
  tini: {},
  'dumb-init': {},
  rlwrap: { valued: 'f H' },
  envdir: { operands: 1 },
};

export const wrapperPrograms = Object.keys(transparent);

export const followWrapper: Program = (call) => {
  const kind = transparent[call.name] ?? {};
  const options = readOptions(call.args, { valued: kind.valued, stops: true });
  if (call.name === 'command' && (options.has('v') || options.has('V'))) return `${options.operands[0]?.text ?? ''}\n`;
  const shell = subshell(call.shell);
  const folder = options.values('chdir').at(-1) ?? options.values('C').at(-1) ?? options.values('D').at(-1);
  if (folder !== undefined) shell.cwd = resolvePath(shell, folder.text);
  const split = call.name === 'env' ? (options.values('split-string').at(-1) ?? options.values('S').at(-1)) : undefined;
  if (split !== undefined) return shell.run(split.text, shell, call.stdin);
  const given = call.name === 'npx' ? (options.values('call').at(-1) ?? options.values('c').at(-1)) : undefined;
  if (given !== undefined) return shell.run(given.text, shell, call.stdin);
  let words = options.operands.slice(kind.operands ?? 0);
  if (call.name === 'flock' && words[0]?.text === '-c') return shell.run(words[1]?.text ?? '', shell, call.stdin);
  if (words[0]?.text === '--') words = words.slice(1);
  const settings: string[] = [];
  while (words[0] !== undefined && /^[A-Za-z_]\w*=/.test(words[0].text)) {
    settings.push(words[0].text);
    words = words.slice(1);
  }
  if (settings.length === 0) return shell.runWords(words, shell, call.stdin);
  const quoted = settings.map((setting) => setting.replace('=', "='").concat("'"));
  shell.positional = words;
  return shell.run(`${quoted.join(' ')} "$@"`, shell, call.stdin);
};

/** A word of a list of files, which may stand for many. */
const asFound = (text: string) => ({ ...argument(text), glob: /[*?]/.test(text) });

/** `xargs`: what it reads becomes arguments, unknown ones where the input is not known. */
export const followXargs: Program = (call) => {
  const options = readOptions(call.args, {
    valued: 'I replace i n max-args P max-procs L max-lines d delimiter a arg-file s max-chars E eof',
    stops: true,
  });
  const given =
    call.stdin === undefined || call.stdin.includes('\0') ? undefined : call.stdin.split(/\s+/).filter(Boolean);
  const extra = given?.slice(0, 50).map(asFound) ?? [unknownArgument];
  const mark = options.values('I').at(-1)?.text ?? options.values('replace').at(-1)?.text;
  const command = options.operands;
  if (command.length === 0) return call.stdin;
  if (mark === undefined || mark === '') return call.shell.runWords([...command, ...extra], call.shell);
  // With a mark, each line is one value.
  const values = given === undefined ? extra : (call.stdin ?? '').split('\n').filter(Boolean).slice(0, 50).map(asFound);
  for (const value of values) {
    const line = command.map((word) =>
      word.text === mark ? value : word.text.includes(mark) ? argument(word.text.replaceAll(mark, value.text)) : word,
    );
    call.shell.runWords(line, subshell(call.shell));
  }
  return undefined;
};

/** GNU parallel, watch and others that take a command as words or as one text. */
export const followLoosely: Program = (call) => {
  const options = readOptions(call.args, {
    valued: 'n interval j jobs c session-command t command delay S sshlogin e i',
    stops: true,
  });
  const command = options.values('c').at(-1) ?? options.values('command').at(-1);
  if (command !== undefined) return call.shell.run(command.text, subshell(call.shell), call.stdin);
  const words = options.operands.slice(0, options.operands.findIndex((word) => word.text === ':::') >>> 0);
  if (words.length === 1) return call.shell.run(words[0]?.text ?? '', subshell(call.shell), call.stdin);
  return call.shell.runWords([...words, unknownArgument], subshell(call.shell), call.stdin);
};

/** `ssh host command…`: what is destroyed there is destroyed; files there are not ours to know. */
export const followSsh: Program = (call) => {
  const options = readOptions(call.args, {
    valued: 'b c D E e F I i J L l m O o p Q R S W w B P',
    stops: true,
  });
  const [, ...behind] = options.operands;
  const text = (behind[0]?.text === '--' ? behind.slice(1) : behind).map((word) => word.text).join(' ');
  const shell = subshell(call.shell, { cwd: '/\0' });
  return text === ''
    ? call.stdin === undefined
      ? undefined
      : shell.run(call.stdin, shell)
    : shell.run(text, shell, call.stdin);
};

/** `wsl [-d NAME] [--] command…`, or `-e command…`. */
export const followWsl: Program = (call) => {
  followMachine(call);
  const { operands } = readOptions(call.args, { valued: 'd distribution u user cd shell-type', stops: true });
  return call.shell.runWords(operands, subshell(call.shell), call.stdin);
};

/** `tmux send-keys 'command' Enter`, `screen -X stuff`. */
export const followTyping: Program = (call) => {
  const at = call.args.findIndex((word) =>
    /^(send-keys|send|stuff|new-session|new|new-window|neww|split-window)$/.test(word.text),
  );
  if (at < 0) {
    const started = readOptions(call.args, { valued: 'S t c T p h e s', stops: true }).operands;
    return call.name === 'screen' ? call.shell.runWords(started, subshell(call.shell)) : undefined;
  }
  const options = readOptions(call.args.slice(at + 1), { valued: 't N s n c x y F e' });
  const typed = options.operands.map((word) => word.text).filter((text) => !/^(Enter|C-m|C-c|KPEnter)$/.test(text));
  return call.shell.run(typed.join(' ').replaceAll('\\n', '\n'), subshell(call.shell));
};

export const followSu: Program = (call) => {
  const command = readOptions(call.args, {
    valued: 'c command s shell g group u user',
    stops: call.name === 'runuser',
  });
  const text = command.values('c').at(-1) ?? command.values('command').at(-1);
  const direct = call.name === 'runuser' && command.has('u') ? command.operands : [];
  const words = direct[0]?.text === '--' ? direct.slice(1) : direct;
  if (words.length > 0) return call.shell.runWords(words, subshell(call.shell), call.stdin);
  return text === undefined ? undefined : call.shell.run(text.text, subshell(call.shell), call.stdin);
};

/** `concurrently "a" "b"`: each word is a command. */
export const followTexts: Program = (call) => {
  for (const { text } of readOptions(call.args, { valued: 'n names c prefix-colors' }).operands)
    call.shell.run(text, subshell(call.shell));
  return undefined;
};

/** Programs that take a command as the text of an option: `nix-shell --run TEXT`, `nodemon --exec TEXT`. */
export const followOption: Program = (call) => {
  const options = readOptions(call.args, {
    valued: 'p packages run command exec x A attr w watch e ext zone project a args m',
  });
  for (const name of ['run', 'command', 'exec', 'x', 'a', 'args'])
    for (const { text } of options.values(name)) call.shell.run(text, subshell(call.shell), call.stdin);
  return undefined;
};

/** `expect -c 'spawn COMMAND…'`. */
export const followExpect: Program = (call) => {
  const script = readOptions(call.args, { valued: 'c' }).values('c')[0]?.text ?? call.stdin ?? '';
  for (const [, command = ''] of script.matchAll(/\bspawn\s+([^;\n]+)/g)) call.shell.run(command, subshell(call.shell));
  return undefined;
};

/** `poetry run …`, `uv run …`, `bundle exec …`, `mise exec -- …`. */
export const followRunner: Program = (call) => {
  const at = call.args.findIndex((word) => /^(run|exec|x)$/.test(word.text));
  if (at < 0) return undefined;
  const words = readOptions(call.args.slice(at + 1), { valued: 'p python with e env-file', stops: true }).operands;
  return call.shell.runWords(words[0]?.text === '--' ? words.slice(1) : words, subshell(call.shell), call.stdin);
};

/** PowerShell's `ForEach-Object { … }` and `Invoke-Expression`. */
export const followBlock: Program = (call) => {
  const words = call.args.map((word) => word.text).filter((text) => text !== '{' && text !== '}');
  return call.shell.run(words.join(' ').replace(/^\{|\}$/g, ''), subshell(call.shell));
};

/** Programs that only look for words, or say or name them. */
const tellers = new Set(
  'ack ag apropos bat cheat code cowsay diff figlet gh glab help howdoi info jira less logger man mkdir more nano notify-send pgrep pkill say stat subl task tldr todo toilet touch type ugrep wall wc whatis whereis zgrep zipgrep'.split(
    ' ',
  ),
);

/** What a program that is not known may start, as the first word behind its own ones. */
const started = /^(docker|docker-compose|podman|podman-compose|nerdctl|sudo|dropdb|(ba|z)?sh)$/;

/**
 * A program that is not known: it may start the command that stands behind it, certainly so behind `--`
 * (`doppler run -- docker …`), else perhaps (`retry 3 docker …`).
 */
export const followUnknown: Program = (call) => {
  const { name, args, shell, stdin } = call;
  if (tellers.has(name)) return undefined;
  const at = args.findIndex((word) => word.text === '--');
  if (at >= 0) return shell.runWords(args.slice(at + 1), subshell(shell), stdin);
  const starts = args.flatMap((word, index) => {
    const other = programName(word.text);
    return started.test(other) || (index === 0 && other === 'rm') ? [index] : [];
  });
  starts.slice(0, 3).some((start) => askIfDenied(args.slice(start), shell, stdin));
  return undefined;
};
