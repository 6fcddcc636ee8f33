import { type BigIntStats, statSync } from 'node:fs';

/**
 * What stands at a path, following links; undefined when there is nothing, or it cannot be looked at for whatever reason: a
 * file in the place of a folder, links in a circle, a name that is too long or has a NUL. Never throws.
 */
export function statQuietly(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}
