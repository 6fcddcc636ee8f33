import type { Location } from '../text/source.ts';
import { parseEnv } from './dotenv.ts';
import { fromFile, type Variable } from './environment.ts';
import type { Lookup } from './interpolate-text.ts';
import type { LoadSession } from './load-session.ts';
import { startOf } from './load-session.ts';
import type { ProjectFile } from './project.ts';

/** An env file and where it is named. */
export interface EnvReference {
  readonly file: string;
  readonly from?: Location | undefined;
}

/**
 * Reads env files that must be there, in order; later ones win.
 *
 * @param lookup variables that win over those in the files when values refer to them
 */
export function readEnvFiles(
  session: LoadSession,
  references: readonly EnvReference[],
  lookup: Lookup,
  role: ProjectFile['role'] = 'env',
): Map<string, Variable> {
  const variables = new Map<string, Variable>();
  for (const { file, from } of references) {
    const text = session.isFile(file) ? session.view.readText(file) : undefined;
    if (text === undefined) {
      session.addFile({ file, role, exists: false, readable: true, ...(from && { from }) });
      session.report(
        'missing-env-file',
        `The env file "${file}" does not exist. Create it, or correct the path.`,
        from ?? startOf(file),
      );
      continue;
    }
    const parsed = parseEnv(text, (name) => lookup.value(name) ?? variables.get(name)?.value);
    session.addFile({ file, role, exists: true, readable: !parsed.problem, ...(from && { from }) });
    if (parsed.problem) session.report('bad-env-file', parsed.problem.message, { file, range: parsed.problem.range });
    for (const { name, value, range } of parsed.variables) variables.set(name, fromFile(file, value, range));
  }
  return variables;
}
