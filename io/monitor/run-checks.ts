import { statfs } from 'node:fs/promises';
import { imageFacts } from '../../core/images/image-facts.ts';
import type { Checked } from '../../core/monitor/find-trouble.ts';
import type { Container } from '../../core/stack/container.ts';
import type { StackView } from '../../core/stack/stack.ts';
import { isLocal } from '../engine/endpoint.ts';
import type { Engine } from '../engine/engine.ts';
import { answeringPorts } from '../restart/probe-ports.ts';

/** Checks what no event tells: whether published ports answer, and how full the engine's disk is. */
export interface Checks {
  run(engine: Engine, view: StackView): Promise<Checked>;
}

/** Failures in a row before a port counts as lost. */
const failuresNeeded = 2;

export function makeChecks(): Checks {
  /** Failures in a row of ports that answered once, by container and port. */
  const failures = new Map<string, number>();
  let rootDirectory: { readonly engine: Engine; readonly path: string | undefined } | undefined;

  async function lostPorts(view: StackView): Promise<Checked['lostPorts']> {
    const containers = containersToTry(view);
    const answering = await answeringPorts(containers);
    const lost: { container: string; port: number }[] = [];
    const seen = new Set<string>();
    for (const { id, ports } of containers) {
      for (const port of new Set(ports.filter(({ protocol }) => protocol === 'tcp').map(({ hostPort }) => hostPort))) {
        const key = `${id}:${port}`;
        seen.add(key);
        if (answering.has(port)) failures.set(key, 0);
        const count = failures.get(key);
        if (answering.has(port) || count === undefined) continue;
        failures.set(key, count + 1);
        if (count + 1 >= failuresNeeded) lost.push({ container: id, port });
      }
    }
    for (const key of failures.keys()) if (!seen.has(key)) failures.delete(key);
    return lost;
  }

  /** Only where the engine's folder is on a disk that this process sees. */
  async function diskOf(engine: Engine): Promise<Checked['disk']> {
    if (rootDirectory?.engine !== engine) {
      const info = await engine.info();
      const isHere = process.platform === 'linux' && !/Desktop/.test(info.operatingSystem);
      rootDirectory = { engine, path: isHere ? info.rootDirectory : undefined };
    }
    if (rootDirectory.path === undefined || rootDirectory.path === '') return undefined;
    try {
      const { bavail, blocks, bsize } = await statfs(rootDirectory.path);
      return { free: bavail * bsize, total: blocks * bsize };
    } catch {
      return undefined;
    }
  }

  return {
    async run(engine, view) {
      if (!isLocal(engine.endpoint)) return { lostPorts: [] };
      const [ports, disk] = await Promise.all([lostPorts(view), diskOf(engine).catch(() => undefined)]);
      return { lostPorts: ports, disk };
    },
  };
}

/**
 * Those whose ports may be tried again and again. A health check knows better than a connection without a word, and databases
 * count such connections as attacks: MySQL locks the caller out after a hundred of them.
 */
function containersToTry(view: StackView): readonly Container[] {
  return view.projects
    .filter(({ project }) => project !== undefined)
    .flatMap(({ services }) => services.flatMap(({ containers }) => containers.map(({ container }) => container)))
    .filter((container) => {
      const { state, health, details, image } = container;
      if (state !== 'running' || health !== undefined || details?.config.healthcheck !== undefined) return false;
      return (imageFacts(details?.config.image ?? image)?.data.length ?? 0) === 0;
    });
}
