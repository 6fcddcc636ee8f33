import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * The absolute path in an environment variable that names data which is not part of the project: real projects, the
 * specification's schema. Where it is not set, one line says what is skipped, and the caller defines no test: the
 * project's own tests stand without it.
 *
 * @param variable name of the environment variable
 * @param subject what is measured with it
 */
export function measuringData(variable: string, subject: string): string | undefined {
  const given = process.env[variable];
  const found = given === undefined || given === '' ? undefined : resolve(given);
  if (found !== undefined && existsSync(found)) return found;
  console.log(`  skipped: ${subject} (${variable} names nothing that exists)`);
  return undefined;
}
