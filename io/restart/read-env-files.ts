import { parseEnv } from '../../core/project/dotenv.ts';
import type { Project } from '../../core/project/project.ts';
import type { FileView } from '../../core/text/file-view.ts';

/**
 * The variables of every env_file of a project, by the file's path. Files that cannot be read are left out.
 *
 * @param environment what the values may refer to
 */
export function readEnvFiles(
  project: Project,
  view: FileView,
  environment: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const files = new Map<string, ReadonlyMap<string, string>>();
  for (const service of [...project.services.values(), ...project.disabledServices.values()]) {
    for (const { path } of service.envFiles) {
      const text = files.has(path) ? undefined : view.readText(path);
      if (text === undefined) continue;
      const { variables } = parseEnv(text, (name) => environment[name]);
      files.set(path, new Map(variables.map(({ name, value }) => [name, value])));
    }
  }
  return files;
}
