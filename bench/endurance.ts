import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { privateEngine } from '../test/engine/private-engine.ts';
import { demoWorkspace } from '../test/support/demo-workspace.ts';
import { openWorkbench, stopWorkbenches, type Workbench } from '../test/support/workbench.ts';
import { liveHeap } from './live-heap.ts';

/** What a working day has, by a generous guess; the bench does as much in minutes. */
const perHour = { edits: 60, holds: 4, events: 120 };
const hours = 8;

/**
 * A working day in a real VS Code window, compressed: edits written past the editor, deletions that are held, containers
 * that come and go, and an engine that is killed and started every compressed hour. Prints the memory of the extension host
 * and of the language server after each hour, and fails when the second half of the day needs a fifth more than the first
 * half's end, or when the guard or the view no longer does its work. Needs root, an engine, a browser and VS Code, as the
 * workbench tests do. Usage: tsx bench/endurance.ts [HOURS]
 */
async function main(): Promise<void> {
  const day = Number(process.argv[2] ?? hours);
  const engine = privateEngine();
  engine.start();
  await engine.ready();
  engine.takeImage('busybox:1.37');
  const workspace = demoWorkspace({ name: 'endurance', portOffset: 17_000 });
  const workbench = await openWorkbench({ workspace, env: { DOCKER_HOST: engine.endpoint.host } });
  try {
    await workbench.openContainer('Holdfast');
    await workbench.openFile('compose.yaml');
    await delay(5_000);
    const seen: Memory[] = [];
    for (let hour = 0; hour < day; hour += 1) {
      await oneHour(workbench, engine.endpoint.host, hour);
      await engine.kill('SIGKILL');
      engine.start();
      await engine.ready();
      const { pid, ...memory } = memoryOf(workbench.stateFolder);
      const held = await liveHeap(pid);
      seen.push({ ...memory, held });
      console.log(
        `hour ${hour + 1}: extension host ${memory.extensionHost} MB, of which it holds ${held} MB, language server ${memory.server} MB`,
      );
    }
    await checkGuard(workbench);
    await checkView(workbench, engine.endpoint.host);
    for (const part of ['extensionHost', 'held', 'server'] as const)
      checkGrowth(
        part,
        seen.map((memory) => memory[part]),
      );
  } finally {
    await stopWorkbenches();
    await engine.remove();
  }
}

async function oneHour(workbench: Workbench, host: string, hour: number): Promise<void> {
  const file = path.join(workbench.folder, 'compose.yaml');
  const original = readFileSync(file, 'utf8');
  const { edits, holds, events } = perHour;
  for (let step = 0; step < edits; step += 1) {
    writeFileSync(file, `${readFileSync(file, 'utf8').replace(/\n# edit .*\n$/, '')}\n# edit ${hour}-${step}\n`);
    for (let event = 0; event < events / edits / 2; event += 1) {
      const name = `endurance-${hour}-${step}-${event}`;
      const labels = ['com.docker.compose.project=endurance', 'com.docker.compose.service=l9-api'];
      docker(host, [
        'create',
        '--network=none',
        '--name',
        name,
        ...labels.flatMap((label) => ['--label', label]),
        'busybox:1.37',
      ]);
      docker(host, ['rm', name]);
    }
    if (step % Math.floor(edits / holds) === 0) await beHeld(file, gutted(original, `${hour}-${step}`));
  }
}

/** Writes a text that deletes services, and waits until they are back. */
async function beHeld(file: string, text: string): Promise<void> {
  writeFileSync(file, text);
  for (let round = 0; round < 600; round += 1) {
    if (readFileSync(file, 'utf8').includes('l9-postgres:')) return;
    await delay(50);
  }
  throw new Error('the guard did not put the services back within 30 s');
}

function gutted(text: string, mark: string): string {
  return `${text.slice(0, text.indexOf('services:'))}services:\n  l9-api:\n    image: busybox:1.37\n# ${mark}\n`;
}

async function checkGuard(workbench: Workbench): Promise<void> {
  const file = path.join(workbench.folder, 'compose.yaml');
  await beHeld(file, gutted(readFileSync(file, 'utf8'), 'the last'));
}

async function checkView(workbench: Workbench, host: string): Promise<void> {
  const labels = ['com.docker.compose.project=endurance', 'com.docker.compose.service=l9-api'];
  const given = labels.flatMap((label) => ['--label', label]);
  docker(host, ['run', '--detach', '--network=none', ...given, 'busybox:1.37', 'sleep', '600']);
  await workbench.page.locator('[role=treeitem]', { hasText: /^l9-api(running|up)/ }).waitFor();
}

function docker(host: string, args: readonly string[]): void {
  execFileSync('docker', ['--host', host, ...args], { stdio: 'ignore' });
}

interface Memory {
  readonly extensionHost: number;
  /** What the extension host holds after a collection of garbage. */
  readonly held: number;
  readonly server: number;
}

/** Resident memory in MB of the processes that belong to the window with this state folder. */
function memoryOf(stateFolder: string): Omit<Memory, 'held'> & { readonly pid: number } {
  let [extensionHost, server, pid] = [0, 0, 0];
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${id}/environ`, 'utf8').includes(`HOLDFAST_STATE_DIR=${stateFolder}\0`)) continue;
      const command = readFileSync(`/proc/${id}/cmdline`, 'utf8');
      const resident = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) / 1024;
      if (command.includes('--type=extensionHost')) {
        extensionHost += Math.round(resident);
        pid = Number(id);
      } else if (command.includes('dist/server.js')) server += Math.round(resident);
    } catch {
      // A process that ended meanwhile.
    }
  }
  return { extensionHost, server, pid };
}

function checkGrowth(part: string, seen: readonly number[]): void {
  const half = Math.floor(seen.length / 2);
  const [middle, last] = [Math.max(...seen.slice(0, half)), Math.max(...seen.slice(half))];
  const growth = last / middle;
  console.log(`${part}: at most ${middle} MB in the first half, ${last} MB in the second (${growth.toFixed(2)}×)`);
  if (growth > 1.2) process.exitCode = 1;
}

void main();
