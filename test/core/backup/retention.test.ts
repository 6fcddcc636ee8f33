import assert from 'node:assert/strict';
import type { Backup, Verification } from '../../../core/backup/manifest.ts';
import { expiredBackups } from '../../../core/backup/retention.ts';

function backup(at: string, verified?: Verification['how']): Backup {
  return {
    format: 1,
    id: at,
    volume: 'v',
    engine: 'e',
    at,
    level: 'stopped',
    data: { file: 'f', kind: 'tar', bytes: 1, sha256: 'x', contentBytes: 1, encrypted: false },
    volumeSettings: { driver: 'local', options: {}, labels: {} },
    folder: '/',
    ...(verified && { verified: { at, how: verified, passed: true, detail: '' } }),
  };
}

/** Noon of day N of January 2026; the 5th is a Monday. */
const noon = (day: number) => new Date(Date.UTC(2026, 0, day, 12)).toISOString();

describe('retention', () => {
  it('keeps the newest, one a day and one a week', () => {
    const all = Array.from({ length: 60 }, (_, index) => backup(noon(index + 1)));
    const gone = new Set(expiredBackups(all, { last: 2, daily: 4, weekly: 3 }).map(({ at }) => at));
    const kept = all.filter(({ at }) => !gone.has(at)).map(({ at }) => at.slice(0, 10));
    assert.deepEqual(kept, ['2026-02-15', '2026-02-22', '2026-02-26', '2026-02-27', '2026-02-28', '2026-03-01']);
  });

  it('keeps the newest that was tried out, however old', () => {
    const old = backup(noon(1), 'rehearsed');
    const all = [old, ...Array.from({ length: 40 }, (_, index) => backup(noon(index + 100), 'checksum'))];
    assert.ok(!expiredBackups(all, { last: 1, daily: 1, weekly: 1 }).includes(old));
    assert.equal(expiredBackups(all, { last: 1, daily: 1, weekly: 1 }).length, 39);
  });

  it('never takes the only one', () => {
    assert.deepEqual(expiredBackups([backup(noon(1))], { last: 0, daily: 0, weekly: 0 }), []);
  });
});
