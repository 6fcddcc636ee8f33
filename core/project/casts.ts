/** What Compose turns a text at a place into, before it is checked. */
export type Cast = 'integer' | 'float' | 'boolean';

/** A table of casts by key; `*` stands for any key or list item. */
export interface CastTable {
  readonly [key: string]: Cast | CastTable;
}

const update = { parallelism: 'integer', max_failure_ratio: 'float' } as const;
const external = { external: 'boolean' } as const;

/** Fields whose texts are cast when variables are filled in (compose-go, loader/interpolate.go). */
export const casts: CastTable = {
  services: {
    '*': {
      cpu_count: 'integer',
      cpu_percent: 'float',
      cpu_period: 'integer',
      cpu_quota: 'integer',
      cpu_rt_period: 'integer',
      cpu_rt_runtime: 'integer',
      cpus: 'float',
      cpu_shares: 'integer',
      init: 'boolean',
      depends_on: { '*': { required: 'boolean', restart: 'boolean' } },
      deploy: {
        replicas: 'integer',
        update_config: update,
        rollback_config: update,
        restart_policy: { max_attempts: 'integer' },
        placement: { max_replicas_per_node: 'integer' },
      },
      healthcheck: { retries: 'integer', disable: 'boolean' },
      oom_kill_disable: 'boolean',
      oom_score_adj: 'integer',
      pids_limit: 'integer',
      ports: { '*': { target: 'integer' } },
      privileged: 'boolean',
      read_only: 'boolean',
      scale: 'integer',
      stdin_open: 'boolean',
      tty: 'boolean',
      ulimits: { '*': 'integer' },
      volumes: { '*': { read_only: 'boolean', volume: { nocopy: 'boolean' } } },
    },
  },
  networks: {
    '*': {
      external: 'boolean',
      internal: 'boolean',
      attachable: 'boolean',
      enable_ipv4: 'boolean',
      enable_ipv6: 'boolean',
    },
  },
  volumes: { '*': external },
  secrets: { '*': external },
  configs: { '*': external },
};

/** Ulimits are numbers, or mappings of numbers. */
const limits: CastTable = { hard: 'integer', soft: 'integer' };

/** The casts one key further down. */
export function castsBelow(table: Cast | CastTable | undefined, key: string): Cast | CastTable | undefined {
  if (table === 'integer') return limits[key];
  return typeof table === 'object' ? (table[key] ?? table['*']) : undefined;
}

/** Casts a text; undefined when it doesn't fit, and Compose rejects it. */
export function castText(text: string, cast: Cast): number | boolean | undefined {
  if (cast === 'integer') return /^[-+]?\d+$/.test(text) ? Number(text) : undefined;
  if (cast === 'float')
    return text.trim() === text && text !== '' && !Number.isNaN(Number(text)) ? Number(text) : undefined;
  const word = text.toLowerCase();
  if (['true', 'y', 'yes', 'on'].includes(word)) return true;
  return ['false', 'n', 'no', 'off'].includes(word) ? false : undefined;
}
