import type { Port } from '../../project/project.ts';
import type { PublishedPort } from '../container.ts';
import { normalAddress } from '../declared.ts';
import type { Drift, DriftSubject } from '../drift-subject.ts';

export function comparePorts({ service, config }: DriftSubject): readonly Drift[] {
  if (config.networkMode === 'host') return [];
  const left = [...config.portBindings];
  const drifts: Drift[] = [];
  for (const wish of service.ports.flatMap(singlePorts)) {
    const index = left.findIndex((binding) => fulfils(binding, wish));
    if (index >= 0) {
      left.splice(index, 1);
      continue;
    }
    const text = wishInWords(wish);
    drifts.push({
      field: 'ports',
      item: text,
      declared: text,
      message: `The container does not publish ${text}, as the file has it.`,
    });
  }
  for (const binding of left) {
    const address = normalAddress(binding.hostIp);
    const text = `${address === '' ? '' : `${address}:`}${binding.hostPort || 'any'}:${binding.containerPort}/${binding.protocol}`;
    drifts.push({
      field: 'ports',
      item: text,
      running: text,
      message: `The container publishes ${text}, which the file does not.`,
    });
  }
  return drifts;
}

interface Wish {
  readonly hostIp: string;
  /** First and last host port that would do; undefined: the engine chooses. */
  readonly published: { readonly first: number; readonly last: number } | undefined;
  readonly containerPort: number;
  readonly protocol: string;
}

function singlePorts(port: Port): Wish[] {
  const { published, target, protocol } = port;
  const count = target.last - target.first + 1;
  const inStep = published !== undefined && published.last - published.first === target.last - target.first;
  return Array.from({ length: count }, (_, index) => ({
    hostIp: normalAddress(port.hostIp),
    published: inStep ? { first: published.first + index, last: published.first + index } : published,
    containerPort: target.first + index,
    protocol,
  }));
}

function fulfils(binding: PublishedPort, wish: Wish): boolean {
  if (binding.containerPort !== wish.containerPort || binding.protocol !== wish.protocol) return false;
  if (normalAddress(binding.hostIp) !== wish.hostIp) return false;
  if (wish.published === undefined) return true;
  return binding.hostPort >= wish.published.first && binding.hostPort <= wish.published.last;
}

function wishInWords({ hostIp, published, containerPort, protocol }: Wish): string {
  const address = hostIp === '' ? '' : `${hostIp}:`;
  const { first, last } = published ?? {};
  const host = first === undefined ? 'any' : first === last ? String(first) : `${first}-${last}`;
  return `${address}${host}:${containerPort}/${protocol}`;
}
