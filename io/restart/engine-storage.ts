import { readFile } from 'node:fs/promises';
import { runProcess } from '../process.ts';

/**
 * What the engine wrote into the system's journal within the last quarter of an hour as an error. Empty where there is no
 * journal, or where this user may not read it.
 */
export async function recentEngineErrors(signal?: AbortSignal): Promise<readonly string[]> {
  const args = ['--unit=docker', '--unit=containerd', '--priority=err', '--since=-15min', '--lines=50', '--output=cat'];
  const result = await runProcess({
    command: 'journalctl',
    args: ['--quiet', '--no-pager', ...args],
    timeLimit: 5000,
    signal,
  }).catch(() => undefined);
  return result?.code === 0 ? result.stdout.split('\n').filter((line) => line !== '') : [];
}

/** True when the file system that a folder of this machine lies on is mounted read-only; undefined where nobody tells. */
export async function isReadOnly(folder: string): Promise<boolean | undefined> {
  const table = await readFile('/proc/self/mountinfo', 'utf8').catch(() => undefined);
  return table === undefined ? undefined : readOnlyByTable(table, folder);
}

/** Reads the kernel's table of mounts: `id parent device root mount-point options … - type source super-options`. */
export function readOnlyByTable(table: string, folder: string): boolean | undefined {
  let best: { readonly point: string; readonly readOnly: boolean } | undefined;
  for (const line of table.split('\n')) {
    const [, , , , rawPoint, options = ''] = line.split(' ');
    const superOptions = line.split(' - ')[1]?.split(' ')[2] ?? '';
    if (rawPoint === undefined) continue;
    const point = rawPoint.replace(/\\(\d{3})/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 8)),
    );
    const holds = point === '/' || folder === point || folder.startsWith(`${point}/`);
    // A later line lies over an earlier one of the same place.
    if (!holds || point.length < (best?.point.length ?? 0)) continue;
    best = { point, readOnly: isRo(options) || isRo(superOptions) };
  }
  return best?.readOnly;
}

function isRo(options: string): boolean {
  return options.split(',').includes('ro');
}
