import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'taken-container-name',
  category: 'startup',
  severity: 'error',
  presets: ['recommended'],
  since: '0.1.0',
  live: true,
  summary: 'A container name that another container has',
  why: 'The container cannot be made: "The container name is already in use". After a crash the engine may hold a name without a container, a ghost.',
  instead:
    'Remove "container_name" and let Compose name it, rename it, or remove the other container when nobody needs it.',
  examples: {
    bad: `name: shop
services:
  lobby:
    image: acme/lobby:1.4
    container_name: lobby
`,
    good: `name: shop
services:
  lobby:
    image: acme/lobby:1.4
`,
  },
  check({ project, live, report }) {
    for (const service of project.services.values()) {
      const wanted = service.containerName;
      if (wanted === undefined) continue;
      const other = [...(live?.engine?.containers.values() ?? [])].find((container) => container.name === wanted.value);
      if (other === undefined) continue;
      const own =
        other.compose?.project === project.name && (other.compose.service === service.name || other.compose.oneOff);
      if (own) continue;
      const origin = other.compose
        ? `the service "${other.compose.service}" of the project "${other.compose.project}"`
        : 'a container that Compose did not make';
      report({
        location: wanted.location,
        message: `The container name "${wanted.value}" is taken by ${origin} (${other.state}), so "${service.name}" cannot be made. Remove "container_name", or choose another one.`,
      });
    }
  },
});
