import { at, child, itemsOf, stringOf } from '../../project/value.ts';
import { reportUnused } from '../facts/unused.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'unused-secret',
  category: 'correctness',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'A secret that no service reads',
  why: 'Most often the service reads it from somewhere else, or cannot read it at all.',
  instead: 'Give it to a service, or remove it.',
  examples: {
    bad: `services:
  web:
    image: nginx:1.27
secrets:
  key:
    environment: KEY
`,
    good: `services:
  web:
    image: nginx:1.27
    secrets:
      - key
secrets:
  key:
    environment: KEY
`,
  },
  check(context) {
    const { services, project } = context;
    if (project.secrets.size === 0) return;
    const used = new Set(
      services.flatMap((service) => [
        ...service.secrets.map((secret) => secret.value),
        ...itemsOf(at(service.value, 'build', 'secrets')).map(
          (item) => stringOf(item) ?? stringOf(child(item, 'source')) ?? '',
        ),
      ]),
    );
    reportUnused(context, 'secrets', used);
  },
});
