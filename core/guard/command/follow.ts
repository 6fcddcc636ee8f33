import {
  type ArrayValue,
  type Assignment,
  type Command,
  forEachChild,
  type ParsedScript,
  parse,
  type Redirection,
  type SyntaxNode,
} from 'unbash';
import { type Argument, argument, commandText, unknownText } from './argument.ts';
import { expandText, expandWord } from './expand.ts';
import { protectedMatches, writeFile } from './file-effects.ts';
import { programFor } from './programs/table.ts';
import { followUnknown } from './programs/wrappers.ts';
import {
  askIfDenied,
  maximalDepth,
  programName,
  readFile,
  reportText,
  resolvePath,
  type Shell,
  subshell,
} from './shell.ts';

const maximalSteps = 20_000;
const maximalCalls = 16;

/** Follows a text as bash would run it. */
export function followText(text: string, shell: Shell, stdin?: string): string | undefined {
  if (shell.depth > maximalDepth) {
    noteUnreadable(text, shell);
    return undefined;
  }
  const script = parse(text);
  if (script.errors !== undefined && script.errors.length > 0) noteUnreadable(text, shell);
  return followScript(script, shell, stdin);
}

const destructive =
  /\b(docker|podman|nerdctl)\b[^\n]*\b(down|rm|up)\b[^\n]*\s(-\w*[vV]|--volumes)|\bvolume\s+(rm|remove|prune)\b|\bsystem\s+(prune\b[^\n]*--volumes|reset\b)/;

function noteUnreadable(text: string, shell: Shell): void {
  if (destructive.test(text)) reportText(shell, 'unreadable-command', text);
}

function followScript(script: ParsedScript, shell: Shell, stdin?: string): string | undefined {
  return followAll(script.commands, shell, stdin);
}

function followAll(nodes: readonly SyntaxNode[], shell: Shell, stdin: string | undefined): string | undefined {
  return joined(nodes.map((node) => follow(node, shell, stdin)));
}

/** Outputs one after the other. An unknown one among known ones is a line of its own. */
function joined(texts: readonly (string | undefined)[]): string | undefined {
  if (!texts.some(Boolean)) return texts.includes(undefined) ? undefined : '';
  return texts.map((text) => text ?? `${unknownText}\n`).join('');
}

function substitute(part: { readonly script: ParsedScript | undefined }, shell: Shell): string | undefined {
  return part.script === undefined ? undefined : followScript(part.script, subshell(shell));
}

/**
 * Runs alternatives of which any may happen, and keeps every value that a variable may have afterwards.
 *
 * @returns what any of them may print; undefined when nothing of it is known
 */
function followBranches(
  branches: readonly (readonly SyntaxNode[])[],
  shell: Shell,
  stdin: string | undefined,
): string | undefined {
  const outputs: (string | undefined)[] = [undefined];
  const shells = branches.map((nodes) => {
    const branch = { ...subshell(shell), depth: shell.depth };
    outputs.push(followAll(nodes, branch, stdin));
    return branch;
  });
  for (const branch of shells) {
    for (const [name, values] of branch.variables) {
      const all = new Set([...(shell.variables.get(name) ?? []), ...values]);
      shell.variables.set(name, [...all].slice(0, 8));
    }
    for (const [name, body] of branch.functions) shell.functions.set(name, body);
    if (branch.cwd !== shell.cwd) shell.cwd = undefined;
  }
  return joined(outputs);
}

/** Counts steps. What would take more of them than any real command is not followed further, and said. */
function isTooLong(shell: Shell, steps = 1): boolean {
  shell.shared.steps += steps;
  if (shell.shared.steps <= maximalSteps) return false;
  reportText(shell, 'unreadable-command', 'this long command');
  return true;
}

function follow(node: SyntaxNode, shell: Shell, stdin: string | undefined): string | undefined {
  if (isTooLong(shell)) return undefined;
  switch (node.type) {
    case 'Command':
      return followCommand(node, shell, stdin);
    case 'Statement':
      return follow(node.command, shell, stdin);
    case 'CompoundList':
    case 'AndOr':
      return followAll(node.commands, shell, stdin);
    case 'Pipeline':
      return followPipeline(node.commands, shell, stdin);
    case 'Subshell':
      return follow(node.body, subshell(shell), stdin);
    case 'BraceGroup':
      return follow(node.body, shell, stdin);
    case 'Coproc':
      return follow(node.body, subshell(shell), stdin);
    case 'Function':
      shell.functions.set(node.name.value, node.body);
      return '';
    case 'Redirected': {
      const into = inputOf(node.redirects, shell) ?? stdin;
      return writeOutputs(node.redirects, shell, follow(node.command, shell, into));
    }
    case 'If': {
      follow(node.clause, shell, stdin);
      const rest = node.elif.map((part) => [part.clause, part.then]);
      return followBranches([[node.then], ...rest, node.else === undefined ? [] : [node.else]], shell, stdin);
    }
    case 'While':
      follow(node.clause, shell, stdin);
      return followBranches([[node.body]], shell, stdin);
    case 'For':
    case 'Select': {
      const values = (node.wordlist ?? []).flatMap((word) => expandWord(word, shell, substitute).flat());
      const texts = node.wordlist === undefined ? shell.positional : values;
      const known = texts.flatMap((value) =>
        value.glob
          ? [...protectedMatches(shell, resolvePath(shell, value.text)), unknownText, value.text]
          : [value.text],
      );
      shell.variables.set(node.name.value, [...new Set(known.length === 0 ? [unknownText] : known)].slice(0, 20));
      return followBranches([[node.body]], shell, stdin);
    }
    case 'ArithmeticFor':
      return followBranches([[node.body]], shell, stdin);
    case 'Case':
      return followBranches(
        node.items.map((item) => [item.body]),
        shell,
        stdin,
      );
    default:
      followSubstitutions(node, shell);
      return undefined;
  }
}

/** Expressions run nothing but the substitutions in them. */
function followSubstitutions(node: SyntaxNode, shell: Shell): void {
  forEachChild(node, (child) => {
    if (child.type === 'Script') followScript(child, subshell(shell));
    else followSubstitutions(child, shell);
  });
}

function followPipeline(commands: readonly SyntaxNode[], shell: Shell, stdin: string | undefined): string | undefined {
  let flowing = stdin;
  // Words and texts from which a part that is not understood makes its output.
  const sources: string[] = [];
  for (const command of commands) {
    if (flowing !== undefined) sources.push(flowing);
    else if (startsShell(command)) noteUnreadable(sources.join(' '), shell);
    flowing = follow(command, { ...subshell(shell), depth: shell.depth }, flowing);
    sources.push(...wordsOf(command));
  }
  return flowing;
}

function startsShell(node: SyntaxNode): boolean {
  return node.type === 'Command' && wordsOf(node).some((word) => /^(\S*\/)?((ba|da|z|k|a)?sh|fish|ssh)$/.test(word));
}

/** The words of a command and of those in it, their quotes taken away. */
function wordsOf(node: SyntaxNode): readonly string[] {
  const words: string[] = [];
  const visit = (child: SyntaxNode) => {
    if (child.type === 'Word') words.push(child.value);
    else forEachChild(child, visit);
  };
  visit(node);
  return words;
}

function assign(node: Assignment, shell: Shell, into: Map<string, readonly string[]>): void {
  const value = node.value as ArrayValue | import('unbash').Word;
  if (value.type === 'ArrayValue') {
    const words = value.elements.flatMap((word) => expandWord(word, shell, substitute)[0] ?? []);
    into.set(node.name, [words.map((word) => word.text).join(' ')]);
    return;
  }
  const values = expandText(value, shell, substitute);
  const before = node.append ? (shell.variables.get(node.name) ?? ['']) : [''];
  into.set(node.name, before.flatMap((start) => values.map((text) => start + text)).slice(0, 8));
}

function inputOf(redirects: readonly Redirection[], shell: Shell): string | undefined {
  let input: string | undefined;
  for (const redirect of redirects) {
    if (redirect.type === 'HereDoc') {
      const { body } = redirect;
      const text = redirect.delimiter?.quoted ? body.text : (expandText(body, shell, substitute)[0] ?? '');
      input = redirect.operator === '<<-' ? text.replace(/^\t+/gm, '') : text;
    } else if (redirect.type === 'HereString' && redirect.target !== undefined) {
      input = `${expandText(redirect.target, shell, substitute)[0] ?? ''}\n`;
    } else if (redirect.type === 'Redirect' && redirect.operator === '<' && redirect.target !== undefined) {
      const path = expandText(redirect.target, shell, substitute)[0] ?? '';
      input = path === '/dev/null' ? '' : readFile(shell, resolvePath(shell, path));
    }
  }
  return input;
}

function writeOutputs(redirects: readonly Redirection[], shell: Shell, output: string | undefined): string | undefined {
  let rest = output;
  for (const redirect of redirects) {
    if (redirect.type !== 'Redirect' || redirect.target === undefined) continue;
    if (!['>', '>>', '>|', '&>', '&>>', '>&'].includes(redirect.operator)) continue;
    const number = redirect.descriptor?.type === 'FileDescriptor' ? redirect.descriptor.value : 1;
    for (const target of expandText(redirect.target, shell, substitute)) {
      if (redirect.operator === '>&' && /^(\d+|-)$/.test(target)) continue;
      const append = redirect.operator.endsWith('>>');
      const subject = `… ${redirect.operator} ${target}`;
      writeFile(shell, { path: target, text: number === 2 ? undefined : output, append, subject });
      if (number !== 2) rest = '';
    }
  }
  return rest;
}

function followCommand(node: Command, shell: Shell, stdin: string | undefined): string | undefined {
  const prefixed = new Map<string, readonly string[]>();
  for (const part of node.prefix) if (part.type === 'Assignment') assign(part, shell, prefixed);
  const input = inputOf(node.redirects, shell) ?? stdin;
  let output: string | undefined = '';
  if (node.name === undefined) {
    for (const [name, values] of prefixed) shell.variables.set(name, values);
  } else {
    let lines: readonly (readonly Argument[])[] = [[]];
    for (const part of [node.name, ...node.args]) {
      const choices = part.type === 'Assignment' ? assignmentFields(part, shell) : expandWord(part, shell, substitute);
      lines = lines.flatMap((line) => choices.map((choice) => [...line, ...choice])).slice(0, maximalCalls);
    }
    const environment = new Map([...prefixed].map(([name, values]) => [name, values[0] ?? '']));
    const outputs = lines.map((line) => followWords(line, shell, input, environment));
    output = outputs.length === 1 ? outputs[0] : joined([undefined, ...outputs]);
  }
  return writeOutputs(node.redirects, shell, output);
}

function assignmentFields(node: Assignment, shell: Shell): readonly (readonly Argument[])[] {
  const into = new Map<string, readonly string[]>();
  assign(node, shell, into);
  return (into.get(node.name) ?? ['']).map((value) => [argument(`${node.name}=${value}`)]);
}

/** Follows one command that is already split into fields. */
export function followWords(
  words: readonly Argument[],
  shell: Shell,
  stdin?: string,
  environment: ReadonlyMap<string, string> = new Map(),
): string | undefined {
  const [first, ...args] = words;
  if (first === undefined) return undefined;
  if (shell.depth > maximalDepth) {
    noteUnreadable(commandText(words), shell);
    return undefined;
  }
  if (isTooLong(shell, 1 + args.length / 8)) return undefined;
  if (!first.known) return followUnknownProgram(args, shell, stdin);
  const alias = shell.aliases.get(first.text);
  if (alias !== undefined) {
    const inner = { ...subshell(shell), positional: args };
    inner.aliases.delete(first.text);
    return followText(`${alias} "$@"`, inner, stdin);
  }
  const body = shell.functions.get(first.text);
  if (body !== undefined) {
    const inner = { ...subshell(shell, { positional: args }) };
    inner.functions.delete(first.text);
    return follow(body, inner, stdin);
  }
  const program = programFor(first.text, shell);
  return program?.({ name: programName(first.text), args, stdin, shell, environment });
}

/** `$DOCKER compose down -v`: if it destroys as docker, it may destroy; `$SUDO docker …` as well. */
function followUnknownProgram(args: readonly Argument[], shell: Shell, stdin: string | undefined): undefined {
  for (const guess of ['docker', 'docker-compose']) {
    if (askIfDenied([argument(guess), ...args], shell, stdin)) return;
  }
  followUnknown({ name: unknownText, args, stdin, shell, environment: new Map() });
}
