import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { CommandReason } from '../core/guard/verdict.ts';
import { visibleText } from '../core/text/visible-text.ts';
import { lastBackupOf } from '../io/backup/catalogue.ts';
import { runProcess } from '../io/process.ts';
import { askWindow } from '../io/shims/ask-window.ts';
import { findLosses } from '../io/shims/find-losses.ts';
import type { Answer, CommandQuestion, Losses } from '../io/shims/question.ts';
import { windowVariable } from '../io/shims/windows.ts';
import { openAuditLog } from '../io/state/audit-log.ts';
import { stateFolder } from '../io/state/state-folder.ts';
import { agentVariable } from './agent-variables.ts';
import { type Command, type CommandContext, UsageError } from './command.ts';
import { judgeShell } from './hooks/judge-shell.ts';

/**
 * `holdfast shim TERMINAL REAL NAME ARGS…`: called by the shims in VS Code's terminals before a command runs. TERMINAL is
 * `yes` when the command's own input and messages are a terminal, REAL the program behind the shim.
 *
 * @returns 0 when it may run, 2 when a person did not say yes
 */
export const shim: Command = async (args, context) => {
  const [terminal, real, name, ...rest] = args;
  if ((terminal !== 'yes' && terminal !== 'no') || real === undefined || name === undefined)
    throw new UsageError('shim is called by the shims of VS Code’s terminals');
  const words = [name, ...rest];
  const { cwd, environment } = context;
  const { verdict, reasons } = await judgeShell(words, { cwd, environment });
  if (verdict === 'allow') return 0;

  const rules = reasons.map(({ rule }) => rule);
  const losses = withBackups(await findLosses({ real, name, args: rest, cwd, environment, rules }), context);
  if (losses !== undefined && isNothingLost(rules, losses)) return 0;
  const canBackUp = losses !== undefined && isBackUpOfTheSame(words, losses);
  const question: CommandQuestion = { words, cwd, reasons: reasons.map(forPerson), losses, canBackUp };
  const folder = stateFolder(environment);
  const answer =
    (await askWindow({
      stateFolder: folder,
      windowId: environment[windowVariable],
      question,
      onAsking: () => context.stderr('Holdfast: this would delete data. VS Code asks whether it may run…\n'),
    })) ?? askOnTerminal(question, terminal === 'yes' ? context : undefined);

  const mayRun = answer === 'run' || (answer === 'back-up' && canBackUp && (await backUpFirst(question, context)));
  record(folder, question, mayRun ? 'run' : 'refuse');
  if (mayRun) return 0;
  context.stderr(refusal(question, answer));
  return 2;
};

/** True when the volumes are known, and `holdfast backup` would find them on the engine that the command is for. */
function isBackUpOfTheSame([name, ...args]: readonly string[], { volumes, isComplete }: Losses): boolean {
  const isElsewhere = args.some((word) => /^(?:-H|--host|--context|-c$|-c=)/.test(word));
  return name?.startsWith('docker') === true && !isElsewhere && isComplete && volumes.length > 0;
}

/** Backs up what would be gone, in a program of its own, since a shim has to start at once. False when any of it failed. */
async function backUpFirst({ losses }: CommandQuestion, context: CommandContext): Promise<boolean> {
  const volumes = (losses?.volumes ?? []).map(({ name }) => name);
  context.stderr(`Holdfast: backing up first: ${visibleText(volumes.join(', '))}…\n`);
  const { code } = await runProcess({
    command: process.execPath,
    args: [process.argv[1] ?? '', 'backup', '--', ...volumes],
    environment: context.environment,
    cwd: context.cwd,
    timeLimit: backUpLimit,
    onLine: (line) => context.stderr(`${line}\n`),
  });
  return code === 0;
}

/** Milliseconds. */
const backUpLimit = 24 * 3_600_000;

/** Adds when each volume was backed up last, on whichever engine. */
function withBackups(losses: Losses | undefined, { environment }: CommandContext): Losses | undefined {
  return (
    losses && {
      ...losses,
      volumes: losses.volumes.map((volume) => {
        const last = lastBackupOf(volume.name, { environment });
        return last === undefined ? volume : { ...volume, lastBackup: last.at };
      }),
    }
  );
}

/** True when the engine has none of the volumes that the command would delete, and nothing else held it. */
function isNothingLost(rules: readonly string[], { volumes, isComplete }: Losses): boolean {
  const aboutVolumes = rules.every((rule) => rule === 'compose-down-volumes' || rule === 'volume-rm');
  return aboutVolumes && isComplete && volumes.length === 0;
}

/** Without the sentences that tell an agent to turn to its user: here the user is asked. */
function forPerson(reason: CommandReason): CommandReason {
  const sentences = reason.alternative.split(/(?<=\.) /).filter((sentence) => !/\bthe user\b/.test(sentence));
  return { ...reason, alternative: sentences.join(' ') };
}

/** Asks at the terminal; undefined where no person sits at it. */
function askOnTerminal(question: CommandQuestion, context: CommandContext | undefined): Answer | undefined {
  if (context === undefined || process.platform === 'win32' || agentVariable(context.environment)) return undefined;
  let tty: number;
  try {
    tty = openSync('/dev/tty', 'r+');
  } catch {
    return undefined;
  }
  try {
    const name = nameToType(question);
    const backUp = question.canBackUp ? `"backup ${visibleText(name)}" to back the volumes up and then run it, ` : '';
    writeSync(
      tty,
      `${inWords(question).join('\n')}\nType "${visibleText(name)}" to run it, ${backUp}or press Enter to keep it from running: `,
    );
    const answer = readLine(tty).trim();
    if (question.canBackUp && answer === `backup ${name}`) return 'back-up';
    return answer === name ? 'run' : 'refuse';
  } finally {
    closeSync(tty);
  }
}

/** What a person types: the thing that would be lost, where it has a name. */
function nameToType({ words, losses }: CommandQuestion): string {
  const [first, second] = losses?.volumes ?? [];
  if (losses?.project !== undefined) return losses.project;
  if (first !== undefined && second === undefined) return first.name;
  return words.slice(1).find((word) => !word.startsWith('-')) ?? words[0] ?? '';
}

function readLine(descriptor: number): string {
  const chunk = Buffer.alloc(1024);
  const count = readSync(descriptor, chunk, 0, chunk.length, null);
  return chunk.toString('utf8', 0, count).split('\n')[0] ?? '';
}

function inWords({ reasons, losses }: CommandQuestion): readonly string[] {
  const lines = ['Holdfast: this command would delete data.'];
  for (const { message } of reasons) lines.push(`  ${visibleText(message)}`);
  for (const { name, size, lastBackup } of losses?.volumes ?? []) {
    const facts = [size, lastBackup === undefined ? 'no backup known' : `last backup ${lastBackup}`].filter(Boolean);
    lines.push(`  volume ${visibleText(name)}: ${facts.map((fact) => visibleText(fact ?? '')).join(', ')}`);
  }
  for (const container of losses?.containers ?? []) lines.push(`  container ${visibleText(container)}`);
  for (const { alternative } of reasons) if (alternative !== '') lines.push(`Instead: ${visibleText(alternative)}`);
  return lines;
}

function refusal(question: CommandQuestion, answer: Answer | undefined): string {
  if (answer === 'back-up') return 'Holdfast: not run, since not all of it could be backed up.\n';
  if (answer === 'refuse') return 'Holdfast: not run.\n';
  return [
    ...inWords(question),
    'Holdfast did not run it: no VS Code window could be asked, and no person sits at this terminal.',
    '',
  ].join('\n');
}

function record(folder: string, { words, cwd, reasons }: CommandQuestion, answer: Answer): void {
  try {
    openAuditLog(`${folder}/audit`, () => new Date()).append({
      event: answer === 'run' ? 'approved' : 'denied',
      road: 'command',
      project: cwd,
      changes: reasons.map(({ rule }) => rule),
      note: words.join(' '),
    });
  } catch {
    // The log is for readers; the answer counts without it.
  }
}
