import { loadProject } from '../../core/project/load-project.ts';
import type { Project } from '../../core/project/project.ts';
import type { RestartPlan } from '../../core/stack/restart-plan.ts';
import { disk, toPortablePath } from '../disk.ts';
import { type PrepareOptions, prepareRestart } from './prepare-restart.ts';
import { restartFolder } from './restart-folder.ts';
import { containersOfService, openStackPoints, type StackPoint } from './stack-points.ts';

export interface RestorePlanOptions extends Omit<PrepareOptions, 'elsewhere' | 'services'> {
  /** The project as its files are now. */
  readonly project: Project;
  readonly point: StackPoint;
  /** Services to have again as the point has them; none: all that differ from it. */
  readonly services?: readonly string[] | undefined;
}

/**
 * Plans to have services again as a restore point has them: image, configuration, volumes and networks. It is a restart
 * like any other, with the same checks, verification and way back; only its Compose file is the one that the point's
 * containers make. Services that run as they did then are left alone.
 *
 * @returns undefined when there is nothing to do, or the point has no such service
 * @throws EngineError
 */
export async function planRestore(options: RestorePlanOptions): Promise<RestartPlan | undefined> {
  const { engine, project, point, environment, signal } = options;
  const document = await openStackPoints(restartFolder(environment, project)).document(point, engine);
  if (document === undefined) return undefined;
  const { directory } = project;
  const request = { directory, files: [toPortablePath(document)], environment, projectName: point.project.name };
  // The document lies in the state folder, and is of this project all the same.
  const kept: Project = { ...loadProject(disk, request), directory };
  const now = await engine.containers({ project: project.name, signal });
  const asThen = new Set(now.filter(({ state }) => state === 'running').map(({ id }) => id));
  const services = (options.services ?? [...kept.services.keys()]).filter((service) => {
    if (!kept.services.has(service)) return false;
    const then = containersOfService(point, service);
    return (
      then.some(({ id, state }) => !asThen.has(id) && state === 'running') || (options.services && then.length > 0)
    );
  });
  if (services.length === 0) return undefined;
  const elsewhere = new Set([...project.services.keys(), ...project.disabledServices.keys()]);
  // What the present version answers, an earlier one need not; its own labels still count.
  return prepareRestart({ ...options, project: kept, services, elsewhere, probes: undefined });
}
