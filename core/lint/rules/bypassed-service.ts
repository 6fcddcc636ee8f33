import type { Service } from '../../project/project.ts';
import { replace } from '../edits/edits.ts';
import { listeningPorts } from '../facts/service-facts.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'bypassed-service',
  category: 'correctness',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'A service is reached around the project',
  why: "The address of the host (172.17.0.1, host.docker.internal) leads to whatever listens there: the host's own database, another project, or nothing. Data is then written somewhere else than the file says.",
  instead: 'Use the name of the service; on one network services reach each other by name.',
  examples: {
    bad: `services:
  api:
    image: acme/api:1.4
    environment:
      MEMORY_DSN: postgresql://app@172.17.0.1:5432/memory
  db:
    image: postgres:16
    volumes:
      - data:/var/lib/postgresql/data
volumes:
  data:
`,
    good: `services:
  api:
    image: acme/api:1.4
    environment:
      MEMORY_DSN: postgresql://app@db:5432/memory
  db:
    image: postgres:16
    volumes:
      - data:/var/lib/postgresql/data
volumes:
  data:
`,
  },
  check({ services, view, report }) {
    const detour =
      /(?<host>\b172\.1[78]\.0\.1|\bhost\.docker\.internal|\bhost\.containers\.internal|\bdocker\.for\.(?:mac|win)\.localhost):(?<port>\d{1,5})\b/;
    for (const service of services) {
      for (const [name, { value, location }] of service.environment) {
        const found = value === null ? undefined : detour.exec(value)?.groups;
        if (found?.port === undefined) continue;
        const port = Number(found.port);
        const other = services.find(
          (candidate) =>
            candidate !== service &&
            (listeningPorts(candidate, view).has(port) ||
              candidate.ports.some((entry) => entry.published?.first === port)),
        );
        if (other === undefined) continue;
        const detoured = `${found.host}:${port}`;
        const direct = `${other.name}:${targetPort(other.ports, port)}`;
        report({
          location,
          message: `${name} leads to ${detoured}, whatever listens there on the host, although "${other.name}" of this project is what it means. ${advice(service)} ${direct}.`,
          // In the network of the host the name means nothing.
          fixes: ({ textAt }) => {
            const text = textAt(location);
            if (service.networkMode?.value === 'host' || !text.includes(detoured)) return [];
            const edits = [replace(location, text.replace(detoured, direct))];
            return [{ title: `Use ${direct}`, edits, safe: false }];
          },
        });
      }
    }
  },
});

function advice({ networkMode }: Service): string {
  return networkMode?.value === 'host' ? 'Leave the network of the host ("network_mode"), and use' : 'Use';
}

/** The port to use inside of the project's network. */
function targetPort(
  ports: readonly {
    readonly published?: { readonly first: number } | undefined;
    readonly target: { readonly first: number };
  }[],
  port: number,
): number {
  return ports.find((entry) => entry.published?.first === port)?.target.first ?? port;
}
