import { parseEnv } from '../project/dotenv.ts';
import type { Service } from '../project/project.ts';
import type { FileView } from '../text/file-view.ts';

/**
 * A service with the variables of its env files among its own, each with the place where it is written. Later files win,
 * and what the service itself says wins over all of them.
 *
 * @param view the view that the service's project was read from
 */
export function withEnvFiles(service: Service, view: FileView | undefined): Service {
  if (view === undefined || service.envFiles.length === 0) return service;
  const environment: Map<string, Service['environment'] extends ReadonlyMap<string, infer V> ? V : never> = new Map();
  for (const { path } of service.envFiles) {
    const text = view.readText(path);
    const parsed = text === undefined ? [] : parseEnv(text, () => undefined).variables;
    for (const { name, value, range } of parsed) environment.set(name, { value, location: { file: path, range } });
  }
  for (const [name, own] of service.environment) environment.set(name, own);
  return { ...service, environment };
}
