import type { Mount, Project, Service } from '../../project/project.ts';
import type { FileView } from '../../text/file-view.ts';
import type { Fix } from '../finding.ts';
import { addToSection, addToService, replace } from './edits.ts';

interface Subject {
  readonly service: Service;
  readonly project: Project;
  readonly view: FileView;
}

/** Turns a mount without a source into one of a named volume, and defines that volume. */
export function nameVolume({ service, mount, project, view }: Subject & { readonly mount: Mount }): Fix | undefined {
  const { file, range } = mount.location;
  const text = view.readText(file)?.slice(range.start, range.end);
  const quote = text?.startsWith('"') || text?.startsWith("'") ? text.charAt(0) : '';
  if (text === undefined || (quote ? text.slice(1, -1) : text) !== mount.target) return undefined;
  const name = freeVolumeName(service, mount.target, project);
  const section = addToSection('volumes', name, { project, view, file });
  if (section === undefined) return undefined;
  return {
    title: `Make it the named volume "${name}"`,
    edits: [replace(mount.location, `${quote}${name}:${mount.target}${quote}`), section],
    // A running container's data stays in its old volume and has to be copied by hand.
    safe: false,
  };
}

/** Mounts a new named volume at a path of a service that has no `volumes` yet. */
export function mountVolume({
  service,
  target,
  project,
  view,
}: Subject & { readonly target: string }): Fix | undefined {
  if (service.value.entries.has('volumes')) return undefined;
  const file = service.definitions.at(-1)?.block.file;
  if (file === undefined) return undefined;
  const name = freeVolumeName(service, target, project);
  const mount = addToService(service, view, ['volumes:', `  - ${name}:${target}`]);
  const section = addToSection('volumes', name, { project, view, file });
  if (mount === undefined || section === undefined) return undefined;
  return { title: `Mount the named volume "${name}" at ${target}`, edits: [mount, section], safe: false };
}

/** `db-data`, or with the folder's name when that is taken. */
export function freeVolumeName(service: Service, target: string, project: Project): string {
  const base = `${service.name}-data`;
  const folder = target.split('/').filter(Boolean).at(-1) ?? 'data';
  const candidates = [base, `${service.name}-${folder.replace(/[^a-zA-Z0-9._-]/g, '-')}`];
  for (let number = 2; number < 100; number++) candidates.push(`${base}-${number}`);
  return candidates.find((name) => !project.volumes.has(name)) ?? base;
}
