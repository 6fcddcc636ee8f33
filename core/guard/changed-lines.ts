/** Keys of a service's settings, and of what holds them, that lose nothing when they change; see harmless-edit.ts. */
export const settingPaths: ReadonlySet<string> = new Set([
  'restart',
  'init',
  'tty',
  'stdin_open',
  'stop_grace_period',
  'stop_signal',
  'cpus',
  'cpu_shares',
  'mem_limit',
  'mem_reservation',
  'memswap_limit',
  'oom_score_adj',
  'pids_limit',
  'shm_size',
  'logging',
  'labels',
  'healthcheck interval',
  'healthcheck timeout',
  'healthcheck retries',
  'healthcheck start_period',
  'healthcheck start_interval',
  'deploy resources',
  'deploy restart_policy',
]);

const keys = new Set([...settingPaths].map((path) => path.split(' ').at(-1)).concat('deploy'));
const key = /^ *([\w.-]+):(?= |$)/;

/**
 * Whether an edit may change nothing but comments and settings, as far as the lines tell between the first and the last one
 * that differ. False is certain; true has to be looked into.
 */
export function mayChangeSettingsOnly(before: string, after: string): boolean {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const shorter = Math.min(old.length, now.length);
  let first = 0;
  while (first < shorter && old[first] === now[first]) first++;
  let last = 0;
  while (last < shorter - first && old[old.length - 1 - last] === now[now.length - 1 - last]) last++;
  return [old, now].every((lines) => {
    const changed = lines.slice(first, lines.length - last).filter((line) => !/^\s*(#|$)/.test(line));
    const outermost = Math.min(...changed.map((line) => line.search(/\S/)));
    return changed.every((line) => line.search(/\S/) > outermost || keys.has(key.exec(line)?.[1] ?? ''));
  });
}
