import { lstatSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize } from 'pathe';
import { mayChangeSettingsOnly } from '../../core/guard/changed-lines.ts';
import { isGuardFile, isGuardState, weakensGuard } from '../../core/guard/command/guard-files.ts';
import { propose } from '../../core/guard/patch/propose.ts';
import type { Verdict } from '../../core/guard/verdict.ts';
import { isComposeName } from '../../core/project/compose-name.ts';
import type { ProjectRequest } from '../../core/project/project.ts';
import { disk, toPortablePath } from '../../io/disk.ts';
import { createRealPath } from '../../io/real-path.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import { quoted } from './named-commands.ts';
import { createPolicyReader, type PolicyOf } from './policy-reader.ts';
import { projectOf, protectedRequest } from './protected-file.ts';
import type { Decision, ShellCommand, ToolCall } from './tool-call.ts';

export interface JudgeCallOptions {
  readonly agent: string;
  /** True for agents that ask the person when the verdict is `ask`. */
  readonly asks?: boolean | undefined;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const allowed: Decision = { verdict: 'allow', text: '' };

/** Judges a call of an agent's tool. What is held is kept for a person to review. */
export async function judgeCall(call: ToolCall, options: JudgeCallOptions): Promise<Decision> {
  const cwd = call.cwd === undefined ? options.cwd : toPortablePath(call.cwd);
  if (call.edits.length > 0) return judgeEdits(call, { ...options, cwd });
  const decisions: Decision[] = [];
  for (const command of call.commands) decisions.push(await judgeShell(call, command, { ...options, cwd }));
  return (
    decisions.find(({ verdict }) => verdict === 'deny') ?? decisions.find(({ verdict }) => verdict === 'ask') ?? allowed
  );
}

async function judgeEdits(
  call: ToolCall,
  { agent, asks = false, cwd, environment }: JudgeCallOptions,
): Promise<Decision> {
  const resolve = (path: string) => behindLink(absolute(path, cwd, environment));
  for (const edit of call.edits) {
    // A whole folder goes: what is in it is the judge of commands' business.
    if (edit.kind !== 'delete' && edit.kind !== 'move') continue;
    const path = resolve(edit.path);
    if (disk.kind(path) !== 'directory') continue;
    const decision = await judgeShell(call, { text: `rm -r ${quoted(path)}` }, { agent, asks, cwd, environment });
    if (decision.verdict !== 'allow') return decision;
  }
  const { texts, unclear } = propose(call.edits, (path) => disk.readText(path), resolve);
  const places = { stateFolder: toPortablePath(stateFolder(environment)), realPath: createRealPath() };
  const guard = [...texts].find(([path, text]) => {
    const before = disk.readText(path);
    if (isGuardState(path, places)) return true;
    return (isGuardFile(path, before, places) || isGuardFile(path, text, places)) && weakensGuard(before, text);
  });
  if (guard !== undefined) return { verdict: 'deny', text: tamperText(guard[0]) };

  const policyOf = createPolicyReader(stateFolder(environment));
  const requests = new Map<string, ProjectRequest>();
  for (const [path] of [...texts, ...unclear]) {
    const found = [projectOf(path, disk), protectedRequest(path, policyOf(dirname(path)))];
    for (const request of found) {
      if (request === undefined) continue;
      const reason = unclear.get(path);
      if (reason !== undefined) return { verdict: 'ask', text: unclearText(path, reason) };
      requests.set(JSON.stringify([request.directory, request.files]), request);
    }
  }
  if (requests.size === 0) return allowed;
  if (await isHarmless(texts, policyOf)) return allowed;

  const { changeLines, judgeTexts } = await import('./judge-project.ts');
  const heldEdits = judgeTexts(texts, [...requests.values()], { before: disk, policyOf });
  const lines: string[] = [];
  const proposals: string[] = [];
  let verdict: Verdict = 'allow';
  for (const held of heldEdits) {
    const { keepEdit } = await import('./keep-edit.ts');
    const kept = attempt(() => keepEdit(held, texts, { agent, asks, folder: stateFolder(environment) }));
    if (kept?.approved) continue;
    if (kept?.proposal !== undefined) proposals.push(kept.proposal);
    lines.push(...changeLines(held, cwd));
    if (verdict !== 'deny') verdict = held.judgement.verdict;
  }
  return verdict === 'allow' ? allowed : { verdict, text: heldText(lines, proposals) };
}

/** Whether new texts change no more than comments and settings, so that nothing has to be loaded to judge them. */
async function isHarmless(texts: ReadonlyMap<string, string | undefined>, policyOf: PolicyOf): Promise<boolean> {
  const pairs = [...texts].map(([path, after]) => ({ path, before: disk.readText(path), after }));
  const known = pairs.flatMap(({ path, before, after }) =>
    isComposeName(path) && before !== undefined && after !== undefined && mayChangeSettingsOnly(before, after)
      ? [{ before, after, policy: policyOf(dirname(path)) }]
      : [],
  );
  if (known.length < pairs.length) return false;
  const { isHarmlessEdit } = await import('../../core/guard/harmless-edit.ts');
  return known.every(({ before, after, policy }) => isHarmlessEdit(before, after, policy));
}

/** Keeping a proposal may fail (a full disk, a read-only home); the edit is held all the same. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

function absolute(path: string, cwd: string, environment: JudgeCallOptions['environment']): string {
  const address = /^file:\/\/(?:localhost)?(?:\/(?=[A-Za-z]:))?(.*)$/is.exec(path)?.[1];
  const portable = toPortablePath(address === undefined ? path : decodeURIComponent(address));
  if (portable.startsWith('~/')) return normalize(join(toPortablePath(environment.HOME ?? ''), portable.slice(2)));
  return isAbsolute(portable) ? normalize(portable) : join(cwd, portable);
}

/** A symbolic link is written through: what counts is the file behind it. */
function behindLink(path: string): string {
  try {
    return lstatSync(path).isSymbolicLink() ? toPortablePath(realpathSync(path)) : path;
  } catch {
    return path;
  }
}

/** Commands that touch nothing, told by their first word, so that the judge of commands need not be loaded for them. */
const idle =
  /^\s*(ls|pwd|whoami|date|cat|head|tail|wc|grep|rg|which|sleep|file|stat|du|df|tree|git (status|diff|log|show|add|branch|fetch)|(npm|pnpm|yarn) (ci|install|i)|tsc|npx tsc)( [^;&|`$<>(){}\n\\]*)?$/;

async function judgeShell(call: ToolCall, command: ShellCommand, options: JudgeCallOptions): Promise<Decision> {
  if (idle.test(command.text)) return allowed;
  const { judgeShell: judge } = await import('./judge-shell.ts');
  const cwd = command.cwd === undefined ? options.cwd : absolute(command.cwd, options.cwd, options.environment);
  const { verdict, reasons } = await judge(command.text, {
    cwd,
    environment: options.environment,
    shellsAreBlind: call.shellsAreBlind,
  });
  if (verdict === 'allow') return allowed;
  const lines = reasons.flatMap(({ message, alternative }) => [`- ${message}`, `  Instead: ${alternative}`]);
  return {
    verdict,
    text: [
      'Holdfast held this command; nothing was run.',
      ...lines,
      'If the user wants exactly this, they can run it in their own terminal.',
    ].join('\n'),
  };
}

function heldText(lines: readonly string[], proposals: readonly string[]): string {
  const shown = lines.length > 12 ? [...lines.slice(0, 12), `- and ${lines.length - 12} more`] : lines;
  const held = proposals.length === 0 ? '' : ` It is kept as ${proposals.join(', ')}.`;
  return [
    `Holdfast held this edit; the file is unchanged.${held} It would do what needs a person’s yes:`,
    ...shown,
    'If that was not asked for, make the edit again without these changes. If it was, ask the user to run “Holdfast: Review Held Changes” in VS Code or `holdfast approve` in a terminal. Do not try another way around it.',
  ].join('\n');
}

function unclearText(path: string, reason: string): string {
  return [
    `Holdfast cannot see what this edit would leave of ${path}: ${reason}.`,
    'Give the new text in full, or as an exact replacement, so that what it removes can be seen.',
  ].join('\n');
}

function tamperText(path: string): string {
  return [
    `Holdfast held this edit of ${path}: it would switch off the checks that guard the user’s services, or change what a person approved.`,
    'Other entries of the file are free to change. To remove Holdfast, ask the user to run `holdfast agents uninstall` in a terminal.',
  ].join('\n');
}
