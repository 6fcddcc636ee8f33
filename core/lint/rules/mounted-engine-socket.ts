import { engineSockets, isEngineTool } from '../facts/engine-socket.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'mounted-engine-socket',
  category: 'data-loss',
  severity: 'warning',
  presets: ['recommended', 'security'],
  since: '0.1.0',

  summary: 'A container that rules the engine',
  why: "Whoever has the engine's socket is root on the host: it can delete every container and every volume, and mount any folder. Read-only does not help, since the socket takes commands all the same.",
  instead:
    'Leave it out. Where a tool needs it, put a socket proxy in between that lets through only what the tool needs.',
  examples: {
    bad: `services:
  web:
    image: acme/web:1.4
    volumes:
      - /var/run/docker.sock:/var/run/docker.sock
`,
    good: `services:
  web:
    image: acme/web:1.4
`,
  },
  checkService(service, { report }) {
    if (isEngineTool(service)) return;
    for (const mount of engineSockets(service)) {
      report({
        location: mount.location,
        message: `"${service.name}" can do whatever the engine can: delete every container and volume, and become root on the host. Leave the socket out, or put a proxy in between that lets only some calls through.`,
      });
    }
  },
});
