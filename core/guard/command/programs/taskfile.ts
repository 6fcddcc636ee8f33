import { entryOf, type YamlNode } from '../../../yaml/node.ts';
import { readPlain } from '../../../yaml/read-plain.ts';
import { readOptions } from '../options.ts';
import { type Program, readFile, resolvePath, type Shell, subshell } from '../shell.ts';

const names = ['Taskfile.yml', 'taskfile.yml', 'Taskfile.yaml', 'taskfile.yaml', 'Taskfile.dist.yml'];

/** `task NAME…`: the commands of tasks in a Taskfile, and of those that they depend on. */
export const followTask: Program = (call) => {
  const options = readOptions(call.args, { valued: 'd dir t taskfile', short: { t: 'taskfile', d: 'dir' } });
  if (['n', 'dry', 'l', 'list', 'a', 'list-all', 'summary'].some((name) => options.has(name))) return undefined;
  const shell = subshell(call.shell);
  const folder = options.values('dir').at(-1);
  if (folder !== undefined) shell.cwd = resolvePath(call.shell, folder.text);
  const given = options.values('taskfile').map((word) => word.text);
  const text = (given.length > 0 ? given : names)
    .map((name) => readFile(shell, resolvePath(shell, name)))
    .find((found) => found !== undefined);
  const tasks = entryOf(
    text === undefined ? undefined : readPlain(text, { file: '', offset: 0 })?.root,
    'tasks',
  )?.value;
  const wanted = options.operands.map((word) => word.text).filter((word) => !/^\w+=/.test(word));
  const seen = new Set<string>();
  for (const name of wanted.length > 0 ? wanted : ['default']) run(tasks, name, shell, seen);
  return undefined;
};

function run(tasks: YamlNode | undefined, name: string, shell: Shell, seen: Set<string>): void {
  if (seen.has(name)) return;
  seen.add(name);
  const task = entryOf(tasks, name)?.value;
  const deps = entryOf(task, 'deps')?.value;
  for (const dep of itemsOf(deps)) {
    const needed = textOf(dep) ?? textOf(entryOf(dep, 'task')?.value);
    if (needed !== undefined) run(tasks, needed, shell, seen);
  }
  const commands = task?.kind === 'mapping' ? (entryOf(task, 'cmds') ?? entryOf(task, 'cmd'))?.value : task;
  for (const command of itemsOf(commands)) {
    const text = textOf(command) ?? textOf(entryOf(command, 'cmd')?.value);
    const other = textOf(entryOf(command, 'task')?.value);
    if (text !== undefined) shell.run(text, subshell(shell));
    if (other !== undefined) run(tasks, other, shell, seen);
  }
}

function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'sequence' ? node.items : node === undefined ? [] : [node];
}

function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' ? node.text : undefined;
}
