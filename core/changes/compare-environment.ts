import { imageFacts } from '../images/image-facts.ts';
import type { Project, Service } from '../project/project.ts';
import type { Located } from '../text/source.ts';
import type { Change } from './change.ts';
import { connectionTarget } from './connection-target.ts';
import { allServices, type ServicePair } from './service-pair.ts';

/**
 * Variables by which a service finds its data and now finds other data: an address that leads to another place, or a
 * data folder that moved.
 */
export function compareEnvironment(pair: ServicePair): Change[] {
  const { before, after, projectBefore } = pair;
  const changes: Change[] = [];
  const folders = dataVariables(before);
  let names: ReadonlySet<string> | undefined;
  for (const [name, old] of before.environment) {
    const now = after.environment.get(name);
    if (old.value === null || now?.value === null || old.value === now?.value) continue;
    // It may have moved to a file that can't be read.
    if (now === undefined && after.envFiles.some(({ exists }) => !exists)) continue;
    names ??= hostNames(projectBefore);
    // Another folder for data is compare-data-paths.ts's business.
    if (folders.has(name) && !isPath(old.value, now?.value)) changes.push(retargeted({ after, name, old, now }));
    else if (!folders.has(name) && leadsElsewhere({ pair, name, old: old.value, now: now?.value, names })) {
      changes.push(retargeted({ after, name, old, now }));
    }
  }
  return changes;
}

function isPath(old: string, now: string | undefined): boolean {
  return [old, now ?? '/'].every((value) => value.startsWith('/'));
}

interface Setting {
  readonly pair: ServicePair;
  readonly name: string;
  readonly old: string;
  readonly now: string | undefined;
  /** Every name by which the project's services are found. */
  readonly names: ReadonlySet<string>;
}

function leadsElsewhere({ pair, name, old, now, names }: Setting): boolean {
  const from = connectionTarget(name, old);
  if (from === undefined) return false;
  const ours = from.hosts.some((host) => names.has(host));
  if (!ours && !from.data) return false;
  if (now === undefined) return ours && from.data && !leadsThereStill(pair, from.hosts);
  const to = connectionTarget(name, now);
  if (to === undefined) return true;
  let address = from.address;
  for (const [oldName, newName] of pair.renamedServices) {
    address = address.replaceAll(
      new RegExp(`(^|,)${escapePattern(oldName.toLowerCase())}(?=[:,/]|$)`, 'g'),
      `$1${newName}`,
    );
  }
  return to.address !== from.address && to.address !== address.toLowerCase();
}

/** True when another variable of the service still names one of the hosts. */
function leadsThereStill({ after }: ServicePair, hosts: readonly string[]): boolean {
  return [...after.environment].some(([name, { value }]) => {
    const target = value === null ? undefined : connectionTarget(name, value);
    return target?.hosts.some((host) => hosts.includes(host)) ?? false;
  });
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function hostNames(project: Project): ReadonlySet<string> {
  const names = new Set<string>();
  for (const service of allServices(project).values()) {
    names.add(service.name.toLowerCase());
    if (service.containerName) names.add(service.containerName.value.toLowerCase());
  }
  return names;
}

function dataVariables(service: Service): ReadonlySet<string> {
  const facts = service.image && imageFacts(service.image.value);
  return new Set(
    (facts?.data ?? []).flatMap(({ variable, replaceable }) => (variable && !replaceable ? [variable] : [])),
  );
}

function retargeted(options: {
  readonly after: Service;
  readonly name: string;
  readonly old: Located<string | null>;
  readonly now: Located<string | null> | undefined;
}): Change {
  const { after, name, old, now } = options;
  const leads = now === undefined ? 'is removed' : `leads to ${withoutPassword(now.value ?? '')} now`;
  return {
    kind: 'environment-retargeted',
    name,
    service: after.name,
    to: now?.value === undefined || now.value === null ? undefined : withoutPassword(now.value),
    message: `${name} of service "${after.name}" ${leads}, it was ${withoutPassword(old.value ?? '')}: the service no longer works on the data that it had.`,
    before: old.location,
    after: now?.location ?? null,
  };
}

/** Messages and stored proposals must not hold secrets. */
function withoutPassword(value: string): string {
  return value.replace(/:\/\/([^:@/]*):[^@/]*@/, '://$1:…@').replace(/(password|pwd)\s*=\s*[^\s;]+/gi, '$1=…');
}
