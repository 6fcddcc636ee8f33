import assert from 'node:assert/strict';
import { LAYERS } from '../../scripts/testing/layers.mjs';
import { runSideBySide } from '../../scripts/testing/side-by-side.mjs';

/** Runs layers of these names, each until it is let go, and notes what begins and ends. */
function start(names: readonly string[], lanes: number) {
  const log: string[] = [];
  const ends = new Map<string, () => void>();
  const after: Readonly<Record<string, readonly string[]>> = { cli: ['static'] };
  const layers = names.map((name) => ({ name, needs: [], after: after[name] ?? [] }));
  const all = runSideBySide(layers, lanes, async ({ name }) => {
    log.push(`+${name}`);
    await new Promise<void>((done) => ends.set(name, done));
    log.push(`-${name}`);
  });
  const end = async (name: string) => {
    ends.get(name)?.();
    await new Promise((done) => setImmediate(done));
  };
  return { all, end, log };
}

describe('layers side by side', () => {
  it('begin in their order, as many as there are lanes', async () => {
    const { all, end, log } = start(['static', 'core', 'io'], 2);
    assert.deepEqual(log, ['+static', '+core']);
    await end('core');
    await end('io');
    await end('static');
    await all;
    assert.deepEqual(log, ['+static', '+core', '-core', '+io', '-io', '-static']);
  });

  it('wait for what they read, and let others go before', async () => {
    const { all, end, log } = start(['static', 'cli', 'io'], 2);
    assert.deepEqual(log, ['+static', '+io']);
    await end('io');
    assert.deepEqual(log, ['+static', '+io', '-io']);
    await end('static');
    await end('cli');
    await all;
    assert.deepEqual(log.slice(3), ['-static', '+cli', '-cli']);
  });

  it('do not wait for a layer that is not run', async () => {
    const { all, end, log } = start(['cli'], 1);
    assert.deepEqual(log, ['+cli']);
    await end('cli');
    await all;
  });

  it('are none that need an engine or a window', () => {
    const needy = LAYERS.filter(({ needs, packaged }) => needs.length > 0 || packaged);
    assert.deepEqual(
      needy.map(({ name, alone }) => [name, alone]),
      needy.map(({ name }) => [name, true]),
    );
  });
});
