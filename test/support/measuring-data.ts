import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * The absolute path in an environment variable that names data which is not part of the project: real projects, the
 * specification's schema. Where it is not there, one line says what is left out, and the caller defines no test: the
 * project's own tests stand without it, so nothing counts as skipped.
 *
 * @param variable name of the environment variable
 * @param subject what is measured with it
 */
export function measuringData(variable: string, subject: string): string | undefined {
  const given = process.env[variable];
  const found = given === undefined || given === '' ? undefined : resolve(given);
  if (found !== undefined && existsSync(found)) return found;
  const why = found === undefined ? `${variable} names no data` : `${variable} names ${found}, which does not exist`;
  console.log(`  left out: ${subject} (${why})`);
  return undefined;
}
