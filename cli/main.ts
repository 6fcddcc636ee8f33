import { type Command, type CommandContext, UsageError } from './command.ts';

/** Every command, loaded when it is called, so that a hook pays for nothing else. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  agents: async () => (await import('./commands/agents.ts')).agents,
  approve: async () => (await import('./commands/approve.ts')).approve,
  explain: async () => (await import('./commands/explain.ts')).explain,
  git: async () => (await import('./commands/git.ts')).git,
  hook: async () => (await import('./commands/hook.ts')).hook,
  'judge-command': async () => (await import('./commands/judge-command.ts')).judgeCommand,
  diagnose: async () => (await import('./commands/diagnose.ts')).diagnose,
  check: async () => (await import('./commands/check.ts')).check,
  diff: async () => (await import('./commands/diff.ts')).diff,
  'language-server': async () => (await import('./commands/language-server.ts')).languageServer,
  lint: async () => (await import('./commands/lint.ts')).lint,
  pending: async () => (await import('./commands/pending.ts')).pending,
  project: async () => (await import('./commands/project.ts')).project,
  restart: async () => (await import('./commands/restart.ts')).restart,
  status: async () => (await import('./commands/status.ts')).status,
};

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function main(args: readonly string[]): Promise<number> {
  const [name = 'help', ...rest] = args;
  const load = commands[name];
  if (load === undefined) {
    process.stderr.write(`holdfast: unknown command "${name}"; try "holdfast help"\n`);
    return 3;
  }
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  process.once('SIGTERM', () => abort.abort());
  const context: CommandContext = {
    cwd: process.cwd().replaceAll('\\', '/'),
    environment: process.env,
    interactive: process.stdin.isTTY === true && process.stdout.isTTY === true,
    stdin: readStdin,
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    signal: abort.signal,
  };
  try {
    const command = await load();
    return await command(rest, context);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`holdfast: ${error instanceof UsageError ? message : `internal failure: ${message}`}\n`);
    return 3;
  }
}

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
