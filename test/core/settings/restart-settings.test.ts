import assert from 'node:assert/strict';
import { readRestartSettings, restartSettings } from '../../../core/settings/restart-settings.ts';

const read = (values: Readonly<Record<string, unknown>>) => readRestartSettings((name) => values[name]);

describe('settings of safe restarts', () => {
  it("are milliseconds for a restart, and the health checks' own times where no deadline is set", () => {
    assert.deepEqual(read({}), { settle: 10_000, deadline: undefined, pointsKept: 10 });
    const values = { settleSeconds: 2.5, deadlineSeconds: 90, pointsKept: 25 };
    assert.deepEqual(read(values), { settle: 2500, deadline: 90_000, pointsKept: 25 });
  });

  it('stay within their limits, and at their default when they are no numbers', () => {
    const values = { settleSeconds: 0, deadlineSeconds: -1, pointsKept: 0 };
    assert.deepEqual(read(values), { settle: 1000, deadline: undefined, pointsKept: 1 });
    assert.deepEqual(read({ settleSeconds: '60', pointsKept: Number.NaN }), read({}));
  });

  it('cannot be set by a workspace', () => {
    assert.deepEqual(new Set(restartSettings.map(({ scope }) => scope)), new Set(['machine']));
  });
});
