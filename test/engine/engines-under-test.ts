import { connectEngine } from '../../io/engine/connect-engine.ts';
import type { Engine } from '../../io/engine/engine.ts';
import { provideImages } from '../../scripts/environment/images.mjs';
import { type Podman, providePodman } from '../../scripts/environment/podman.mjs';
import { testEngine, testImage } from './scratch-project.ts';

/** An engine that the same tests run against. */
export interface EngineUnderTest {
  readonly engine: Engine;
  /** What leads docker and compose to it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Podman's own commands, for what the Docker API does not have. */
  readonly podman?: Podman['podman'] | undefined;
}

/** Each opens its engine, or prints why there is none and gives undefined. */
export const enginesUnderTest: readonly {
  readonly name: 'Docker' | 'Podman';
  readonly open: () => Promise<EngineUnderTest | undefined>;
}[] = [
  { name: 'Docker', open: openDocker },
  { name: 'Podman', open: openPodman },
];

async function openDocker(): Promise<EngineUnderTest | undefined> {
  const found = await testEngine();
  if ('reason' in found) return skipped(found.reason);
  return { engine: found, environment: { DOCKER_HOST: found.endpoint.host } };
}

let started: ReturnType<typeof providePodman> | undefined;

async function openPodman(): Promise<EngineUnderTest | undefined> {
  started ??= providePodman();
  const podman = await started;
  if (!podman.available) return skipped(podman.reason);
  const images = await provideImages(podman.host, [testImage]);
  if (!images.available) return skipped(images.reason);
  const engine = await connectEngine({ id: 'podman', label: 'Podman', host: podman.host });
  return { engine, environment: { DOCKER_HOST: podman.host }, podman: podman.podman };
}

function skipped(reason: string): undefined {
  console.log(`skipped: ${reason}`);
  return undefined;
}

// Podman is started once for all files of a run, and ended with the run.
after(async function () {
  this.timeout(60_000);
  const podman = await started;
  if (podman?.available) await podman.stop();
});
