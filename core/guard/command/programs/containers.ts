import { type Argument, argument } from '../argument.ts';
import type { Options } from '../options.ts';
import { type Call, type ContainerMount, resolvePath, subshell } from '../shell.ts';

/** Follows a command in a container. `operands`: the container, service or image, then the command. Gives its output. */
export function followInService(call: Call, options: Options): string | undefined {
  const mounts = mountsOf(call, options);
  const entrypoint = options.values('entrypoint').at(-1);
  const [image, ...given] = options.operands;
  // The image of Docker's own client runs it with the words behind the image.
  const words =
    /(^|\/)docker(:|$)/.test(image?.text ?? '') && !/^(docker|\w*sh|\/.*)$/.test(given[0]?.text ?? 'sh')
      ? [argument('docker'), ...given]
      : given;
  const shell = subshell(call.shell, { container: { mounts }, cwd: options.values('workdir').at(-1)?.text ?? '/' });
  if (!shell.variables.has('PGDATA')) shell.variables.set('PGDATA', ['/var/lib/postgresql/data']);
  for (const { text } of [...options.values('e'), ...options.values('env')]) {
    const equals = text.indexOf('=');
    if (equals > 0) shell.variables.set(text.slice(0, equals), [text.slice(equals + 1)]);
  }
  const command =
    entrypoint === undefined || entrypoint.text === '' ? words : [...splitWords(entrypoint.text), ...words];
  return shell.runWords(command, shell, call.stdin);
}

function splitWords(text: string): readonly Argument[] {
  return text.split(/\s+/).filter(Boolean).map(argument);
}

function mountsOf(call: Call, options: Options): readonly ContainerMount[] {
  const mounts: ContainerMount[] = [];
  for (const { text } of [...options.values('volume'), ...options.values('v')]) {
    const [source, target] = text.split(':');
    if (source === undefined) continue;
    if (target === undefined) mounts.push({ target: source });
    else if (/^[./~\0]/.test(source)) mounts.push({ host: resolvePath(call.shell, source), target });
    else mounts.push({ target });
  }
  for (const { text } of options.values('mount')) {
    const fields = new Map(text.split(',').map((field) => field.split('=', 2) as [string, string]));
    const target = fields.get('target') ?? fields.get('dst') ?? fields.get('destination');
    const source = fields.get('source') ?? fields.get('src');
    if (target === undefined) continue;
    if (fields.get('type') === 'bind' && source !== undefined)
      mounts.push({ host: resolvePath(call.shell, source), target });
    else mounts.push({ target });
  }
  return mounts;
}
