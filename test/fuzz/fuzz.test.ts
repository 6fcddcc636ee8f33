import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seeded } from '../support/seeded.ts';
import { shorten } from './shorten.ts';
import { limit, randomInput, type Target } from './target.ts';
import { backupArchive } from './targets/backup-archive.ts';
import { dockerfile } from './targets/dockerfile.ts';
import { envFile } from './targets/env-file.ts';
import { hookPayload } from './targets/hook-payload.ts';
import { patch } from './targets/patch.ts';
import { project } from './targets/project.ts';
import { projectSettings } from './targets/project-settings.ts';
import { shellCommand } from './targets/shell-command.ts';
import { yamlPieces } from './targets/yaml-pieces.ts';

const targets: readonly Target[] = [
  project,
  yamlPieces,
  envFile,
  dockerfile,
  projectSettings,
  patch,
  shellCommand,
  hookPayload,
  backupArchive,
];

/** For how long each reader is given random texts; `npm run fuzz` takes longer. */
const seconds = Number(process.env.HOLDFAST_FUZZ_SECONDS ?? 2);
/** The same texts each time, unless another seed is given: `npm run fuzz` takes the clock. */
const seed =
  process.env.HOLDFAST_FUZZ_SEED === 'clock' ? Date.now() % 2 ** 32 : Number(process.env.HOLDFAST_FUZZ_SEED ?? 1);

describe('random texts', function () {
  this.timeout((seconds + 120) * 1000);

  for (const target of targets) {
    const folder = join('test/fuzz/kept', target.name);
    for (const name of existsSync(folder) ? readdirSync(folder) : [])
      it(`${target.name}: ${name}, found earlier`, () => check(target, readFileSync(join(folder, name), 'utf8')));

    it(`${target.name}: ${seconds} seconds of random texts from seed ${seed}`, async () => {
      const random = seeded(seed);
      for (const until = Date.now() + seconds * 1000; Date.now() < until; ) {
        const text = randomInput(target, random);
        const failure = await failureOf(target, text);
        if (failure === undefined) continue;
        const shortest = await shorten(text, async (shorter) => (await failureOf(target, shorter)) === failure);
        mkdirSync(folder, { recursive: true });
        const file = join(folder, `${createHash('sha256').update(shortest).digest('hex').slice(0, 12)}.txt`);
        writeFileSync(file, shortest);
        throw new Error(`${failure}\nThe text is kept in ${file}:\n${shortest.slice(0, 1000)}`);
      }
    });
  }
});

async function failureOf(target: Target, text: string): Promise<string | undefined> {
  try {
    await check(target, text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/\d+/g, 'N').slice(0, 300) : String(error);
  }
}

async function check(target: Target, text: string): Promise<void> {
  const start = process.cpuUsage();
  await target.run(text);
  const { user, system } = process.cpuUsage(start);
  if ((user + system) / 1000 > limit) throw new Error(`took longer than ${limit} ms of processor time`);
}
