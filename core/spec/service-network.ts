import {
  either,
  keysOf,
  list,
  named,
  object,
  oneOfLater,
  orNull,
  scalar,
  text,
  texts,
  toChoices,
  written,
} from './build-shape.ts';
import { driverOptions } from './deploy.ts';
import { hostAddress, ipAddress, macAddress } from './grammar/ip-address.ts';
import { integerText } from './grammar/plain.ts';
import { port, publishedPort } from './grammar/port.ts';
import { networkModeText } from './grammar/service-values.ts';
import { namePattern, type Shape } from './shape.ts';

/** `ports`, short and long. */
export const ports: Shape = list(
  either(
    scalar(['number', 'string'], { grammar: port }),
    object(
      'a port',
      keysOf('services', 'ports', {
        name: ['A name for the port, for people.', text()],
        target: ['Port in the container.', scalar(['integer', 'string'], { grammar: integerText })],
        published: [
          'Port on the host, or a range to choose from. Without it the engine picks one.',
          scalar(['string', 'integer'], { grammar: publishedPort }),
        ],
        host_ip: [
          'Address of the host to listen on; 127.0.0.1 keeps others out. Without it, all of them.',
          written(hostAddress),
        ],
        protocol: [
          'Transport protocol. Without it, tcp.',
          oneOfLater('a protocol', { tcp: 'TCP.', udp: 'UDP.', sctp: 'SCTP.' }),
        ],
        app_protocol: ['Protocol that is spoken over it, such as http; a hint for tools.', text(), { since: '2.26.0' }],
        mode: [
          'How a cluster publishes it.',
          oneOfLater('a mode of publishing', {
            ingress: 'On every node, with load balancing.',
            host: 'On the node that runs the container.',
          }),
        ],
      }),
    ),
  ),
  'merged',
);

/** `networks` of a service. */
export const serviceNetworks: Shape = either(
  texts('rejected', 'network'),
  named(
    'networks of a service',
    orNull(
      object('a network of a service', {
        ...keysOf('services', undefined, {
          aliases: ['Further host names of the service on this network.', texts('merged')],
          interface_name: [
            'Name of the network interface in the container, such as eth1.',
            text(),
            { since: '2.36.0' },
          ],
          ipv4_address: ['Fixed IPv4 address; the network needs a subnet that holds it.', written(ipAddress)],
          ipv6_address: ['Fixed IPv6 address; the network needs a subnet that holds it.', written(ipAddress)],
          link_local_ips: ['Link-local addresses.', list(written(ipAddress), 'merged')],
          mac_address: ['Fixed MAC address on this network.', written(macAddress)],
          priority: ['Networks with a higher number are connected first.', scalar(['number'])],
          gw_priority: [
            'The network with the highest number is the default gateway.',
            scalar(['number']),
            { since: '2.33.0' },
          ],
        }),
        ...keysOf('services', 'driver_opts', {
          driver_opts: ["Options for the network's driver.", driverOptions, { since: '2.27.1' }],
        }),
      }),
    ),
    { pattern: namePattern, refers: 'network' },
  ),
);

export const networkMode: Shape = written(networkModeText, {
  suggestions: toChoices({
    bridge: "The engine's default bridge.",
    host: 'The network of the host; published ports then mean nothing.',
    none: 'No network.',
    'service:': 'The network of another service.',
    'container:': 'The network of another container.',
  }),
});
