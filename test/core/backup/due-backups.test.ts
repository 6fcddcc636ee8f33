import assert from 'node:assert/strict';
import { type Attempt, dueBackups } from '../../../core/backup/due-backups.ts';
import type { Backup, Verification } from '../../../core/backup/manifest.ts';
import { defaultBackupSettings } from '../../../core/settings/backup-settings.ts';

const hour = 3_600_000;
const start = Date.parse('2026-01-05T08:00:00Z');
const moment = (time: number) => new Date(time).toISOString();

function backup(volume: string, at: number, more: { verified?: Verification; encrypted?: boolean } = {}): Backup {
  const data = { encrypted: more.encrypted ?? false } as Backup['data'];
  return { id: `${volume}-${at}`, volume, at: moment(at), data, verified: more.verified } as Backup;
}

/** A computer with a clock of its own: looks at these moments, makes what is due, and says when it made what. */
function live(
  looks: readonly number[],
  options: { every?: number; failing?: (now: number) => boolean } = {},
): number[] {
  const settings = { ...defaultBackupSettings, everyHours: options.every ?? 24 };
  const backups: Backup[] = [];
  const attempts = new Map<string, Attempt>();
  const made: number[] = [];
  for (const now of looks) {
    const { backUp } = dueBackups({ volumes: ['data'], backups, attempts, settings, now });
    for (const volume of backUp) {
      made.push(now);
      if (options.failing?.(now)) attempts.set(volume, { failed: { at: moment(now), message: 'no' } });
      else {
        backups.push(backup(volume, now));
        attempts.delete(volume);
      }
    }
  }
  return made.map((at) => (at - start) / hour);
}

const quarters = (from: number, to: number) =>
  Array.from({ length: (to - from) * 4 }, (_, index) => start + (from + index / 4) * hour);

describe('the schedule of backups', () => {
  it('comes at once and then at its interval', () => {
    assert.deepEqual(live(quarters(0, 73)), [0, 24, 48, 72]);
    assert.deepEqual(live(quarters(0, 5), { every: 2 }), [0, 2, 4]);
    assert.deepEqual(live(quarters(0, 100), { every: 0 }), []);
  });

  it('catches up once on what was missed while the computer was off', () => {
    assert.deepEqual(live([...quarters(0, 2), ...quarters(90, 116)]), [0, 90, 114]);
  });

  it('tries again an hour after a failure, or at the interval when that is shorter', () => {
    assert.deepEqual(live(quarters(0, 27), { failing: (now) => now < start + 2.5 * hour }), [0, 1, 2, 3]);
    assert.deepEqual(live(quarters(0, 2), { every: 0.5, failing: () => true }), [0, 0.5, 1, 1.5]);
  });

  it('says when to look again', () => {
    const of = (backups: readonly Backup[], settings = {}) =>
      dueBackups({
        volumes: ['a', 'b'],
        attempts: new Map(),
        backups,
        settings: { ...defaultBackupSettings, everyHours: 24, ...settings },
        now: start,
      });
    assert.deepEqual(of([backup('a', start - 20 * hour), backup('b', start - 3 * hour)]).next, start + 4 * hour);
    assert.equal(of([], { everyHours: 0 }).next, undefined);
    // A clock that was ahead has left a backup from tomorrow.
    assert.deepEqual(of([backup('a', start + 30 * hour), backup('b', start)]).backUp, ['a']);
  });

  it('tries out the newest backup of each volume, and none that it cannot open', () => {
    const passed = (at: number): Verification => ({ at: moment(at), how: 'rehearsed', passed: true, detail: '' });
    const checked: Verification = { ...passed(start), how: 'checksum' };
    const old = backup('a', start - 50 * hour, { verified: passed(start - 49 * hour) });
    const of = (backups: readonly Backup[], attempts: Record<string, Attempt> = {}) =>
      dueBackups({
        volumes: ['a'],
        attempts: new Map(Object.entries(attempts)),
        backups,
        settings: { ...defaultBackupSettings, rehearseDays: 2 },
        now: start,
      });
    const fresh = backup('a', start - hour, { verified: checked });
    assert.deepEqual(of([fresh, old]).tryOut, [fresh]);
    assert.deepEqual(of([fresh, old]).backUp, []);
    assert.deepEqual(of([backup('a', start - hour, { verified: passed(start - 47 * hour) })]).tryOut, []);
    assert.deepEqual(of([backup('a', start - hour, { encrypted: true })]).tryOut, []);
    assert.deepEqual(of([fresh, old], { a: { notTried: { at: moment(start - 600_000), message: 'no' } } }).tryOut, []);
  });
});
