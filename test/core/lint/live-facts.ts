import type { LiveFacts } from '../../../core/lint/live-facts.ts';
import type { Container } from '../../../core/stack/container.ts';
import { emptySnapshot } from '../../../core/stack/snapshot.ts';

/** A container of the project "shop" unless told otherwise. */
export function container(parts: Partial<Container> & Pick<Container, 'name' | 'image'>): Container {
  return {
    id: parts.name.padEnd(64, '0'),
    imageId: 'sha256:0',
    state: 'running',
    status: 'Up 3 minutes',
    created: 0,
    labels: {},
    ports: [],
    mounts: [],
    networks: [],
    networkMode: 'bridge',
    ...parts,
  };
}

/** An engine with some containers and volumes. */
export function engineWith(
  containers: readonly Container[],
  volumes: readonly string[] = [],
): NonNullable<LiveFacts['engine']> {
  const version = { version: '27.0', api: '1.46', product: 'docker' } as const;
  return {
    ...emptySnapshot({ kind: 'connected', engine: 'test', version }),
    containers: new Map(containers.map((entry) => [entry.id, entry])),
    volumes: new Map(
      volumes.map((name) => [name, { name, driver: 'local', labels: {}, anonymous: false, mountpoint: `/v/${name}` }]),
    ),
  };
}

const facts: Readonly<Record<string, LiveFacts>> = {
  'changed-data-version': {
    engine: engineWith([
      container({
        name: 'shop-db-1',
        image: 'postgres:16',
        mounts: [
          {
            type: 'volume',
            name: 'shop_data',
            source: '/v/shop_data',
            target: '/var/lib/postgresql/data',
            writable: true,
          },
        ],
      }),
    ]),
  },
  'missing-external': { engine: engineWith([], ['known', 'shop_data']) },
  'taken-host-port': {
    listeners: [
      {
        address: '0.0.0.0',
        port: 5432,
        protocol: 'tcp',
        process: { id: 812, name: 'postgres' },
        unit: 'postgresql@15-main.service',
      },
    ],
  },
  'taken-container-name': { engine: engineWith([container({ name: 'lobby', image: 'acme/old:1', state: 'exited' })]) },
  'unreadable-bind-mount': {
    ownership: (path) => (path === '/p/models' ? { user: 501, group: 20, mode: 0o700, kind: 'directory' } : undefined),
  },
};

/** What a live rule's examples are judged with. */
export function liveFactsOf(rule: string): LiveFacts {
  return facts[rule] ?? {};
}
