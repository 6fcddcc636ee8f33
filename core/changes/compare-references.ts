import type { Service } from '../project/project.ts';
import type { Change } from './change.ts';
import { allServices, type ServicePair } from './service-pair.ts';

/** What a service no longer gets of what is still there: a secret, a config, or a network on which it met another service. */
export function compareReferences(pair: ServicePair): Change[] {
  return [...lostGrants(pair, 'secrets'), ...lostGrants(pair, 'configs'), ...lostNetworks(pair)];
}

function lostGrants({ before, after, projectAfter }: ServicePair, section: 'secrets' | 'configs'): Change[] {
  const kept = new Set(after[section].map(({ value }) => value));
  const noun = section === 'secrets' ? 'secret' : 'config';
  const lost = before[section].filter(({ value }) => !kept.has(value) && projectAfter[section].has(value));
  return [...new Map(lost.map((one) => [one.value, one])).values()].map(({ value, location }) => ({
    kind: `${noun}-removed`,
    name: value,
    service: after.name,
    message: `Service "${after.name}" no longer gets the ${noun} "${value}": it may start without it, or not at all.`,
    before: location,
    after: null,
  }));
}

/** Networks that a service left although it, or another one that needs it, can't be reached by the other any more. */
function lostNetworks(pair: ServicePair): Change[] {
  const { before, after, projectBefore, projectAfter, renamedServices } = pair;
  const kept = networksOf(after);
  const alone = after.networkMode?.value === 'none' && before.networkMode === undefined;
  const lost = before.networks.filter(({ value }) => (alone || !kept.has(value)) && projectAfter.networks.has(value));
  if (lost.length === 0 || (after.networkMode !== undefined && !alone)) return [];
  const now = allServices(projectAfter);
  const peers = [...allServices(projectBefore).values()].filter((peer) => {
    const successor = now.get(renamedServices.get(peer.name) ?? peer.name);
    if (peer.name === before.name || successor === undefined || successor.networkMode !== undefined) return false;
    return (needs(before, peer) || needs(peer, before)) && (alone || !meet(kept, networksOf(successor)));
  });
  return lost.flatMap(({ value, location }) => {
    const cut = peers.filter((peer) => networksOf(peer).has(value)).map(({ name }) => `"${name}"`);
    if (cut.length === 0) return [];
    return {
      kind: 'network-removed',
      name: value,
      service: after.name,
      message: `Service "${after.name}" leaves the network "${value}": it and ${cut.join(', ')} no longer reach each other.`,
      before: location,
      after: null,
    };
  });
}

function networksOf(service: Service): ReadonlySet<string> {
  const names = service.networks.map(({ value }) => value);
  return new Set(names.length > 0 ? names : ['default']);
}

function meet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return [...one].some((name) => other.has(name));
}

/** Whether a service depends on another one, or names it in its settings. */
function needs(service: Service, other: Service): boolean {
  if (service.dependsOn.some(({ service: name }) => name === other.name)) return true;
  const names = [other.name, other.containerName?.value].filter((name) => name !== undefined);
  const mention = new RegExp(`(?:^|[/@,=\\s])(?:${names.map(escapePattern).join('|')})(?=$|[:/,;\\s])`, 'i');
  return [...service.environment.values()].some(({ value }) => value !== null && mention.test(value));
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
