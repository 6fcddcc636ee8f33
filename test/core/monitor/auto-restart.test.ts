import assert from 'node:assert/strict';
import { decideRestart, markMounts, type RestartQuestion } from '../../../core/monitor/auto-restart.ts';
import { joinStack } from '../../../core/stack/stack.ts';
import { type PlainContainer, plainSnapshot } from '../../support/plain-engine.ts';

const now = 10_000_000;

function question(container: Partial<PlainContainer>, more: Partial<RestartQuestion> = {}): RestartQuestion {
  const snapshot = plainSnapshot({ containers: [{ name: 'shop-web-1', of: 'shop/web', image: 'app', ...container }] });
  const service = joinStack({ projects: [], snapshot }).projects[0]?.services[0];
  assert.ok(service);
  return {
    service,
    now,
    since: now - 11_000,
    restarts: [],
    limit: 5,
    marksBefore: [],
    marksNow: [],
    isBusy: false,
    ...more,
  };
}

describe('restarting by itself', () => {
  it('waits first, then longer and longer, and gives up', () => {
    assert.deepEqual(decideRestart(question({}, { since: now - 1000 })), { kind: 'wait', next: 9000 });
    assert.deepEqual(decideRestart(question({})), { kind: 'restart' });
    assert.deepEqual(decideRestart(question({}, { since: now - 30_000, restarts: [now - 15_000] })), {
      kind: 'wait',
      next: 5000,
    });
    const often = [1, 2, 3, 4, 5].map((minutes) => now - minutes * 60_000).reverse();
    const answer = decideRestart(question({}, { restarts: often }));
    assert.equal(
      answer.kind === 'leave' && answer.reason,
      'web was restarted 5 times within an hour and did not recover.',
    );
    assert.equal(decideRestart(question({}, { restarts: often.map((at) => at - 3_600_000) })).kind, 'restart');
  });

  it('waits while an edit is held or a restart is under way', () => {
    assert.equal(decideRestart(question({}, { isBusy: true })).kind, 'wait');
  });

  it('leaves a service with data alone when its volume is another one, or was never seen', () => {
    const data = { image: 'postgres:16', mounts: ['shop_data:/var/lib/postgresql/data'] };
    const marks = [{ target: '/var/lib/postgresql/data', source: 'shop_data', created: '2026-01-01' }];
    assert.equal(decideRestart(question(data, { marksBefore: marks, marksNow: marks })).kind, 'restart');
    const newer = [{ ...marks[0], created: '2026-02-02' }] as typeof marks;
    for (const marksBefore of [newer, undefined, []]) {
      assert.equal(decideRestart(question(data, { marksBefore, marksNow: marks })).kind, 'leave');
    }
  });

  it('remembers volumes by name, place and age', () => {
    const snapshot = plainSnapshot({
      containers: [{ name: 'a', of: 'shop/web', mounts: ['shop_data:/data', '/etc/app:/etc/app'] }],
      volumes: [{ name: 'shop_data' }],
    });
    const marks = markMounts([...snapshot.containers.values()], new Map([['shop_data', { created: '2026-01-01' }]]));
    assert.deepEqual(marks, [
      { target: '/data', source: 'shop_data', created: '2026-01-01' },
      { target: '/etc/app', source: '/etc/app' },
    ]);
  });
});
