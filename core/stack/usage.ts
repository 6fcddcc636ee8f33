/** What a container uses at a moment, as the engine counts it. */
export interface UsageSample {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Nanoseconds of processor time since its start. */
  readonly cpu: number;
  /** Bytes, without what the kernel can give up at once. */
  readonly memory: number;
  /** Bytes; 0 where there is no limit. */
  readonly memoryLimit: number;
}

/** What a container uses now. */
export interface Usage {
  /** Percent of one processor; undefined until there are two samples. */
  readonly cpu?: number | undefined;
  /** Bytes. */
  readonly memory: number;
}

/** Reads `GET /containers/ID/stats`. Undefined for a container that does not run: the engine then answers with zeros. */
export function readUsage(json: unknown): UsageSample | undefined {
  const raw = record(json);
  const memory = record(raw.memory_stats);
  const used = number(memory.usage);
  const at = Date.parse(typeof raw.read === 'string' ? raw.read : '');
  if (Number.isNaN(at) || at <= 0 || used === 0) return undefined;
  // As the docker command counts: cgroup v1 calls it total_inactive_file, v2 inactive_file.
  const stats = record(memory.stats);
  const spare = number(stats.total_inactive_file) || number(stats.inactive_file);
  const limit = number(memory.limit);
  return {
    at,
    cpu: number(record(record(raw.cpu_stats).cpu_usage).total_usage),
    memory: spare < used ? used - spare : used,
    memoryLimit: limit > 1e15 ? 0 : limit,
  };
}

/** Two samples of one container; the first may be missing. */
export function usageBetween(before: UsageSample | undefined, now: UsageSample): Usage {
  const elapsed = before === undefined ? 0 : now.at - before.at;
  // Less than before: it was restarted in between.
  if (before === undefined || elapsed <= 0 || now.cpu < before.cpu) return { memory: now.memory };
  return { memory: now.memory, cpu: ((now.cpu - before.cpu) / 1e6 / elapsed) * 100 };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
