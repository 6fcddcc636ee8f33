import type { Resource } from '../../project/project.ts';
import { type Subnet, subnetsOf } from '../facts/addresses.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'overlapping-subnets',
  category: 'startup',
  severity: 'error',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'Two networks with the same addresses',
  why: 'The engine does not make the second one: "Pool overlaps with other one on this address space".',
  instead: 'Give each network a subnet of its own, or leave the subnets to the engine.',
  examples: {
    bad: `services:
  web:
    image: nginx:1.27
    networks: [front, back]
networks:
  front:
    ipam:
      config:
        - subnet: 172.28.0.0/16
  back:
    ipam:
      config:
        - subnet: 172.28.5.0/24
`,
    good: `services:
  web:
    image: nginx:1.27
    networks: [front, back]
networks:
  front:
    ipam:
      config:
        - subnet: 172.28.0.0/16
  back:
    ipam:
      config:
        - subnet: 172.29.5.0/24
`,
  },
  check({ project, report }) {
    // Compose makes only those networks that an enabled service is on.
    const used = new Set([...project.services.values()].flatMap(({ networks }) => networks.map(({ value }) => value)));
    const seen: { readonly network: Resource; readonly subnet: Subnet }[] = [];
    for (const network of project.networks.values()) {
      if (!used.has(network.name) && network.name !== 'default') continue;
      for (const subnet of subnetsOf(network) ?? []) {
        const other = seen.find((one) => one.network !== network && overlap(one.subnet, subnet));
        if (other)
          report({
            location: subnet.location,
            message: `${subnet.text} overlaps with ${other.subnet.text} of the network "${other.network.name}", and the engine makes only one of the two. Take another range.`,
            related: [{ message: `"${other.network.name}" has its addresses here`, location: other.subnet.location }],
          });
        seen.push({ network, subnet });
      }
    }
  },
});

function overlap(a: Subnet, b: Subnet): boolean {
  return a.version === b.version && a.first <= b.last && b.first <= a.last;
}
