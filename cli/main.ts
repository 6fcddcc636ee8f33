import { printableText, visibleText } from '../core/text/visible-text.ts';
import { type Command, type CommandContext, HelpRequest } from './command.ts';
import { asksForHelp } from './parse-arguments.ts';
import { version } from './version.ts';
import { workingFolder } from './working-folder.ts';

interface NamedCommand {
  /** How it is called, behind `holdfast`. */
  readonly usage: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** Every command, loaded when it is called, so that it pays for nothing else. */
const commands: Readonly<Record<string, NamedCommand>> = {
  lint: {
    usage: 'lint [FILES|FOLDERS|-]',
    summary: 'Say what is wrong with a project.',
    load: async () => (await import('./commands/lint.ts')).lint,
  },
  project: {
    usage: 'project [FILES]',
    summary: 'Print the merged project with all its problems.',
    load: async () => (await import('./commands/project.ts')).project,
  },
  diff: {
    usage: 'diff BEFORE AFTER',
    summary: 'Compare two projects: what would be lost.',
    load: async () => (await import('./commands/diff.ts')).diff,
  },
  check: {
    usage: 'check [FILES] [--staged | --base REV]',
    summary: 'Lint, and compare with git or the last accepted state.',
    load: async () => (await import('./commands/check.ts')).check,
  },
  'judge-command': {
    usage: "judge-command --shell 'TEXT' | -- WORDS…",
    summary: 'Judge a shell command; nothing is run.',
    load: async () => (await import('./commands/judge-command.ts')).judgeCommand,
  },
  hook: {
    usage: 'hook AGENT',
    summary: "Answer an agent's hook: its JSON on standard input.",
    load: async () => {
      const { hook } = await import('./commands/hook.ts');
      const { agentHooks } = await import('./hooks/agents.ts');
      return (args, context) => {
        if (asksForHelp(args)) throw new HelpRequest(`usage: holdfast hook ${Object.keys(agentHooks).join('|')}`);
        return hook(args, context);
      };
    },
  },
  agents: {
    usage: 'agents install|uninstall|doctor [AGENT…]',
    summary: "Write, remove or prove agents' hooks.",
    load: async () => (await import('./commands/agents.ts')).agents,
  },
  git: {
    usage: 'git install|uninstall',
    summary: 'Check commits of this repository with a git hook.',
    load: async () => (await import('./commands/git.ts')).git,
  },
  pending: {
    usage: 'pending',
    summary: 'List what is held.',
    load: async () => (await import('./commands/pending.ts')).pending,
  },
  approve: {
    usage: 'approve [ID]',
    summary: 'See and approve what is held; only on a real terminal.',
    load: async () => (await import('./commands/approve.ts')).approve,
  },
  status: {
    usage: 'status [--watch]',
    summary: 'Show what runs.',
    load: async () => (await import('./commands/status.ts')).status,
  },
  restart: {
    usage: 'restart [SERVICE…]',
    summary: 'Restart services safely: checked, in order, verified, rolled back.',
    load: async () => (await import('./commands/restart.ts')).restart,
  },
  snapshots: {
    usage: 'snapshots [show|diff|restore ID]',
    summary: 'Look at the restore points of restarts, and go back to one.',
    load: async () => (await import('./commands/snapshots.ts')).snapshots,
  },
  backup: {
    usage: 'backup [VOLUME…] [--list]',
    summary: 'Back volumes up: by the database itself, stopped, or live.',
    load: async () => (await import('./commands/backup.ts')).backup,
  },
  restore: {
    usage: 'restore ID|VOLUME [--rehearse|--replace]',
    summary: 'Restore a backup into a new volume, or try it out.',
    load: async () => (await import('./commands/restore.ts')).restore,
  },
  'volume-lock': {
    usage: 'volume-lock [lock|unlock VOLUME]',
    summary: 'Keep volumes from being removed by anybody.',
    load: async () => (await import('./commands/volume-lock.ts')).volumeLock,
  },
  cleanup: {
    usage: 'cleanup [VOLUME…]',
    summary: 'See unused volumes, and remove some after a backup.',
    load: async () => (await import('./commands/cleanup.ts')).cleanup,
  },
  'name-volume': {
    usage: 'name-volume [SERVICE [PATH]]',
    summary: 'See data that no named volume keeps, and move it into one.',
    load: async () => (await import('./commands/name-volume.ts')).nameVolume,
  },
  monitor: {
    usage: 'monitor [--history HOURS]',
    summary: 'Watch a stack: what happens, and what is wrong, as it comes.',
    load: async () => (await import('./commands/monitor.ts')).monitor,
  },
  diagnose: {
    usage: 'diagnose',
    summary: 'Find out why a stack does not work.',
    load: async () => (await import('./commands/diagnose.ts')).diagnose,
  },
  explain: {
    usage: 'explain RULE',
    summary: "Print a rule's page.",
    load: async () => (await import('./commands/explain.ts')).explain,
  },
  'language-server': {
    usage: 'language-server --stdio',
    summary: 'Serve an editor.',
    load: async () => (await import('./commands/language-server.ts')).languageServer,
  },
};

function help(): string {
  const rows = Object.values(commands);
  const width = Math.max(...rows.map(({ usage }) => usage.length));
  return [
    'holdfast: Docker Compose safety',
    '',
    ...rows.map(({ usage, summary }) => `  holdfast ${usage.padEnd(width)}  ${summary}`),
    '',
    '"holdfast COMMAND --help" tells more; most commands take --format json.',
    'Exit codes: 0 fine, 1 findings or unapproved deletions, 2 denied, 3 own failure or bad usage.',
    '',
  ].join('\n');
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function main(args: readonly string[]): Promise<number> {
  const [name = 'help', ...rest] = args;
  if (['help', '--help', '-h'].includes(name)) {
    process.stdout.write(help());
    return 0;
  }
  if (name === '--version' || name === '-V') {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  const named = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (named === undefined) {
    process.stderr.write(`holdfast: unknown command "${visibleText(name)}"; try "holdfast help"\n`);
    return 3;
  }
  const cwd = workingFolder({});
  if (cwd === undefined) {
    process.stderr.write('holdfast: the folder that this is called in was removed; change into one that is there\n');
    return 3;
  }
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  process.once('SIGTERM', () => abort.abort());
  const context: CommandContext = {
    cwd,
    environment: process.env,
    interactive: process.stdin.isTTY === true && process.stdout.isTTY === true,
    stdin: readStdin,
    stdout: (text) => void process.stdout.write(printableText(text)),
    stderr: (text) => void process.stderr.write(printableText(text)),
    signal: abort.signal,
  };
  try {
    const command = await named.load();
    return await command(rest, context);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof HelpRequest) {
      process.stdout.write(`${named.summary}\n${message}\n`);
      return 0;
    }
    const told = isExplained(error) ? message : `internal failure: ${message}`;
    process.stderr.write(printableText(`holdfast: ${told}\n`));
    return 3;
  }
}

/** True for failures that say themselves what is wrong: our own kinds. Those that the language knows are faults of the program. */
function isExplained(error: unknown): boolean {
  return (
    error instanceof Error && !/^(?:Type|Range|Syntax|Reference|Assertion|Eval|URI|Aggregate)?Error$/.test(error.name)
  );
}

// A reader that has seen enough (`holdfast pending | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 3));

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
