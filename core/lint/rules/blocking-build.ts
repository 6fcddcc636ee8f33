import { startingFacts } from '../facts/built-image.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'blocking-build',
  category: 'startup',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'A finished server waits for something that is built',
  why: 'While the image is being built, or when the build fails, the database or model server does not start, although it is ready and everything else may need it.',
  instead: 'Remove the dependency, turn it around, or write it with "required: false".',
  examples: {
    bad: `services:
  ollama:
    image: ollama/ollama:0.4.0
    volumes:
      - models:/root/.ollama
    depends_on:
      - mcp
  mcp:
    build:
      context: .
      dockerfile_inline: |
        FROM python:3.12
volumes:
  models:
`,
    good: `services:
  ollama:
    image: ollama/ollama:0.4.0
    volumes:
      - models:/root/.ollama
  mcp:
    build:
      context: .
      dockerfile_inline: |
        FROM python:3.12
    depends_on:
      - ollama
volumes:
  models:
`,
  },
  check({ services, project, view, report }) {
    for (const service of services) {
      if (service.build !== undefined || service.dependsOn.length === 0) continue;
      const builds = service.dependsOn.some(({ service: name }) => project.services.get(name)?.build !== undefined);
      if (!builds) continue;
      const facts = startingFacts(service, view);
      // Proxies do wait for what they stand in front of.
      if (facts === undefined || facts.data === undefined || facts.data.length === 0 || facts.role === 'proxy')
        continue;
      for (const dependency of service.dependsOn) {
        const target = project.services.get(dependency.service);
        if (
          dependency.via !== 'depends_on' ||
          !dependency.required ||
          target?.build === undefined ||
          target.image !== undefined
        )
          continue;
        if (dependency.condition === 'service_completed_successfully') continue;
        report({
          location: dependency.location,
          message: `"${service.name}" (${facts.title}) needs no build, but waits for "${target.name}", which is built: a slow or failed build keeps it down. Remove the dependency, or write it with "required: false".`,
        });
      }
    }
  },
});
