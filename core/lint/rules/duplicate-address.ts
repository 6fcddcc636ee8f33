import type { Service } from '../../project/project.ts';
import { type FixedAddress, fixedAddresses, subnetsOf } from '../facts/addresses.ts';
import { clashSeverity, runTogether } from '../facts/service-facts.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'duplicate-address',
  category: 'startup',
  severity: 'error',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'One fixed address for two on a network',
  why: 'The second one cannot start: "Address already in use". Which of the two it is changes from start to start.',
  instead: 'Give each its own address, or reach services by their names and leave addresses to the engine.',
  examples: {
    bad: `services:
  a:
    image: nginx:1.27
    networks:
      front:
        ipv4_address: 172.28.0.5
  b:
    image: nginx:1.27
    networks:
      front:
        ipv4_address: 172.28.0.5
networks:
  front:
    ipam:
      config:
        - subnet: 172.28.0.0/16
`,
    good: `services:
  a:
    image: nginx:1.27
    networks:
      front:
        ipv4_address: 172.28.0.5
  b:
    image: nginx:1.27
    networks:
      front:
        ipv4_address: 172.28.0.6
networks:
  front:
    ipam:
      config:
        - subnet: 172.28.0.0/16
`,
  },
  check({ project, services, report }) {
    const taken = new Map<string, { readonly service: Service; readonly at: FixedAddress }[]>();
    const gateways = new Map<string, FixedAddress>();
    for (const network of project.networks.values())
      for (const { gateway } of subnetsOf(network) ?? [])
        if (gateway) gateways.set(nameOf(network.name, gateway), gateway);
    for (const service of services) {
      for (const { network, at } of fixedAddresses(service)) {
        const count = service.scale?.value ?? 1;
        if (count > 1)
          report({
            location: at.location,
            message: `"${service.name}" runs ${count} containers, and only one of them can have the address ${at.text}. Leave the address to the engine, or run one container.`,
          });
        const name = nameOf(network, at);
        const gateway = gateways.get(name);
        if (gateway)
          report({
            location: at.location,
            message: `${at.text} is the gateway of the network "${network}", so "${service.name}" cannot start with it. Take another address.`,
            related: [{ message: 'the gateway', location: gateway.location }],
          });
        const holders = taken.get(name) ?? [];
        const other = holders.find((one) => runTogether(one.service, service));
        if (other)
          report({
            location: at.location,
            severity: clashSeverity(service, other.service),
            message: `"${other.service.name}" has the address ${at.text} on the network "${network}" already, so the second of the two cannot start. Give one of them another address.`,
            related: [{ message: `"${other.service.name}" has it here`, location: other.at.location }],
          });
        holders.push({ service, at });
        taken.set(name, holders);
      }
    }
  },
});

/** The same for all spellings of one address on a network. */
function nameOf(network: string, { version, number }: FixedAddress): string {
  return `${network} ${version} ${number}`;
}
