import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { runOrThrow } from '../scripts/environment/process.mjs';
import { openWorkbench, stopWorkbenches } from '../test/support/workbench.ts';
import { type Figure, printFigures, wantsJson } from './figure.ts';

const name = `idle${process.pid}`;
const workspace = {
  'compose.yaml': `name: ${name}\nservices:\n  web: {image: "busybox:1.37", init: true, command: [sleep, "3600"]}\n`,
};
/** VS Code's own search for ports to forward, in windows on another machine, reads all of /proc again and again. */
const userSettings = { 'remote.autoForwardPorts': false, 'remote.autoForwardPortsSource': 'output' };
/** Seconds until the start is over, and of the measurement. */
const settle = 20;
const ticksPerSecond = 100;

/**
 * The processor time of the real extension host over an idle minute, with a stack that runs: with the view closed, when only
 * events are heard and ports are checked, and with the view open, when it also shows what containers use. Linux only; needs
 * a browser, VS Code, an engine and build/holdfast.vsix.
 * Usage: tsx bench/idle.ts [SECONDS] [--format json]
 */
async function main(): Promise<void> {
  const seconds = Number(process.argv[2]) || 60;
  const figures: Figure[] = [];
  const workbench = await openWorkbench({ workspace, userSettings });
  const compose = ['compose', '--project-directory', workbench.folder];
  try {
    await runOrThrow('docker', [...compose, 'up', '--detach']);
    await workbench.openContainer('Holdfast');
    await workbench.treeItem('Stack', 'web').first().getByText('running').waitFor();
    const host = extensionHost(workbench.stateFolder);
    for (const state of ['open', 'closed'] as const) {
      if (state === 'closed') await workbench.openContainer('Explorer');
      await pause(settle * 1000);
      const before = processorTime(host);
      await pause(seconds * 1000);
      const value = (100 * (processorTime(host) - before)) / seconds;
      figures.push({ name: `extension host, idle, view ${state}`, value, unit: '% of a core', target: { atMost: 1 } });
    }
  } finally {
    await runOrThrow('docker', [...compose, 'down', '--timeout', '1']);
    await workbench.close();
    await stopWorkbenches();
  }
  if (wantsJson()) printFigures(figures);
  else for (const figure of figures) console.log(`${figure.name}: ${figure.value.toFixed(2)} ${figure.unit}`);
}

/** The process id of the extension host that keeps its state in this folder. */
function extensionHost(stateFolder: string): string {
  const found = readdirSync('/proc').filter((id) => {
    if (!/^\d+$/.test(id)) return false;
    try {
      const isHost = readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('--type=extensionHost');
      return isHost && readFileSync(`/proc/${id}/environ`, 'utf8').includes(`HOLDFAST_STATE_DIR=${stateFolder}`);
    } catch {
      return false;
    }
  });
  const [host] = found;
  if (host === undefined || found.length > 1) throw new Error(`${found.length} extension hosts were found`);
  return host;
}

/** Seconds of processor time that a process and its threads have used. */
function processorTime(id: string): number {
  const fields = readFileSync(`/proc/${id}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

main();
