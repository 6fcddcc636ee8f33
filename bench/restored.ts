import { readFileSync, writeFileSync } from 'node:fs';
import { fourServices, onlyApi, watchedFolder } from '../test/support/watched-folder.ts';
import { percentile, printFigures, wantsJson } from './figure.ts';

/** Restorations of one file, after which its watcher takes it for a struggle and makes the file read-only. */
const perFolder = 5;

/**
 * From an agent's write to the file being whole again, with the real watcher on the real disk. No other tool restores it at
 * all, so there is no peer. Usage: tsx bench/restored.ts [FOLDERS] [--format json]
 */
async function main(): Promise<void> {
  const folders = Number(process.argv[2]) || 8;
  const times: number[] = [];
  for (let folder = 0; folder < folders; folder += 1) {
    const watched = watchedFolder({ 'compose.yaml': fourServices });
    try {
      await watched.watch().check();
      for (let round = 0; round < perFolder; round += 1) {
        // Another text each time, since the same proposal is not kept twice.
        const text = `${onlyApi}# ${round}\n`;
        const started = performance.now();
        writeFileSync(watched.file, text);
        await watched.next('held');
        times.push(performance.now() - started);
        if (readFileSync(watched.file, 'utf8') !== fourServices) throw new Error('the file was not restored');
      }
    } finally {
      watched.dispose();
    }
  }
  const figures = [
    { name: 'write → restored, median', value: percentile(times, 0.5), unit: 'ms', target: { atMost: 15 } },
    { name: 'write → restored, p95', value: percentile(times, 0.95), unit: 'ms', target: { atMost: 40 } },
  ];
  if (wantsJson()) printFigures(figures);
  else for (const { name, value } of figures) console.log(`${name}: ${value.toFixed(1)} ms`);
}

main();
