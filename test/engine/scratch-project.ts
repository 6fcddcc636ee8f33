import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { loadProject } from '../../core/project/load-project.ts';
import type { Project } from '../../core/project/project.ts';
import { disk, toPortablePath } from '../../io/disk.ts';
import { connectEngine } from '../../io/engine/connect-engine.ts';
import type { Engine } from '../../io/engine/engine.ts';
import { findEngines } from '../../io/engine/find-engines.ts';
import { runProcess } from '../../io/process.ts';
import { type ComposeProgram, findCompose } from '../../io/restart/compose-command.ts';

/** Busybox as the test images have it: starts at once, stops on the spot with `init`. */
export const testImage = 'busybox:1.37';

/** The engine that the tests use, or the reason why there is none. */
export async function testEngine(): Promise<Engine | { readonly reason: string }> {
  const { current } = findEngines({ environment: process.env });
  if (current === undefined) return { reason: 'no container engine was found' };
  try {
    return await connectEngine(current);
  } catch (error) {
    return { reason: (error as Error).message };
  }
}

/** The engine that the tests use; without one the test, or the tests that a hook is for, are skipped, and it is printed why. */
export async function engineOrSkip(context: Mocha.Context): Promise<Engine> {
  const found = await testEngine();
  if ('reason' in found) {
    console.log(`      skipped: ${found.reason}`);
    return context.skip();
  }
  return found;
}

/** A Compose project of a test's own, in a folder and under a name that nobody else has. */
export interface ScratchProject {
  readonly name: string;
  readonly directory: string;
  readonly compose: ComposeProgram;
  /** Restarts keep their state here and not in the user's folder. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  write(text: string): void;
  load(): Project;
  /** Runs `docker compose ARGS` in it; throws what it complains about. */
  run(...args: readonly string[]): Promise<string>;
  /** Removes its containers, volumes and images, which are its own, and the folder. */
  remove(): Promise<void>;
}

export async function scratchProject(
  text: string,
  more: Readonly<Record<string, string>> = {},
): Promise<ScratchProject> {
  const directory = toPortablePath(mkdtempSync(join(tmpdir(), 'stack-')));
  const name = basename(directory).toLowerCase();
  const state = mkdtempSync(join(tmpdir(), 'stack-state-'));
  const environment = { ...process.env, HOLDFAST_STATE_DIR: state, ...more };
  const compose = await findCompose({ environment });
  if (compose === undefined) throw new Error('docker compose is needed for this test');
  const write = (content: string) => writeFileSync(join(directory, 'compose.yaml'), content);
  write(text);
  const run = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await runProcess({
      command: compose.command,
      args: [...compose.prefix, '--project-name', name, ...args],
      cwd: directory,
      environment,
      timeLimit: 90_000,
    });
    if (code !== 0) throw new Error(`compose ${args.join(' ')}: ${stderr}`);
    return stdout;
  };
  return {
    name,
    directory,
    compose,
    environment,
    write,
    load: () => loadProject(disk, { directory, environment, projectName: name }),
    run,
    async remove() {
      // Without the file everything that carries the project's label goes, also what the file no longer has.
      rmSync(join(directory, 'compose.yaml'), { force: true });
      await run('down', '--volumes', '--timeout', '1', '--remove-orphans').catch(() => {});
      const kept = await dockerOn(
        environment,
        'image',
        'ls',
        '--quiet',
        '--filter',
        `reference=holdfast-previous/${name}-*`,
      );
      for (const image of new Set(kept.split('\n').filter((id) => id !== ''))) {
        const tags = await dockerOn(environment, 'image', 'inspect', '--format', '{{join .RepoTags "\\n"}}', image);
        for (const tag of tags.split('\n')) {
          if (tag.startsWith(`holdfast-previous/${name}-`)) await dockerOn(environment, 'image', 'rm', tag);
        }
      }
      rmSync(directory, { recursive: true, force: true });
      rmSync(state, { recursive: true, force: true });
    },
  };
}

/** Like `docker`, on the engine that these variables lead to. */
export async function dockerOn(
  environment: Readonly<Record<string, string | undefined>>,
  ...args: readonly string[]
): Promise<string> {
  const { stdout } = await runProcess({
    command: 'docker',
    args,
    environment: { ...process.env, ...environment },
    timeLimit: 60_000,
  });
  return stdout.trim();
}

/** Runs a docker command and gives its output; a failure gives the empty text. */
export async function docker(...args: readonly string[]): Promise<string> {
  const { stdout } = await runProcess({ command: 'docker', args, timeLimit: 60_000 });
  return stdout.trim();
}

/** A TCP port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '0.0.0.0', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
