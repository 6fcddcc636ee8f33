import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'host-network-ports',
  category: 'correctness',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'Published ports in the network of the host',
  why: "A container in the host's network listens on the host itself; the mapping is dropped with no more than a warning, so the service isn't where the file says.",
  instead: 'Remove "ports" and let the program listen on the port that is wanted, or remove "network_mode: host".',
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
    if (networkMode?.value !== 'host' || ports.length === 0 || entry === undefined) return;
    report({
      location: entry.key,
      message: `"${name}" is in the network of the host, where published ports are dropped: the program listens on its own port. Remove "ports", or "network_mode: host".`,
      related: [{ message: 'the network mode is set here', location: networkMode.location }],
    });
  },
});
