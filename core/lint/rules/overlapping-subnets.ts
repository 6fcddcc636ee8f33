import { overlap } from '../../text/address-range.ts';
import { subnetsOf } from '../facts/addresses.ts';
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
    const made = [...project.networks.values()].flatMap((network) =>
      (subnetsOf(network) ?? []).map((subnet) => ({ network, subnet })),
    );
    if (made.length < 2) return;
    // Compose makes only those networks that an enabled service is on.
    const used = new Set([...project.services.values()].flatMap(({ networks }) => networks.map(({ value }) => value)));
    const seen: typeof made = [];
    for (const one of made) {
      const { network, subnet } = one;
      if (!used.has(network.name) && network.name !== 'default') continue;
      const other = seen.find((earlier) => earlier.network !== network && overlap(earlier.subnet, subnet));
      seen.push(one);
      if (other === undefined) continue;
      const { name } = other.network;
      report({
        location: subnet.location,
        message: `${subnet.text} overlaps with ${other.subnet.text} of the network "${name}", and the engine makes only one of the two. Take another range.`,
        related: [{ message: `"${name}" has its addresses here`, location: other.subnet.location }],
      });
    }
  },
});
