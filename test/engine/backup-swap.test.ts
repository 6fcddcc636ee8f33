import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backup } from '../../core/backup/manifest.ts';
import { backUpVolume } from '../../io/backup/back-up-volume.ts';
import type { BackupError } from '../../io/backup/backup-error.ts';
import { restoreIntoNew } from '../../io/backup/restore-volume.ts';
import { swapVolume } from '../../io/backup/swap-volume.ts';
import { EngineError } from '../../io/engine/engine-error.ts';
import { type EngineStorage, openStorage } from '../../io/engine/storage.ts';
import { docker, engineOrSkip, testImage } from './scratch-project.ts';

/** A call of the engine that fails: the `from`th of this name, and those behind it up to `to`. */
interface Fault {
  readonly call: string;
  readonly from: number;
  readonly to: number;
}

/** The same storage, but for calls that fail as if the engine had gone. */
function breaking(storage: EngineStorage, { call, from, to }: Fault): EngineStorage {
  let count = 0;
  const broken = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, name) {
        const value = Reflect.get(object, name) as unknown;
        if (name === 'engine') return broken(value as object);
        if (name !== call || typeof value !== 'function') return value;
        return async (...args: unknown[]) => {
          count += 1;
          if (count >= from && count <= to) throw new EngineError('not-running', 'The engine has gone.');
          return value.apply(object, args);
        };
      },
    });
  return broken(storage);
}

describe('putting a backup into the place of a volume, with an engine that fails on the way', function () {
  this.timeout(60_000);
  const volume = `d3-swap-${process.pid}`;
  const kept = `${volume}-before-restore`;
  const restored = `${volume}-new`;
  const container = `${volume}-user`;
  let storage: EngineStorage;
  let folder: string;
  let backup: Backup;

  const inVolume = (name: string, script: string) =>
    docker('run', '--rm', '--network', 'none', '--volume', `${name}:/v`, testImage, 'sh', '-c', script);
  const content = (name: string) => inVolume(name, 'cd /v; cat *; stat -c %a .');
  const isRunning = () => docker('inspect', '--format', '{{.State.Running}}', container);

  before(async function () {
    storage = await openStorage(await engineOrSkip(this));
    folder = mkdtempSync(join(tmpdir(), 'swap-'));
    await inVolume(volume, 'echo backup >/v/f; chmod 750 /v');
    const mount = ['--volume', `${volume}:/v`];
    await docker('run', '--detach', '--init', '--name', container, ...mount, testImage, 'sleep', '600');
    backup = await backUpVolume({ storage, volume, folder, stoppedFolder: join(folder, 'stopped'), level: 'live' });
  });
  beforeEach(async () => {
    await docker('start', container);
    await inVolume(volume, 'rm -f /v/*; echo own >/v/g; chmod 711 /v');
    await restoreIntoNew({ storage, backup, into: restored });
  });
  afterEach(async () => {
    await docker('volume', 'rm', '--force', kept, restored);
    rmSync(join(folder, 'stopped'), { recursive: true, force: true });
  });
  after(async () => {
    await docker('rm', '--force', container);
    await docker('volume', 'rm', '--force', volume, kept, restored);
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  const swap = (fault: Fault) =>
    swapVolume({ storage: breaking(storage, fault), backup, restored, stoppedFolder: join(folder, 'stopped') });
  const failed = (fault: Fault) =>
    swap(fault).then(
      () => assert.fail('it went through'),
      (error: unknown) => error as BackupError,
    );

  const onWay: readonly (readonly [string, Fault])[] = [
    ['a container is stopped', { call: 'stop', from: 1, to: 1 }],
    ['the volume for the old content is made', { call: 'createVolume', from: 1, to: 1 }],
    ['the old content is copied', { call: 'writeArchive', from: 1, to: 1 }],
    ['the volume is emptied', { call: 'wait', from: 2, to: 2 }],
    ['the backup is put in', { call: 'writeArchive', from: 2, to: 2 }],
  ];
  for (const [moment, fault] of onWay) {
    it(`has the old content in place, and runs again, when it fails while ${moment}`, async () => {
      const { message } = await failed(fault);
      assert.match(message, /engine has gone/i);
      assert.equal(await content(volume), 'own\n711');
      assert.equal(await isRunning(), 'true');
      assert.equal(await docker('volume', 'ls', '--quiet', '--filter', `name=${kept}`), '');
      assert.equal(await content(restored), 'backup\n750');
    });
  }

  it('says where both are when going back fails, too', async () => {
    const { reason, message } = await failed({ call: 'writeArchive', from: 2, to: 9 });
    assert.equal(reason, 'half-done');
    assert.match(message, new RegExp(`earlier content is safe in the volume ${kept}, the backup's in ${restored}`));
    assert.equal(await content(kept), 'own\n711');
    assert.equal(await content(restored), 'backup\n750');
  });

  it('names what could not be started, and leaves it written down for the next program', async () => {
    const { notStarted } = await swap({ call: 'start', from: 3, to: 9 });
    assert.deepEqual(notStarted, [container]);
    assert.equal(await content(volume), 'backup\n750');
    assert.equal(await content(kept), 'own\n711');
    assert.equal(readdirSync(join(folder, 'stopped')).length, 1);
  });

  it('says so, too, when it failed as well', async () => {
    const gone = breaking(storage, { call: 'start', from: 2, to: 9 });
    const error = await swapVolume({ storage: gone, backup, restored, stoppedFolder: join(folder, 'stopped') }).catch(
      (it: unknown) => it as BackupError,
    );
    assert.match((error as BackupError).message, new RegExp(`Could not be started again: ${container}\\.`));
    assert.equal(await content(kept), 'own\n711');
    assert.equal(await isRunning(), 'false');
  });
});
