import { allServices } from '../changes/service-pair.ts';
import type { MappingValue, Project, Service, Value } from '../project/project.ts';

const label = 'holdfast.protect';
const extension = 'x-holdfast';

/**
 * Names of services and volumes that are marked as protected: by the label `holdfast.protect: "true"`, by
 * `x-holdfast: {protect: true}` in them, or by a top-level `x-holdfast: {protect: [NAME, …]}` (or `true`: all). A protected
 * service protects the volumes that it mounts.
 *
 * @param before the project before an edit: a mark that is deleted together with what it marks still counts
 */
export function protectedNames(before: Project): ReadonlySet<string> {
  const names = new Set<string>();
  const general = protectOf(before.root);
  const listed = general?.kind === 'sequence' ? general.items.map(textOf) : [];
  const all = isTrue(general);
  for (const service of allServices(before).values()) {
    const marked = isTrue(protectOf(service.value)) || isYes(service.labels.get(label)?.value);
    if (!all && !marked && !listed.includes(service.name)) continue;
    names.add(service.name);
    for (const name of volumesOf(service)) names.add(name);
  }
  for (const volume of before.volumes.values()) {
    const marked = isTrue(protectOf(volume.value)) || hasLabel(volume.value);
    if (all || marked || listed.includes(volume.name)) names.add(volume.name);
  }
  return names;
}

function volumesOf(service: Service): string[] {
  return service.mounts.flatMap(({ type, source }) => (type === 'volume' && source ? [source.value] : []));
}

function protectOf(value: Value): Value | undefined {
  const mark = value.kind === 'mapping' ? value.entries.get(extension)?.value : undefined;
  return mark?.kind === 'mapping' ? mark.entries.get('protect')?.value : undefined;
}

function hasLabel(value: MappingValue): boolean {
  const labels = value.entries.get('labels')?.value;
  if (labels?.kind === 'mapping') return isTrue(labels.entries.get(label)?.value);
  if (labels?.kind !== 'sequence') return false;
  return labels.items.some((item) => isYes(textOf(item).split(`${label}=`)[1]));
}

function isTrue(value: Value | undefined): boolean {
  return value?.kind === 'scalar' && isYes(String(value.value));
}

function isYes(text: string | undefined): boolean {
  return text !== undefined && /^(?:true|yes|1|on)$/i.test(text);
}

function textOf(value: Value): string {
  return value.kind === 'scalar' ? String(value.value) : '';
}
