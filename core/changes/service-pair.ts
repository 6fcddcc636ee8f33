import type { Mount, Project, Service } from '../project/project.ts';

/** One service on both sides, with what must be known of the projects around it. */
export interface ServicePair {
  readonly before: Service;
  /** Has another name when the service was renamed. */
  readonly after: Service;
  readonly projectBefore: Project;
  readonly projectAfter: Project;
  /** Old name to new name. */
  readonly renamedServices: ReadonlyMap<string, string>;
  /** Old name to new name. */
  readonly renamedVolumes: ReadonlyMap<string, string>;
  /** True when two mounts lead to the same data. */
  readonly sameSource: (before: Mount, after: Mount) => boolean;
}

/** All services of a project, also those that their profiles switch off. */
export function allServices(project: Project): ReadonlyMap<string, Service> {
  if (project.disabledServices.size === 0) return project.services;
  return new Map([...project.services, ...project.disabledServices]);
}
