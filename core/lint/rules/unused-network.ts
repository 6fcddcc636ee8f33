import { reportUnused } from '../facts/unused.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'unused-network',
  category: 'correctness',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'A network that no service is on',
  why: 'Most often a service was meant to be on it and is cut off from the others, or open to them.',
  instead: 'Put a service on it, or remove it.',
  examples: {
    bad: `services:
  web:
    image: nginx:1.27
networks:
  backend:
`,
    good: `services:
  web:
    image: nginx:1.27
    networks:
      - backend
networks:
  backend:
`,
  },
  check(context) {
    const { services, project } = context;
    if (project.networks.size === 0) return;
    const used = new Set([
      'default',
      ...services.flatMap((service) => service.networks.map((network) => network.value)),
    ]);
    reportUnused(context, 'networks', used);
  },
});
