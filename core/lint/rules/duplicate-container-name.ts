import type { Service } from '../../project/project.ts';
import { clashSeverity, runTogether } from '../facts/service-facts.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'duplicate-container-name',
  category: 'startup',
  severity: 'error',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'Two services want the same container name',
  why: 'The second one cannot be made: "The container name is already in use".',
  instead: 'Give each its own name, or none: services reach each other by the name of the service.',
  examples: {
    bad: `services:
  a:
    image: nginx:1.27
    container_name: web
  b:
    image: nginx:1.27
    container_name: web
`,
    good: `services:
  a:
    image: nginx:1.27
    container_name: web-a
  b:
    image: nginx:1.27
    container_name: web-b
`,
  },
  check({ services, report }) {
    const owners = new Map<string, Service[]>();
    for (const service of services) {
      const name = service.containerName;
      if (name === undefined || name.value === '') continue;
      const others = owners.get(name.value) ?? [];
      const other = others.find((candidate) => runTogether(candidate, service));
      owners.set(name.value, [...others, service]);
      if (other?.containerName === undefined) continue;
      report({
        location: name.location,
        severity: clashSeverity(service, other),
        message: `The container name "${name.value}" is already taken by the service "${other.name}", so the second of the two cannot be made. Give each its own name.`,
        related: [{ message: `"${other.name}" takes it here`, location: other.containerName.location }],
      });
    }
  },
});
