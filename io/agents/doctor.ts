import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProcess } from '../process.ts';
import { type AgentPlace, isOurs, read } from './install.ts';
import { hookCommand } from './launcher.ts';
import { hasEntries, valueAt } from './shared-file.ts';

/** What the doctor found of one agent. */
export interface Diagnosis {
  readonly name: string;
  /** `skipped`: the hook works, but the agent would not call it. */
  readonly state: 'works' | 'skipped' | 'broken' | 'not-installed';
  readonly detail: string;
}

const before =
  'services:\n  web:\n    image: nginx\n  db:\n    image: postgres:16\n    volumes:\n      - data:/var/lib/postgresql/data\nvolumes:\n  data:\n';
const gutted = 'services:\n  web:\n    image: nginx\n';

/** Proves an agent's hook: feeds a call that must be denied and one that must pass through the very command line configured. */
export async function diagnose(subject: AgentPlace, signal: AbortSignal): Promise<Diagnosis> {
  const { agent, place, launcher } = subject;
  const { name } = agent;
  const files = agent.files(place, hookCommand(launcher, name, place.platform));
  const missing = files.find((file) => {
    const text = read(file.path);
    return file.kind === 'own' ? text === undefined || !isOurs(text) : !hasEntries(text, file.entries, isOurs);
  });
  if (missing !== undefined) return { name, state: 'not-installed', detail: `no hook of Holdfast in ${missing.path}` };

  const folder = mkdtempSync(join(tmpdir(), 'holdfast-doctor-'));
  try {
    mkdirSync(join(folder, 'src'));
    const compose = join(folder, 'compose.yaml');
    writeFileSync(compose, before);
    const command = configuredCommand(subject) ?? [launcher, 'hook', name];
    const call = async (path: string, content: string) => {
      const [program = '', ...args] = command;
      const input = JSON.stringify(sampleCall(name, { folder, path, content }));
      const environment = { ...process.env, HOLDFAST_STATE_DIR: join(folder, 'state') };
      return runProcess({ command: program, args, cwd: folder, input, environment, timeLimit: 15_000, signal });
    };
    const denied = await call(compose, gutted);
    if (!refuses(denied))
      return { name, state: 'broken', detail: `a deletion of a service was not denied: ${told(denied)}` };
    const allowed = await call(join(folder, 'src', 'notes.md'), 'harmless');
    if (refuses(allowed)) return { name, state: 'broken', detail: `a harmless edit was denied: ${told(allowed)}` };
  } catch (error) {
    return { name, state: 'broken', detail: error instanceof Error ? error.message : String(error) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const skipped = agent.skips?.(place, read);
  if (skipped !== undefined) return { name, state: 'skipped', detail: skipped };
  return { name, state: 'works', detail: `denied a deletion and let a harmless edit through, by ${files[0]?.path}` };
}

/** The command line as it stands in the agent's file, run as the agent runs it; undefined where a plugin starts the launcher. */
function configuredCommand({ agent, place, launcher }: AgentPlace): readonly string[] | undefined {
  for (const file of agent.files(place, hookCommand(launcher, agent.name, place.platform))) {
    const text = read(file.path) ?? '';
    if (file.kind === 'own' && file.executable)
      return place.platform === 'win32' ? ['powershell', '-File', file.path] : [file.path];
    const line = findCommand(valueAt(text, []));
    if (line !== undefined)
      return place.platform === 'win32' ? ['cmd', '/d', '/s', '/c', line] : ['/bin/sh', '-c', line];
  }
  return undefined;
}

function findCommand(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'command' && typeof inner === 'string' && isOurs(inner)) return inner;
    const found = findCommand(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

interface SampleEdit {
  readonly folder: string;
  readonly path: string;
  readonly content: string;
}

function sampleCall(agent: string, { folder, path, content }: SampleEdit): unknown {
  switch (agent) {
    case 'copilot':
      return {
        sessionId: 'doctor',
        timestamp: 0,
        cwd: folder,
        toolName: 'create',
        toolArgs: { path, file_text: content },
      };
    case 'cline':
      return {
        hookName: 'tool_call',
        workspaceRoots: [folder],
        tool_call: { id: '1', name: 'editor', input: { path, new_text: content } },
      };
    case 'windsurf':
      return { agent_action_name: 'pre_write_code', tool_info: { file_path: path, content } };
    case 'cursor':
      return {
        hook_event_name: 'preToolUse',
        conversation_id: 'doctor',
        workspace_roots: [folder],
        cwd: folder,
        tool_name: 'Write',
        tool_input: { file_path: path, content },
      };
    case 'gemini':
      return {
        hook_event_name: 'BeforeTool',
        session_id: 'doctor',
        cwd: folder,
        tool_name: 'write_file',
        tool_input: { file_path: path, content },
      };
    case 'codex': {
      const patch = [
        '*** Begin Patch',
        `*** Add File: ${path}`,
        ...content
          .trimEnd()
          .split('\n')
          .map((line) => `+${line}`),
        '*** End Patch',
      ];
      return {
        hook_event_name: 'PreToolUse',
        session_id: 'doctor',
        turn_id: '1',
        cwd: folder,
        tool_name: 'apply_patch',
        tool_input: { command: patch.join('\n') },
      };
    }
    default:
      return {
        hook_event_name: 'PreToolUse',
        session_id: 'doctor',
        cwd: folder,
        tool_name: 'Write',
        tool_input: { file_path: path, content },
      };
  }
}

interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Whether an answer is a refusal in one of the agents' forms. */
function refuses({ code, stdout }: Answer): boolean {
  return code === 2 || /"(permissionDecision|decision|permission)":"deny"|"cancel":true/.test(stdout);
}

function told({ code, stdout, stderr }: Answer): string {
  return `exit code ${code}, ${(stderr || stdout).trim().slice(0, 200) || 'no output'}`;
}
