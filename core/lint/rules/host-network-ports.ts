import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'host-network-ports',
  category: 'correctness',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'Published ports in a network that is not its own',
  why: "A container in the host's network listens on the host itself; the mapping is dropped with no more than a warning, so the service isn't where the file says. In the network of another container, the engine refuses to make one with ports at all.",
  instead:
    'Remove "ports" and let the program listen on the port that is wanted, or remove "network_mode: host". With "network_mode: service:NAME", publish the port at the service NAME.',
  examples: {
    bad: `services:
  web:
    image: nginx:1.27
    network_mode: host
    ports:
      - "8080:80"
`,
    good: `services:
  web:
    image: nginx:1.27
    ports:
      - "8080:80"
`,
  },
  checkService({ name, networkMode, ports, value }, { report }) {
    const entry = value.entries.get('ports');
    const message = networkMode && messageFor(name, networkMode.value);
    if (message === undefined || ports.length === 0 || entry === undefined) return;
    report({
      location: entry.key,
      message,
      related: [{ message: 'the network mode is set here', location: networkMode?.location ?? entry.key }],
    });
  },
});

function messageFor(name: string, mode: string): string | undefined {
  if (mode === 'host')
    return `"${name}" is in the network of the host, where published ports are dropped: the program listens on its own port. Remove "ports", or "network_mode: host".`;
  if (mode === 'none')
    return `"${name}" has no network, so nothing reaches its published ports. Remove "ports", or "network_mode: none".`;
  const other = /^(?:service|container):(.+)$/.exec(mode)?.[1];
  return other === undefined
    ? undefined
    : `"${name}" is in the network of "${other}", and the engine refuses to publish ports of such a container. Move "ports" to "${other}".`;
}
