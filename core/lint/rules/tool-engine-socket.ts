import { engineSockets, isEngineTool } from '../facts/engine-socket.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'tool-engine-socket',
  category: 'security',
  severity: 'info',
  presets: ['security'],
  since: '0.1.0',
  summary: 'A tool that rules the engine',
  why: "The tool needs the engine, but with the whole socket a hole in it is a hole in the host. Read-only doesn't help, since the socket takes commands all the same.",
  instead: 'Put a socket proxy in between that lets through only what the tool needs.',
  examples: {
    bad: `services:
  proxy:
    image: traefik:v3.1
    volumes:
      - /var/run/docker.sock:/var/run/docker.sock:ro
`,
    good: `services:
  proxy:
    image: traefik:v3.1
    environment:
      DOCKER_HOST: tcp://socket-proxy:2375
`,
  },
  checkService(service, { report }) {
    if (!isEngineTool(service)) return;
    for (const { location } of engineSockets(service)) {
      report({
        location,
        message: `With the whole socket, a hole in "${service.name}" is a hole in the host. Put a socket proxy in between that lets through only what it needs.`,
      });
    }
  },
});
