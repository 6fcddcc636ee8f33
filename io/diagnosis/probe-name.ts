import type { CallOptions } from '../engine/call-options.ts';
import { openDocker } from '../engine/connect-engine.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError, engineError } from '../engine/engine-error.ts';
import { withTimeLimit } from '../engine/time-limit.ts';

const limit = 10_000;
/** No container has this name: its dots and slashes are not allowed in one. */
const nobody = 'holdfast/no.such.container';

/**
 * Asks an engine who holds a container name, also when it is a ghost that no list shows. The question is a wish for a container
 * of that name with the volumes of one that does not exist: the engine looks at the name first and answers who has it, or then
 * finds that it cannot fulfil the rest. No container is ever made.
 *
 * @param image one that the engine has
 * @returns the holder's id; undefined when the name is free, or the engine has no such order of questions (Podman)
 */
export async function holderOfName(
  engine: Engine,
  { name, image, signal }: CallOptions & { readonly name: string; readonly image: string },
): Promise<string | undefined> {
  if (engine.version.product !== 'docker') return undefined;
  const docker = await openDocker(engine.endpoint, engine.version.api);
  const wish = { name, Image: image, HostConfig: { VolumesFrom: [nobody] } };
  try {
    await withTimeLimit({ signal, limit, subject: engine.endpoint.label }, (abortSignal) =>
      docker.createContainer({ ...wish, abortSignal } as never),
    );
  } catch (error) {
    const failure = engineError(error, engine.endpoint.label);
    if (failure.reason !== 'conflict') return undefined;
    return /by container "?(?<id>[0-9a-f]{12,64})"?/.exec(failure.message)?.groups?.id;
  }
  throw new EngineError('engine-error', `${engine.endpoint.label} made a container that it should not have made.`);
}
