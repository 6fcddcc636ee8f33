import { isWithin } from '../../text/address-range.ts';
import { type FixedAddress, fixedAddresses, type Subnet, subnetsOf } from '../facts/addresses.ts';
import { defineRule, type RuleContext } from '../rule.ts';

export const rule = defineRule({
  id: 'address-outside-subnet',
  category: 'startup',
  severity: 'error',
  presets: ['recommended'],
  since: '0.1.0',
  summary: "A fixed address that is not in its network's subnet",
  why: 'The engine starts no container with it: "Invalid address … does not belong to any of this network\'s subnets". A gateway outside keeps the network from being made.',
  instead: 'Take an address from the subnet, or give the network the subnet that holds it.',
  examples: {
    bad: `services:
  web:
    image: nginx:1.27
    networks:
      front:
        ipv4_address: 10.9.0.5
networks:
  front:
    ipam:
      config:
        - subnet: 172.28.0.0/16
`,
    good: `services:
  web:
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
  },
  check(context) {
    const { project, services, report } = context;
    const subnets = new Map([...project.networks].map(([name, network]) => [name, subnetsOf(network)] as const));
    for (const own of subnets.values()) for (const subnet of own ?? []) checkSubnet(subnet, context);
    for (const service of services) {
      for (const { network, at } of fixedAddresses(service)) {
        const resource = project.networks.get(network);
        const all = subnets.get(network);
        if (resource === undefined || all === undefined || all.some((subnet) => isWithin(at, subnet))) continue;
        const same = all.filter(({ version }) => version === at.version);
        const place = resource.definitions.at(-1)?.key;
        report({
          location: at.location,
          message:
            same.length === 0
              ? `The network "${network}" has no IPv${at.version} subnet, and the engine gives fixed addresses only in networks with one. Write it below "ipam" of the network.`
              : `${at.text} is not in ${same.map(({ text }) => text).join(' or ')}, the subnet of the network "${network}", so "${service.name}" cannot start. Take an address from there.`,
          related: same[0]
            ? [{ message: 'the subnet', location: same[0].location }]
            : place && [{ message: 'the network', location: place }],
        });
      }
    }
  },
});

function checkSubnet(subnet: Subnet, { report }: RuleContext): void {
  const { text, location, gateway, pool, reserved } = subnet;
  const related = [{ message: 'the subnet', location }];
  const outside = ({ text: address, location: place }: FixedAddress, what: string) =>
    report({
      location: place,
      message: `The ${what} ${address} is not in the subnet ${text}, and the network cannot be made. Take one from the subnet.`,
      related,
    });
  if (gateway && !isWithin(gateway, subnet)) outside(gateway, 'gateway');
  for (const address of reserved) if (!isWithin(address, subnet)) outside(address, 'address');
  if (pool && !isWithin(pool, subnet))
    report({
      location: pool.location,
      severity: 'warning',
      message: `The range ${pool.text} is not in the subnet ${text}: engines since version 25 refuse the network, earlier ones pass the range over. Take a part of the subnet.`,
      related,
    });
}
