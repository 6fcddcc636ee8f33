import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'host-namespace',
  category: 'security',
  severity: 'warning',
  presets: ['security'],
  since: '0.1.0',

  summary: 'A container in a namespace of the host',
  why: "In the host's network it reaches services that listen on localhost only; among the host's processes it sees their environment and can stop them; in its IPC it reads their shared memory.",
  instead: 'Remove the key; share a namespace with one other service ("service:NAME") where two containers need it.',
  examples: {
    bad: `services:
  web:
    image: acme/web:1.4
    pid: host
`,
    good: `services:
  web:
    image: acme/web:1.4
`,
  },
  checkService({ name, value }, { report }) {
    for (const key of ['network_mode', 'pid', 'ipc', 'userns_mode'] as const) {
      const entry = value.entries.get(key);
      if (entry?.value.kind !== 'scalar' || entry.value.value !== 'host') continue;
      report({
        location: entry.value.location,
        message: `"${name}" shares ${shared[key]} with the host. Remove "${key}", or share it with one other service.`,
      });
    }
  },
});

const shared = {
  network_mode: 'the network',
  pid: 'all processes',
  ipc: 'the shared memory',
  userns_mode: 'the user ids',
} as const;
