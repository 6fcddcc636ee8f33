import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openVolumeLocks } from '../../io/backup/volume-lock.ts';
import { startLeftStopped, stoppedFolder, stopUsers } from '../../io/backup/volume-users.ts';
import { EngineError } from '../../io/engine/engine-error.ts';
import type { EngineStorage } from '../../io/engine/storage.ts';
import { openRecordFolder } from '../../io/state/record-folder.ts';

const host = 'unix:///nowhere.sock';

/** The engine's calls that are made of it here, and nothing else. */
function storageWith(calls: object, engineCalls: object): EngineStorage {
  return { ...calls, engine: { endpoint: { host }, ...engineCalls } } as unknown as EngineStorage;
}

describe('what keeps volumes from being removed, and those who use them stopped', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'volume-holders-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('says when a volume could not be locked because somebody’s container has the lock’s name', async () => {
    const image = { id: 'sha256:1', volumes: [] };
    const names: (string | undefined)[] = [];
    const storage = storageWith(
      {
        volume: async (name: string) => ({ name }),
        images: async () => [{ id: image.id, size: 1 }],
        createContainer: async ({ name }: { readonly name?: string }) => {
          names.push(name);
          throw new EngineError('conflict', 'The name is taken.', 409);
        },
      },
      { containers: async () => [], image: async () => image },
    );
    const locks = openVolumeLocks(storage, folder);
    await assert.rejects(locks.lock('data'), { reason: 'conflict' });
    const long = 'v'.repeat(130);
    await assert.rejects(locks.lock(`${long}a`));
    await assert.rejects(locks.lock(`${long}b`));
    assert.equal(names[0], 'holdfast-lock-data');
    assert.equal(new Set(names).size, 3);
    for (const name of names) assert.ok((name ?? '').length <= 120);
  });

  it('are started by the next program, whatever its number is, once the engine answers', async function () {
    const user = {
      id: 'c1',
      name: 'db',
      state: 'running',
      labels: {},
      created: 1,
      mounts: [{ type: 'volume', name: 'v' }],
    };
    let isAway = false;
    const started: string[] = [];
    const storage = storageWith(
      {},
      {
        containers: async () => {
          if (isAway) throw new EngineError('not-running', 'No engine answers.');
          return [user];
        },
        stop: async () => {
          user.state = 'exited';
        },
        start: async (id: string) => started.push(id),
      },
    );
    const place = stoppedFolder(folder);
    await stopUsers(storage, 'v', { folder: place });
    assert.deepEqual(await startLeftStopped(storage, place), []);

    // The machine was started anew since, and this process has the number of the one that was killed.
    const records = openRecordFolder(place);
    const [name = ''] = records.names();
    const record = records.read(name) as { readonly process: { readonly began?: string } };
    if (record.process.began === undefined) this.skip(); // Only Linux tells when a process began.
    records.write(name, { ...record, process: { ...record.process, began: 'another life' } });
    isAway = true;
    await assert.rejects(startLeftStopped(storage, place));
    isAway = false;
    assert.deepEqual(await startLeftStopped(storage, place), ['db']);
    assert.deepEqual([started, records.names()], [['c1'], []]);
  });
});
