import { isValid, parse, parseCIDR } from 'ipaddr.js';
import type { Project, Resource, Service } from '../../project/project.ts';
import type { Container } from '../container.ts';
import { entry, networkNames, scalarText } from '../declared.ts';
import { type CheckDefinition, type PreflightProblem, type PreflightSubject, stop, warn } from './check.ts';

/** Addresses and address ranges, which the engine checks only after Compose has begun. */
export const networkChecks: readonly CheckDefinition[] = [
  {
    id: 'addresses-free',
    title: 'The fixed addresses can be had',
    find: (subject) =>
      subject.touched.flatMap(({ service }) =>
        fixedAddresses(subject.project, service).flatMap((fixed) => problemsOf(fixed, service, subject)),
      ),
  },
  {
    id: 'subnets-free',
    title: 'The address ranges of new networks are free',
    find({ project, snapshot, touched }) {
      const used = new Set(touched.flatMap(({ service }) => networkNames(project, service) ?? []));
      const missing = [...project.networks.values()].filter(
        ({ external, engineName }) => !external && used.has(engineName) && !snapshot.networks.has(engineName),
      );
      return missing.flatMap((network) =>
        declaredSubnets(network).flatMap((subnet) => {
          const other = [...snapshot.networks.values()].find(({ subnets }) =>
            subnets?.some((taken) => overlap(subnet, taken.subnet)),
          );
          if (other === undefined) return [];
          const taken = other.subnets?.find((it) => overlap(subnet, it.subnet))?.subnet ?? '';
          return [
            stop({
              message: `The network ${network.engineName} is to have the addresses ${subnet}, which overlap with ${taken} of the network ${other.name}. The engine cannot make it.`,
              wayOut: `Give it another subnet, or remove ${other.name} if nothing needs it.`,
            }),
          ];
        }),
      );
    },
  },
];

interface FixedAddress {
  readonly address: string;
  /** The engine's name of the network. */
  readonly network: string;
  readonly resource: Resource | undefined;
}

function fixedAddresses(project: Project, service: Service): readonly FixedAddress[] {
  return service.networks.flatMap(({ value: name }) =>
    ['ipv4_address', 'ipv6_address'].flatMap((key) => {
      const address = scalarText(service.value, 'networks', name, key);
      if (address === undefined || !isValid(address)) return [];
      const resource = project.networks.get(name);
      return [{ address, network: resource?.engineName ?? `${project.name}_${name}`, resource }];
    }),
  );
}

function problemsOf(
  { address, network, resource }: FixedAddress,
  service: Service,
  { project, snapshot, touched }: PreflightSubject,
): readonly PreflightProblem[] {
  const { name } = service;
  const existing = snapshot.networks.get(network);
  const subnets = existing?.subnets?.map(({ subnet }) => subnet) ?? (resource ? declaredSubnets(resource) : []);
  const sameFamily = subnets.filter((subnet) => range(subnet)?.[0].kind() === parse(address).kind());
  if (sameFamily.length === 0) {
    if (resource?.external && existing === undefined) return [];
    const wayOut = `Give the network a subnet (ipam: config), or ${name} no fixed address: services find each other by name.`;
    return [
      warn({
        service: name,
        message: `${name} is to have the address ${address}, and ${network} has no subnet of that kind.`,
        wayOut,
      }),
    ];
  }
  if (!sameFamily.some((subnet) => contains(subnet, address))) {
    return [
      stop({
        service: name,
        message: `${name} is to have the address ${address}, which is not among those of the network ${network} (${sameFamily.join(', ')}).`,
        wayOut: `Take an address of ${sameFamily[0]}, or none: services find each other by name.`,
      }),
    ];
  }
  const another = `Give ${name} another address, or none: services find each other by name.`;
  if (existing?.subnets?.some(({ gateway }) => gateway !== undefined && isSame(gateway, address))) {
    return [
      stop({
        service: name,
        message: `${name} is to have the address ${address}, which is the gateway of ${network}.`,
        wayOut: another,
      }),
    ];
  }
  const holder = [...snapshot.containers.values()].find(
    (container) =>
      container.networks.includes(network) &&
      container.addresses?.some((held) => isSame(held, address)) &&
      !isOwn(container, project, name) &&
      !givesUp({ container, address, project, touched }),
  );
  if (holder === undefined) return [];
  return [
    stop({
      service: name,
      message: `${name} is to have the address ${address}, which the container ${holder.name} has in ${network}.`,
      wayOut: another,
    }),
  ];
}

function isOwn({ compose }: Container, project: Project, service: string): boolean {
  return compose?.project === project.name && compose.service === service;
}

/** True for a container that this restart replaces by one without the address. */
function givesUp(options: {
  readonly container: Container;
  readonly address: string;
  readonly project: Project;
  readonly touched: PreflightSubject['touched'];
}): boolean {
  const { container, address, project, touched } = options;
  const replaced = touched.find(
    ({ containers, recreated }) => recreated && containers.some(({ id }) => id === container.id),
  );
  return replaced !== undefined && !fixedAddresses(project, replaced.service).some((it) => isSame(it.address, address));
}

function declaredSubnets(network: Resource): readonly string[] {
  const pools = entry(network.value, 'ipam', 'config');
  if (pools?.kind !== 'sequence') return [];
  return pools.items
    .map((pool) => scalarText(pool, 'subnet'))
    .filter((subnet) => subnet !== undefined && range(subnet) !== undefined) as string[];
}

function range(subnet: string): ReturnType<typeof parseCIDR> | undefined {
  try {
    return parseCIDR(subnet);
  } catch {
    return undefined;
  }
}

function contains(subnet: string, address: string): boolean {
  const found = range(subnet);
  const parsed = parse(address);
  return found !== undefined && found[0].kind() === parsed.kind() && parsed.match(found[0], found[1]);
}

/** Two ranges overlap when the wider one has the first address of the other. */
function overlap(a: string, b: string): boolean {
  const [one, other] = [range(a), range(b)];
  if (one === undefined || other === undefined || one[0].kind() !== other[0].kind()) return false;
  return one[0].match(other[0], Math.min(one[1], other[1]));
}

function isSame(a: string, b: string): boolean {
  return isValid(a) && isValid(b) && parse(a).toNormalizedString() === parse(b).toNormalizedString();
}
