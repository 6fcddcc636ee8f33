import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Engine } from '../../io/engine/engine.ts';
import { watchUsage } from '../../src/stack-view/usage-watch.ts';

describe('the watch of what containers use', () => {
  let asked: number;
  let watched: string[];
  let memory: number;
  let grows: boolean;
  let watch: ReturnType<typeof watchUsage>;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    asked = 0;
    memory = 1e6;
    grows = false;
    watched = ['a'];
    const usage = async () => {
      asked += 1;
      if (grows) memory *= 2;
      return { at: asked * 5000, cpu: 0, memory, memoryLimit: 0 };
    };
    watch = watchUsage({
      engine: () => ({ usage }) as unknown as Engine,
      watched: () => watched,
      // As the tree does when it has drawn its rows anew.
      onChange: () => watch.wake(),
    });
    watch.wake();
  });
  afterEach(() => {
    watch.dispose();
    mock.timers.reset();
  });

  async function pass(seconds: number): Promise<number> {
    const before = asked;
    for (let tick = 0; tick < seconds * 10; tick++) {
      mock.timers.tick(100);
      await turn();
    }
    return asked - before;
  }

  it('asks again and again, once in a round, though each round wakes it', async () => {
    await pass(2);
    assert.equal(asked, 2, 'twice at the start, since the processor takes two samples');
    const inMinute = await pass(60);
    assert.ok(inMinute >= 3 && inMinute <= 12, `${inMinute} times in a minute`);
  });

  it('asks seldom while nothing changes, and often when something does', async () => {
    await pass(60);
    assert.equal(await pass(60), 3);
    grows = true;
    await pass(20);
    assert.ok((await pass(60)) >= 11);
  });

  it('asks at once for a container that comes into sight, and never for none', async () => {
    await pass(60);
    watched = ['a', 'b'];
    watch.wake();
    assert.equal(await pass(0.5), 2);
    watched = [];
    await pass(25);
    assert.equal(await pass(60), 0);
  });
});
