import assert from 'node:assert/strict';
import { nearest } from '../../../core/spec/nearest.ts';
import { keyAt, shapeAt } from '../../../core/spec/shape-at.ts';
import type { SpecNode } from '../../../core/spec/spec-node.ts';
import { problemsOf } from '../../../core/spec/validate.ts';

const location = { file: '/p/compose.yaml', range: { start: 0, end: 0 } };

/** A node of a plain value, without places. */
function node(value: unknown): SpecNode {
  if (Array.isArray(value)) return { kind: 'sequence', items: value.map(node), location };
  if (typeof value === 'object' && value !== null) {
    const entries = new Map(Object.entries(value).map(([key, inner]) => [key, { key: location, value: node(inner) }]));
    return { kind: 'mapping', entries, location };
  }
  return { kind: 'scalar', value: value as string | number | boolean | null, location };
}

function rules(path: readonly string[], value: unknown): readonly string[] {
  return problemsOf(path, node(value)).map(({ rule, severity }) => `${severity} ${rule}`);
}

describe('validating a node', () => {
  it('is silent on what Compose takes', () => {
    const service = {
      image: 'nginx:1.27',
      ports: ['8080:80', 9000, { target: 80, published: '8081', host_ip: '127.0.0.1' }],
      environment: { A: null, B: 1, C: true, D: 'x' },
      command: null,
      healthcheck: { test: ['CMD', 'true'], interval: '1m30s', retries: 3, disable: 'yes' },
      depends_on: { db: { condition: 'service_healthy', required: 'true' } },
      ulimits: { nofile: { soft: 1, hard: '2' }, nproc: 5 },
      networks: { a: null, b: { aliases: ['x'] } },
      deploy: {
        resources: { limits: { cpus: '0.5', memory: '512m' }, reservations: { devices: [{ capabilities: ['gpu'] }] } },
      },
      gpus: [{ driver: 'nvidia', anything: 1 }],
      storage_opt: { size: '1g' },
      'x-note': [1, { a: 1 }],
    };
    assert.deepEqual(problemsOf([], node({ services: { web: service }, volumes: { data: null }, 'x-a': 1 })), []);
  });

  it('finds each fault', () => {
    assert.deepEqual(rules(['services', 'web'], { imagee: 'a' }), ['error unknown-key']);
    assert.deepEqual(rules(['services', 'web'], { ports: '80' }), ['error wrong-kind']);
    assert.deepEqual(rules(['services', 'web'], { ports: null }), ['error wrong-kind']);
    assert.deepEqual(rules(['services', 'web'], { container_name: 5 }), ['error wrong-kind']);
    assert.deepEqual(rules(['services', 'web'], { mem_limit: '12potatoes' }), ['error bad-value']);
    assert.deepEqual(rules(['services', 'web'], { privileged: 'maybe' }), ['error bad-value']);
    assert.deepEqual(rules(['services', 'web'], { cgroup: 'hosts' }), ['error bad-value']);
    assert.deepEqual(rules(['services', 'web'], { restart: 'never' }), ['warning bad-value']);
    assert.deepEqual(rules(['services', 'web'], { security_opt: ['a', 'a'] }), ['error duplicate-item']);
    assert.deepEqual(rules(['services', 'web'], { cap_add: ['KILL', 'KILL'] }), []);
    assert.deepEqual(rules(['services', 'web'], { depends_on: { db: {} } }), ['error missing-key']);
    assert.deepEqual(rules(['services'], { 'my web': {} }), ['error unknown-key']);
    assert.deepEqual(rules(['networks'], { 'my net': { anything: 1 } }), []);
    assert.deepEqual(rules(['services', 'web'], { oom_score_adj: 2000 }), ['error bad-value']);
  });

  it('says nothing of what it cannot know or what is reset', () => {
    const unknown: SpecNode = { kind: 'scalar', value: '', unresolved: true, location };
    assert.deepEqual(problemsOf(['services', 'web', 'mem_limit'], unknown), []);
    const reset: SpecNode = { kind: 'scalar', value: null, tag: '!reset', location };
    assert.deepEqual(problemsOf(['services', 'web', 'ports'], reset), []);
    assert.deepEqual(rules(['x-anything', 'web'], { a: 1 }), []);
  });

  it('suggests the key that was meant, or where it belongs', () => {
    const [typo] = problemsOf(['services', 'web'], node({ imagee: 'a' }));
    assert.equal(typo?.suggestion, 'image');
    assert.match(typo?.message ?? '', /Did you mean "image"\?/);
    const [elsewhere] = problemsOf(['services', 'web'], node({ replicas: 2 }));
    assert.match(elsewhere?.message ?? '', /It belongs below "deploy"/);
  });

  it('points at the wrong part of a text, and moves along', () => {
    let offset = 100;
    const moving = {
      file: '/p/compose.yaml',
      get range() {
        return { start: offset, end: offset + 8 };
      },
    };
    const [problem] = problemsOf(['services', 'web', 'ports', '0'].slice(0, 3), {
      kind: 'sequence',
      items: [{ kind: 'scalar', value: '80:abc', location: moving }],
      location,
    });
    assert.deepEqual(problem?.location.range, { start: 104, end: 107 });
    offset = 200;
    assert.deepEqual(problem?.location.range, { start: 204, end: 207 });
  });
});

describe('the table by place', () => {
  it('finds shapes and keys', () => {
    assert.deepEqual(shapeAt(['services', 'web', 'ports', 0])?.scalar?.kinds, ['number', 'string']);
    assert.equal(shapeAt(['services', 'web', 'x-a', 'b']), undefined);
    assert.match(keyAt(['services', 'web', 'image'])?.description ?? '', /^Image to start/);
    assert.equal(keyAt(['services', 'web']), undefined);
    assert.equal(keyAt(['services', 'web', 'toString']), undefined);
  });

  it('has a description and a link for every key', () => {
    const seen = new Set<unknown>();
    const walk = (shape: ReturnType<typeof shapeAt>): void => {
      if (shape === undefined || seen.has(shape)) return;
      seen.add(shape);
      walk(shape.list?.items);
      walk(shape.mapping?.names?.value);
      for (const [name, key] of Object.entries(shape.mapping?.keys ?? {})) {
        assert.match(key.description, /^["A-Zr].*\.$/, name);
        assert.match(
          key.link ?? '',
          /^https:\/\/docs\.docker\.com\/reference\/compose-file\/[a-z-]+\/#[a-z0-9_-]*$/,
          name,
        );
        walk(key.shape);
      }
    };
    walk(shapeAt([]));
    assert.ok(seen.size > 100);
    assert.equal(Object.keys(shapeAt(['services', 'web'])?.mapping?.keys ?? {}).length, 93);
  });
});

describe('the nearest name', () => {
  const names = ['image', 'build', 'environment', 'depends_on', 'container_name', 'ports', 'expose'];
  for (const [written, meant] of [
    ['imagee', 'image'],
    ['iamge', 'image'],
    ['dependsOn', 'depends_on'],
    ['container-name', 'container_name'],
    ['enviroment', 'environment'],
    ['port', 'ports'],
    ['zebra', undefined],
    ['x', undefined],
  ] as const) {
    it(`of ${written} is ${meant}`, () => assert.equal(nearest(written, names), meant));
  }
});
