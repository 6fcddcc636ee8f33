import assert from 'node:assert/strict';
import { ageInWords, reasonsToKeep, takeInventory, unusedVolumes } from '../../../core/backup/inventory.ts';
import type { Backup } from '../../../core/backup/manifest.ts';
import { plainSnapshot } from '../../support/plain-engine.ts';

const snapshot = plainSnapshot({
  containers: [
    { name: 'shop-db-1', of: 'shop/db', mounts: ['shop_db:/var/lib/postgresql/data'] },
    { name: 'old', state: 'exited', mounts: ['stopped:/d'] },
    { name: 'holdfast-lock-kept', state: 'created', mounts: ['kept:/d'], labels: { 'dev.holdfast.role': 'lock' } },
    { name: 'helper', state: 'created', mounts: ['loose:/d'], labels: { 'dev.holdfast.role': 'access' } },
  ],
  volumes: [
    { name: 'loose' },
    { name: 'kept' },
    { name: 'stopped' },
    { name: 'shop_db', labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.volume': 'db' } },
    { name: 'shop_cache', labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.volume': 'cache' } },
  ],
});
const backup = (volume: string, at: string): Backup => ({
  ...{ format: 1, id: at, volume, engine: 'e', at, level: 'stopped', folder: '/' },
  data: { file: 'f', kind: 'tar', bytes: 1, sha256: 'x', contentBytes: 1, encrypted: false },
  volumeSettings: { driver: 'local', options: {}, labels: {} },
});

describe('the inventory of volumes', () => {
  const backups = [backup('loose', '2026-01-02'), backup('loose', '2026-01-03'), backup('gone', '2026-01-01')];
  const sizes = new Map([
    ['loose', 5],
    ['shop_cache', 7],
    ['shop_db', -1],
  ]);
  const inventory = takeInventory({ snapshot, backups, sizes });
  const of = (name: string) => inventory.find((it) => it.name === name) ?? assert.fail(name);

  it('knows users, which are not those that Holdfast made', () => {
    assert.deepEqual(
      inventory.map(({ name, users, locked }) => [name, users.map(({ container }) => container), locked]),
      [
        ['shop_db', ['shop-db-1'], false],
        ['stopped', ['old'], false],
        ['kept', [], true],
        ['loose', [], false],
        ['shop_cache', [], false],
      ],
    );
  });

  it('knows the newest backup, and a size only where the engine does', () => {
    assert.deepEqual([of('loose').lastBackup?.at, of('loose').backups, of('loose').size], ['2026-01-03', 2, 5]);
    assert.deepEqual([of('shop_db').lastBackup, of('shop_db').size], [undefined, undefined]);
  });

  it('offers to remove what nothing uses, and never what is locked or stopped', () => {
    assert.deepEqual(
      unusedVolumes(inventory).map(({ name }) => name),
      ['shop_cache', 'loose'],
    );
    assert.deepEqual(reasonsToKeep(of('shop_cache')), [
      'It belongs to the Compose project shop, which gets it back with the next "up".',
      'It has no backup.',
    ]);
    assert.deepEqual(reasonsToKeep(of('loose')), ['Its backup was never tried out.']);
  });

  it('says how long ago something was', () => {
    const now = '2026-03-01T12:00:00Z';
    const ages = ['2026-03-01T11:59:30Z', '2026-03-01T11:00:00Z', '2026-02-27T12:00:00Z', '2024-03-01T12:00:00Z'];
    assert.deepEqual(
      ages.map((age) => ageInWords(age, now)),
      ['just now', '1 hour ago', '2 days ago', '2 years ago'],
    );
  });
});
