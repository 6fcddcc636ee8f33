import type { Project, Resource, Service } from '../../core/project/project.ts';
import type { Reference } from '../../core/spec/shape.ts';
import { envOccurrences } from '../symbols/env-occurrences.ts';
import type { CompletionContext, Suggestion } from './suggestion.ts';

/** Names that the project defines and the place may refer to. */
export function nameSuggestions(refers: Reference, context: CompletionContext): Suggestion[] {
  const { project } = context.snapshot;
  switch (refers) {
    case 'service':
      return serviceNames(context).map((service) => nameOf(service.name, serviceDetail(service)));
    case 'volume':
      return resources(project.volumes);
    case 'network':
      return [
        ...resources(project.networks),
        ...(project.networks.has('default') ? [] : [nameOf('default', "the project's own network")]),
      ];
    case 'secret':
      return resources(project.secrets);
    case 'config':
      return resources(project.configs);
    case 'model':
      return resources(project.models);
    case 'profile':
      return [...profiles(project)].map((name) => nameOf(name, 'profile'));
    case 'variable':
      return environmentNames(context).map((name) => ({ label: name, kind: 'variable' }));
    default:
      return [];
  }
}

/** Services other than the one that the cursor is in. */
function serviceNames({ snapshot: { project }, place }: CompletionContext): Service[] {
  const own = place.path[0] === 'services' ? place.path[1] : undefined;
  return [...project.services.values(), ...project.disabledServices.values()].filter((service) => service.name !== own);
}

function serviceDetail(service: Service): string {
  return service.image?.value ?? (service.build === undefined ? 'service' : 'built here');
}

function resources(named: ReadonlyMap<string, Resource>): Suggestion[] {
  return [...named.values()].map(({ name, external, engineName }) =>
    nameOf(name, external ? `external: ${engineName}` : engineName),
  );
}

function profiles(project: Project): Set<string> {
  const services = [...project.services.values(), ...project.disabledServices.values()];
  return new Set(services.flatMap((service) => service.profiles.map((profile) => profile.value)));
}

/** Names of variables that containers of this project get, and those of its .env files. */
export function environmentNames({ snapshot, place }: CompletionContext): string[] {
  const { project, view } = snapshot;
  const own = place.path[1];
  const names = new Set<string>();
  for (const service of project.services.values()) {
    if (service.name !== own) for (const name of service.environment.keys()) names.add(name);
  }
  for (const { file, role } of project.files) {
    if (role !== 'env') continue;
    for (const { name } of envOccurrences(file, view.readText(file) ?? '')) names.add(name);
  }
  return [...names].sort();
}

function nameOf(label: string, detail: string): Suggestion {
  return { label, kind: 'name', detail };
}
