import { either, keysOf, list, scalar, textOrList, texts, written } from './build-shape.ts';
import { ipAddress, macAddress } from './grammar/ip-address.ts';
import { exposedPort } from './grammar/port.ts';
import { extraHosts } from './limits.ts';
import { networkMode, ports, serviceNetworks } from './service-network.ts';

/** How a service is reached. */
export const network = keysOf('services', undefined, {
  ports: [
    'Ports that the host opens for the containers: [HOST_IP:][HOST_PORT:]CONTAINER_PORT[/PROTOCOL]. Without an address, the whole network can reach them.',
    ports,
  ],
  expose: [
    'Ports that other containers may expect; nothing is opened.',
    list(scalar(['string', 'number'], { grammar: exposedPort }), 'merged'),
  ],
  networks: ["Networks that the containers are on. Without it, the project's default one.", serviceNetworks],
  network_mode: ['Takes the network of the host, of another service, or none. Excludes "networks".', networkMode],
  dns: [
    "DNS servers to ask instead of the engine's choice.",
    either(written(ipAddress), list(written(ipAddress), 'merged')),
  ],
  dns_opt: ['Options for /etc/resolv.conf.', texts('merged')],
  dns_search: ['Domains that short host names are looked up in.', textOrList('merged')],
  extra_hosts: ['Further lines for /etc/hosts, as HOST:ADDRESS; host-gateway stands for the host.', extraHosts],
  mac_address: ['Fixed MAC address.', written(macAddress), { since: '2.23.2' }],
});
