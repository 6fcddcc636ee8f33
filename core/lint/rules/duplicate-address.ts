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
    const taken: { readonly service: Service; readonly network: string; readonly at: FixedAddress }[] = [];
    for (const service of services) {
      for (const { network, at } of fixedAddresses(service)) {
        const count = service.scale?.value ?? 1;
        if (count > 1)
          report({
            location: at.location,
            message: `"${service.name}" runs ${count} containers, and only one of them can have the address ${at.text}. Leave the address to the engine, or run one container.`,
          });
        const resource = project.networks.get(network);
        const gateway = (resource && subnetsOf(resource))?.find(({ gateway: one }) => isSame(one, at))?.gateway;
        if (gateway)
          report({
            location: at.location,
            message: `${at.text} is the gateway of the network "${network}", so "${service.name}" cannot start with it. Take another address.`,
            related: [{ message: 'the gateway', location: gateway.location }],
          });
        const other = taken.find(
          (one) => one.network === network && isSame(one.at, at) && runTogether(one.service, service),
        );
        if (other)
          report({
            location: at.location,
            severity: clashSeverity(service, other.service),
            message: `"${other.service.name}" has the address ${at.text} on the network "${network}" already, so the second of the two cannot start. Give one of them another address.`,
            related: [{ message: `"${other.service.name}" has it here`, location: other.at.location }],
          });
        taken.push({ service, network, at });
      }
    }
  },
});

function isSame(a: FixedAddress | undefined, b: FixedAddress): boolean {
  return a?.version === b.version && a.number === b.number;
}
