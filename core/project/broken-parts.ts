import type { Location } from '../text/source.ts';
import type { Problem } from './problem.ts';
import type { Definition, Project } from './project.ts';

type Definitions = Pick<
  Project,
  'services' | 'disabledServices' | 'networks' | 'volumes' | 'secrets' | 'configs' | 'models'
>;

/**
 * Tells what can't be judged because YAML could not be read there: the services, volumes and so on that have a syntax
 * error in them. What else is found in such a part is mostly a consequence of the error.
 *
 * @returns whether a place is in such a part; undefined when there is no such part
 */
export function brokenParts(
  parts: Definitions,
  problems: readonly Problem[],
): ((location: Location) => boolean) | undefined {
  const errors = problems.filter(({ rule }) => rule === 'yaml-syntax');
  if (errors.length === 0) return undefined;
  const starts = startsByFile(parts, new Set(errors.map(({ location }) => location.file)));
  const broken = errors.map(({ location }) => {
    const all = starts.get(location.file) ?? [];
    const offset = location.range.start;
    const next = all.findIndex((start) => start > offset);
    const start = next < 0 ? all.at(-1) : all[next - 1];
    return {
      file: location.file,
      start: start ?? 0,
      end: (next < 0 ? undefined : all[next]) ?? Number.POSITIVE_INFINITY,
    };
  });
  return ({ file, range }) =>
    broken.some((part) => part.file === file && part.start <= range.start && range.start < part.end);
}

/** Where services, volumes and so on begin in these files, in order. */
function startsByFile(parts: Definitions, files: ReadonlySet<string>): Map<string, number[]> {
  const starts = new Map<string, number[]>([...files].map((file) => [file, []]));
  const add = (definitions: readonly Definition[]) => {
    for (const { key } of definitions) starts.get(key.file)?.push(key.range.start);
  };
  const { services, disabledServices, networks, volumes, secrets, configs, models } = parts;
  for (const map of [services, disabledServices, networks, volumes, secrets, configs, models])
    for (const { definitions } of map.values()) add(definitions);
  for (const list of starts.values()) list.sort((a, b) => a - b);
  return starts;
}
