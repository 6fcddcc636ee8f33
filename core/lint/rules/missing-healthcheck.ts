import { type ImageFacts, imageFacts } from '../../images/image-facts.ts';
import type { Service } from '../../project/project.ts';
import type { FileView } from '../../text/file-view.ts';
import { addToService } from '../edits/edits.ts';
import { builtImage, startingFacts } from '../facts/built-image.ts';
import { nameOf } from '../facts/service-facts.ts';
import type { Fix } from '../finding.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'missing-healthcheck',
  category: 'startup',
  severity: 'error',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'Waiting for the health of a service without a health check',
  why: 'A container without a health check never becomes healthy: "docker compose up" stops with "has no healthcheck configured", and what depends on it never starts.',
  instead: 'Give the service a "healthcheck:", or wait with "condition: service_started".',
  examples: {
    bad: `services:
  web:
    image: nginx:1.27
    depends_on:
      app:
        condition: service_healthy
  app:
    build:
      context: .
      dockerfile_inline: |
        FROM alpine:3.20
`,
    good: `services:
  web:
    image: nginx:1.27
    depends_on:
      app:
        condition: service_healthy
  app:
    build:
      context: .
      dockerfile_inline: |
        FROM alpine:3.20
    healthcheck:
      test: ["CMD", "true"]
`,
  },
  check({ services, project, view, report }) {
    for (const service of services) {
      for (const dependency of service.dependsOn) {
        if (dependency.condition !== 'service_healthy') continue;
        const target = project.services.get(dependency.service) ?? project.disabledServices.get(dependency.service);
        if (target === undefined || (target.healthcheck?.test !== undefined && !target.healthcheck.disabled)) continue;
        const own = target.healthcheck?.disabled ? 'none' : imageHealthcheck(target, view);
        if (own === 'present') continue;
        const off = target.healthcheck?.disabled ? 'its health check is switched off' : 'it has no health check';
        const doubt = own === 'unknown' ? ' unless its image brings one' : '';
        report({
          location: dependency.location,
          severity: own === 'unknown' || !dependency.required ? 'warning' : undefined,
          message: `"${service.name}" waits until "${target.name}" is healthy, but ${off}${doubt}, so it never will be. Add a "healthcheck:" to "${target.name}".`,
          related: [{ message: `"${target.name}" is defined here`, location: nameOf(target) }],
          fixes: () => [addHealthcheck(target, view)],
        });
      }
    }
  },
});

type Presence = 'present' | 'none' | 'unknown';

/** Whether the image itself has a HEALTHCHECK. */
function imageHealthcheck(service: Service, view: FileView): Presence {
  if (service.build === undefined) return service.image ? ofReference(service.image.value) : 'unknown';
  const built = builtImage(service, view);
  if (built === undefined || built.chain.length === 0) return 'unknown';
  for (const stage of built.chain) {
    const instruction = stage.instructions.filter(({ name }) => name === 'HEALTHCHECK').at(-1);
    if (instruction) return /^NONE\b/i.test(instruction.text) ? 'none' : 'present';
  }
  return built.base === undefined ? 'unknown' : ofReference(built.base);
}

function ofReference(image: string): Presence {
  if (image === 'scratch') return 'none';
  const facts = imageFacts(image);
  if (facts === undefined) return 'unknown';
  return facts.ownHealthcheck ? 'present' : 'none';
}

function addHealthcheck(service: Service, view: FileView): Fix | undefined {
  const test = startingFacts(service, view)?.healthcheck;
  if (test === undefined || service.value.entries.has('healthcheck')) return undefined;
  const edit = addToService(service, view, healthcheckLines({ healthcheck: test }));
  return edit && { title: `Add a health check to "${service.name}"`, edits: [edit], safe: false };
}

/** A health check with times that suit most servers. */
function healthcheckLines({ healthcheck = [] }: Pick<ImageFacts, 'healthcheck'>): readonly string[] {
  return [
    'healthcheck:',
    `  test: [${healthcheck.map((word) => JSON.stringify(word)).join(', ')}]`,
    '  interval: 10s',
    '  timeout: 5s',
    '  retries: 5',
  ];
}
