import type { Project, Service } from '../project/project.ts';
import type { Container, ContainerConfig, ImageDetails } from './container.ts';

/** One way in which a running container is not what the files say. */
export interface Drift {
  /** The service's key: `image`, `environment`, `ports`, `volumes`, `command` … */
  readonly field: string;
  /** What exactly: the variable's name, the port, the mount's target; undefined when the field is one value. */
  readonly item?: string | undefined;
  /** As the files have it; undefined: not there. Values of variables are left out, they may be secret. */
  readonly declared?: string | undefined;
  readonly running?: string | undefined;
  readonly message: string;
}

/** What is compared. Everything not known is left out of the comparison, never taken as different. */
export interface DriftSubject {
  readonly project: Project;
  readonly service: Service;
  readonly container: Container;
  readonly config: ContainerConfig;
  /** The image that the container was made from. */
  readonly ownImage?: ImageDetails | undefined;
  /** The image that the declared reference means now; null when the engine has none. */
  readonly declaredImage?: ImageDetails | null | undefined;
  /** The variables of the service's env_files, merged; undefined when they could not be read. */
  readonly envFiles?: ReadonlyMap<string, string> | undefined;
}
