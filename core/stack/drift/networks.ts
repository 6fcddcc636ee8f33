import { networkNames } from '../declared.ts';
import type { Drift, DriftSubject } from '../drift-subject.ts';

export function compareNetworks({ project, service, container, config }: DriftSubject): readonly Drift[] {
  const mode = service.networkMode?.value;
  if (mode !== undefined) {
    // `service:x` and `container:x` become the other container's id, which changes with each of its lives.
    const wanted = /^(?:service|container):/.test(mode) ? 'container:' : mode;
    if (config.networkMode.startsWith(wanted)) return [];
    return [
      {
        field: 'network_mode',
        declared: mode,
        running: config.networkMode,
        message: `The container's network is ${config.networkMode}, in the file it is ${mode}.`,
      },
    ];
  }
  const wanted = new Set(networkNames(project, service));
  const running = new Set(container.networks);
  // A container that isn't running has, on some engines, no networks listed.
  if (running.size === 0 && container.state !== 'running') return [];
  return [
    ...[...wanted]
      .filter((name) => !running.has(name))
      .map((name) => ({
        field: 'networks',
        item: name,
        declared: name,
        message: `The container is not on the network ${name}, as the file has it.`,
      })),
    ...[...running]
      .filter((name) => !wanted.has(name))
      .map((name) => ({
        field: 'networks',
        item: name,
        running: name,
        message: `The container is on the network ${name}, which the file does not name for it.`,
      })),
  ];
}
