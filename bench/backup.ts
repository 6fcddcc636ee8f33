import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { backUpVolume } from '../io/backup/back-up-volume.ts';
import { rehearse } from '../io/backup/restore-volume.ts';
import { connectEngine } from '../io/engine/connect-engine.ts';
import { findEngines } from '../io/engine/find-engines.ts';
import { openStorage } from '../io/engine/storage.ts';
import { type Figure, printFigures, wantsJson } from './figure.ts';

/**
 * Measures a backup of one volume against `docker run … tar c | gzip -1`, in turns in the same run, and the most memory that
 * it takes. Needs an engine with busybox:1.37. Usage: tsx bench/backup.ts [MEGABYTES] [ROUNDS]
 */
async function main(): Promise<void> {
  if (process.argv[2] === 'one') return one(process.argv.slice(3));
  const [megabytes = 2000, rounds = 3] = process.argv.slice(2).map(Number).filter(Boolean);
  const volume = `holdfast-bench-${process.pid}`;
  const figures: Figure[] = [];
  const say = (text: string) => {
    if (!wantsJson()) console.log(text);
  };
  const folder = mkdtempSync(join(tmpdir(), 'bench-backup-'));
  const docker = (...args: string[]) => spawnSync('docker', args, { encoding: 'utf8' });
  try {
    docker('volume', 'create', volume);
    // Half of it cannot be compressed, half is text, in files of many sizes, as in a database's folder.
    const script = `cd /v; i=0; while [ $i -lt ${Math.ceil(megabytes / 20)} ]; do i=$((i+1)); mkdir -p d$i
head -c 10000000 /dev/urandom >d$i/random; head -c 7400000 /dev/urandom | base64 >d$i/text
for n in 1 2 3 4 5 6 7 8 9; do head -c 4000 d$i/text >d$i/small$n; done; done; du -sm . | cut -f1`;
    const made = docker('run', '--rm', '--network', 'none', '-v', `${volume}:/v`, 'busybox:1.37', 'sh', '-ec', script);
    say(`a volume of ${made.stdout.trim()} MB`);
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      theirs.push(await plain(volume, join(folder, 'plain.tar.gz')));
      const { seconds, memory } = measureOne(volume, folder, 'backup');
      ours.push(seconds);
      const size = statSync(join(folder, 'plain.tar.gz')).size;
      const rate = (time: number) => `${(megabytes / time).toFixed(0)} MB/s`;
      say(
        `round ${round + 1}: tar | gzip -1 ${theirs.at(-1)?.toFixed(1)} s (${rate(theirs.at(-1) ?? 1)}, ${(size / 1e6).toFixed(0)} MB), ` +
          `backup ${seconds.toFixed(1)} s (${rate(seconds)}), ${memory} MB resident at most`,
      );
    }
    say(`throughput: ${(median(theirs) / median(ours)).toFixed(2)} of tar | gzip -1 (median of ${rounds})`);
    figures.push({
      name: 'backup of a volume',
      value: median(theirs) / median(ours),
      unit: '× the speed of tar | gzip -1',
      target: { atLeast: 0.8 },
    });
    const tried = measureOne(volume, folder, 'rehearse');
    say(`trying it out: ${tried.seconds.toFixed(1)} s, ${tried.memory} MB resident at most`);
    if (wantsJson()) printFigures(figures);
  } finally {
    docker('volume', 'rm', volume);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In a process of its own, so that its memory is its own. */
function measureOne(volume: string, folder: string, what: 'backup' | 'rehearse') {
  const child = spawnSync(process.execPath, [...process.execArgv, __filename, 'one', volume, folder, what], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(child.stdout) as { seconds: number; memory: number };
}

async function one([volume = '', folder = '', what]: readonly string[]): Promise<void> {
  const { current } = findEngines({ environment: process.env });
  if (current === undefined) throw new Error('no engine');
  const storage = await openStorage(await connectEngine(current));
  const request = { storage, volume, folder, stoppedFolder: join(folder, 'stopped'), level: 'stopped' } as const;
  let started = performance.now();
  const backup = await backUpVolume(request);
  if (what === 'rehearse') {
    started = performance.now();
    const { passed, detail } = await rehearse({ storage, backup });
    if (!passed) throw new Error(detail);
  }
  const seconds = (performance.now() - started) / 1000;
  rmSync(join(folder, backup.data.file));
  rmSync(join(folder, `${backup.id}.json`));
  // Kilobytes on Linux and macOS alike.
  const memory = Math.round(process.resourceUsage().maxRSS / 1000);
  console.log(JSON.stringify({ seconds, memory }));
}

function plain(volume: string, file: string): Promise<number> {
  const started = performance.now();
  const tar = spawn(
    'docker',
    ['run', '--rm', '--network', 'none', '-v', `${volume}:/v:ro`, 'busybox:1.37', 'tar', '-c', '-C', '/v', '.'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const gzip = spawn('sh', ['-c', 'gzip -1 >"$0" && sync "$0"', file], { stdio: [tar.stdout, 'ignore', 'inherit'] });
  return new Promise((resolve, reject) => {
    gzip.on('error', reject);
    gzip.on('close', () => resolve((performance.now() - started) / 1000));
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

void main();
