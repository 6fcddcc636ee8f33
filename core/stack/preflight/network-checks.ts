import type { Project, Resource, Service } from '../../project/project.ts';
import {
  type Address,
  type AddressRange,
  isSameAddress,
  isWithin,
  overlap,
  parseAddress,
  parseAddressRange,
} from '../../text/address-range.ts';
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
          const [other] = [...snapshot.networks.values()].flatMap(({ name, subnets }) => {
            const taken = rangesOf(subnets).find((it) => overlap(subnet, it));
            return taken === undefined ? [] : [{ name, taken }];
          });
          if (other === undefined) return [];
          return [
            stop({
              message: `The network ${network.engineName} is to have the addresses ${subnet.text}, which overlap with ${other.taken.text} of the network ${other.name}. The engine cannot make it.`,
              wayOut: `Give it another subnet, or remove ${other.name} if nothing needs it.`,
            }),
          ];
        }),
      );
    },
  },
];

interface FixedAddress extends Address {
  readonly address: string;
  /** The engine's name of the network. */
  readonly network: string;
  readonly resource: Resource | undefined;
}

interface Range extends AddressRange {
  readonly text: string;
}

function fixedAddresses(project: Project, service: Service): readonly FixedAddress[] {
  return service.networks.flatMap(({ value: name }) =>
    ['ipv4_address', 'ipv6_address'].flatMap((key) => {
      const address = scalarText(service.value, 'networks', name, key);
      const parsed = address === undefined ? undefined : parseAddress(address);
      if (address === undefined || parsed === undefined) return [];
      const resource = project.networks.get(name);
      return [{ ...parsed, address, network: resource?.engineName ?? `${project.name}_${name}`, resource }];
    }),
  );
}

function problemsOf(
  fixed: FixedAddress,
  service: Service,
  { project, snapshot, touched }: PreflightSubject,
): readonly PreflightProblem[] {
  const { name } = service;
  const { address, network, resource } = fixed;
  const existing = snapshot.networks.get(network);
  const subnets = existing?.subnets ? rangesOf(existing.subnets) : resource ? declaredSubnets(resource) : [];
  const sameFamily = subnets.filter(({ version }) => version === fixed.version);
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
  if (!sameFamily.some((subnet) => isWithin(fixed, subnet))) {
    return [
      stop({
        service: name,
        message: `${name} is to have the address ${address}, which is not among those of the network ${network} (${sameFamily.map(({ text }) => text).join(', ')}).`,
        wayOut: `Take an address of ${sameFamily[0]?.text}, or none: services find each other by name.`,
      }),
    ];
  }
  const another = `Give ${name} another address, or none: services find each other by name.`;
  if (existing?.subnets?.some(({ gateway }) => gateway !== undefined && isSame(gateway, fixed))) {
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
      container.addresses?.some((held) => isSame(held, fixed)) &&
      !isOwn(container, project, name) &&
      !givesUp({ container, fixed, project, touched }),
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
  readonly fixed: FixedAddress;
  readonly project: Project;
  readonly touched: PreflightSubject['touched'];
}): boolean {
  const { container, fixed, project, touched } = options;
  const replaced = touched.find(
    ({ containers, recreated }) => recreated && containers.some(({ id }) => id === container.id),
  );
  return replaced !== undefined && !fixedAddresses(project, replaced.service).some((it) => isSameAddress(it, fixed));
}

function declaredSubnets(network: Resource): readonly Range[] {
  const pools = entry(network.value, 'ipam', 'config');
  if (pools?.kind !== 'sequence') return [];
  return rangesOf(pools.items.map((pool) => ({ subnet: scalarText(pool, 'subnet') ?? '' })));
}

/** What is no range is left out. */
function rangesOf(subnets: readonly { readonly subnet: string }[] = []): readonly Range[] {
  return subnets.flatMap(({ subnet }) => {
    const range = parseAddressRange(subnet);
    return range === undefined ? [] : [{ ...range, text: subnet }];
  });
}

function isSame(text: string, address: Address): boolean {
  const other = parseAddress(text);
  return other !== undefined && isSameAddress(other, address);
}
