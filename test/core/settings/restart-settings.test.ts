import assert from 'node:assert/strict';
import { readProbeSettings, readRestartSettings, restartSettings } from '../../../core/settings/restart-settings.ts';

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

  it('cannot be set by a workspace, except for probes', () => {
    const open = restartSettings.filter(({ scope }) => scope !== 'machine').map(({ key }) => key);
    assert.deepEqual(open, ['restart.httpProbes']);
  });

  it('have the probes of the person and of the workspace, and leave out what is none', () => {
    const probes = readProbeSettings([
      { api: '/health' },
      undefined,
      { api: '/', web: ':80/', other: 3, none: '' },
      'x',
    ]);
    assert.deepEqual(
      [...probes],
      [
        ['api', ['/health', '/']],
        ['web', [':80/']],
      ],
    );
  });
});
