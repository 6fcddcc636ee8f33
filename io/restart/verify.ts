import { setTimeout as delay } from 'node:timers/promises';
import type { Container } from '../../core/stack/container.ts';
import { answeringPorts } from './probe-ports.ts';
import type { IdentifiedVolume } from './volume-identity.ts';

/** How often, and how far apart in milliseconds, ports are asked that answered before. */
const portAttempts = { times: 6, apart: 500 };

/** The same volumes at the same places as before, by name; undefined when all is as it was. */
export function verifyMounts(before: readonly Container[], now: readonly Container[]): string | undefined {
  const attached = new Set(now.flatMap(volumesOf));
  const lost = before.flatMap(volumesOf).filter((volume) => !attached.has(volume));
  if (lost.length === 0) return undefined;
  return `The volume ${lost.map((volume) => volume.replace('\n', ' at ')).join(', ')} is no longer attached.`;
}

/** A volume that is gone, or that is not the one of that name from before; undefined when all are. */
export function verifyVolumes(
  before: readonly IdentifiedVolume[],
  now: readonly IdentifiedVolume[],
): string | undefined {
  const present = new Map(now.map((volume) => [volume.name, volume]));
  for (const { name, identity } of before) {
    const volume = present.get(name);
    if (volume === undefined) return `The volume ${name} is gone.`;
    if (identity !== undefined && volume.identity !== undefined && volume.identity !== identity) {
      return `The volume ${name} is not the one from before: somebody deleted it and made an empty one of that name.`;
    }
  }
  return undefined;
}

function volumesOf(container: Container): string[] {
  return container.mounts
    .filter((mount) => mount.type === 'volume')
    .map((mount) => `${mount.name ?? mount.source}\n${mount.target}`);
}

/** Ports that answered before the restart and do not now; they get a few seconds. Undefined when all answer. */
export async function missingPorts(
  before: ReadonlySet<number>,
  now: readonly Container[],
): Promise<string | undefined> {
  const published = new Set(now.flatMap((container) => container.ports.map((port) => port.hostPort)));
  // A port that the new configuration does not publish is a change that was asked for.
  const expected = [...before].filter((port) => published.has(port));
  for (let attempt = 1; ; attempt += 1) {
    const answering = await answeringPorts(now);
    const missing = expected.filter((port) => !answering.has(port));
    if (missing.length === 0) return undefined;
    if (attempt === portAttempts.times) return `Nothing answers at port ${missing.join(', ')} any more.`;
    await delay(portAttempts.apart);
  }
}

/** Services that ran before and do not now, each with a sentence. */
export function verifyRunningSet(
  before: readonly Container[],
  now: readonly Container[],
): { readonly service: string; readonly message: string }[] {
  const running = (containers: readonly Container[]) =>
    new Set(
      containers
        .filter(({ state, compose }) => state === 'running' && compose !== undefined && !compose.oneOff)
        .map(({ compose }) => compose?.service ?? ''),
    );
  const after = running(now);
  return [...running(before)]
    .filter((name) => !after.has(name))
    .map((service) => ({ service, message: `${service} ran before and does not run now.` }));
}
