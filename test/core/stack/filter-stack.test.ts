import assert from 'node:assert/strict';
import { filterStack, noFilter, type StackFilter } from '../../../core/stack/filter-stack.ts';
import { joinStack } from '../../../core/stack/stack.ts';
import { readUsage, usageBetween } from '../../../core/stack/usage.ts';
import { plainSnapshot } from '../../support/plain-engine.ts';

const snapshot = plainSnapshot({
  containers: [
    { name: 'shop-web-1', of: 'shop/web', image: 'nginx:1', ports: ['8080:80'] },
    { name: 'shop-db-1', of: 'shop/db', image: 'postgres:16', state: 'exited', status: 'Exited (1) 1 second ago' },
    { name: 'blog-web-1', of: 'blog/web', image: 'app', state: 'exited', status: 'Exited (0) 1 second ago' },
    { name: 'lonely', image: 'redis:7' },
  ],
});
const stack = joinStack({ projects: [], snapshot });

function shown(filter: Partial<StackFilter>): readonly string[] {
  const { projects, loose } = filterStack(stack, { ...noFilter, ...filter });
  return [
    ...projects.flatMap((project) => project.services.map((service) => `${project.name}/${service.name}`)),
    ...loose.map(({ container }) => container.name),
  ];
}

describe('a filter of the stack', () => {
  it('without words and conditions shows everything as it is', () => {
    assert.equal(filterStack(stack, noFilter), stack);
  });

  it('finds all words in names, images, states and ports', () => {
    assert.deepEqual(shown({ text: 'WEB' }), ['blog/web', 'shop/web']);
    assert.deepEqual(shown({ text: 'shop  web' }), ['shop/web']);
    assert.deepEqual(shown({ text: ':8080' }), ['shop/web']);
    assert.deepEqual(shown({ text: 'redis' }), ['lonely']);
    assert.deepEqual(shown({ text: 'nothing like it' }), []);
  });

  it('shows what meets one of the conditions', () => {
    assert.deepEqual(shown({ conditions: ['trouble'] }), ['shop/db']);
    assert.deepEqual(shown({ conditions: ['up'] }), ['shop/web', 'lonely']);
    assert.deepEqual(shown({ conditions: ['down', 'up'], text: 'blog' }), ['blog/web']);
  });
});

describe('what a container uses', () => {
  const sample = (seconds: number, cpu: number, spare = {}) =>
    readUsage({
      read: new Date(seconds * 1000).toISOString(),
      cpu_stats: { cpu_usage: { total_usage: cpu } },
      memory_stats: { usage: 50_000_000, limit: 2e9, stats: spare },
    });

  it('is the processor time between two samples, and memory without what can be given up', () => {
    const [first, second] = [sample(100, 1e9), sample(104, 3e9, { inactive_file: 10_000_000 })];
    assert.ok(first && second);
    assert.deepEqual(usageBetween(first, second), { memory: 40_000_000, cpu: 50 });
    assert.deepEqual(usageBetween(undefined, first), { memory: 50_000_000 });
    assert.deepEqual(usageBetween(second, first), { memory: 50_000_000 }, 'restarted in between');
  });

  it('is unknown for a container that does not run', () => {
    for (const json of [undefined, {}, { read: '0001-01-01T00:00:00Z', memory_stats: {} }]) {
      assert.equal(readUsage(json), undefined);
    }
  });
});
