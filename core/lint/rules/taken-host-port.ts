import type { Port, Project } from '../../project/project.ts';
import type { Container } from '../../stack/container.ts';
import type { LiveFacts, PortListener } from '../live-facts.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'taken-host-port',
  category: 'startup',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  live: true,
  summary: 'A host port that something else has',
  why: 'The container cannot start: "address already in use". Whatever waits for it stays down too.',
  instead: 'Publish another port, or stop what has it, once you know who needs it.',
  examples: {
    bad: `name: shop
services:
  db:
    image: postgres:16
    ports:
      - "5432:5432"
    volumes:
      - data:/var/lib/postgresql/data
volumes:
  data:
`,
    good: `name: shop
services:
  db:
    image: postgres:16
    ports:
      - "5433:5432"
    volumes:
      - data:/var/lib/postgresql/data
volumes:
  data:
`,
  },
  check({ project, live, report }) {
    if (live === undefined) return;
    for (const service of project.services.values()) {
      if (service.networkMode?.value === 'host') continue;
      for (const port of service.ports) {
        const { published, target } = port;
        if (
          published === undefined ||
          published.first === 0 ||
          (published.last > published.first && target.first === target.last)
        )
          continue;
        const holder = holderOf(port, project, live);
        if (holder === undefined) continue;
        report({
          location: port.location,
          message: `The host port ${published.first} is taken by ${holder}, so "${service.name}" cannot start. Publish another port, or stop what has it.`,
        });
      }
    }
  },
});

/** Who has a host port, in words; undefined when it is free or the project's own. */
function holderOf(port: Port, project: Project, { engine, listeners }: LiveFacts): string | undefined {
  const number = port.published?.first ?? 0;
  const containers = [...(engine?.containers.values() ?? [])].filter((container) =>
    container.ports.some(
      (entry) => entry.hostPort === number && entry.protocol === port.protocol && meets(entry.hostIp, port.hostIp),
    ),
  );
  if (containers.some((container) => container.compose?.project === project.name)) return undefined;
  const [container] = containers;
  if (container !== undefined) return describeContainer(container);
  const listener = listeners?.find(
    (entry) => entry.port === number && entry.protocol === port.protocol && meets(entry.address, port.hostIp),
  );
  // The engine's own proxy stands for a container that it did not tell of.
  if (listener === undefined || listener.process?.name === 'docker-proxy') return undefined;
  return describeListener(listener);
}

function meets(taken: string, wanted: string | undefined): boolean {
  const every = (address = '') => address === '' || address === '0.0.0.0' || address === '::' || address === '*';
  return every(taken) || every(wanted) || taken === wanted;
}

function describeContainer(container: Container): string {
  const origin = container.compose ? ` of the project "${container.compose.project}"` : '';
  return `the container "${container.name}"${origin}`;
}

function describeListener({ process, unit }: PortListener): string {
  if (process === undefined) return unit === undefined ? 'another program' : `the unit ${unit}`;
  return `${process.name} (process ${process.id}${unit === undefined ? '' : `, unit ${unit}`})`;
}
