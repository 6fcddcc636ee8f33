import { at, stringOf } from '../../project/value.ts';
import { reportUnused } from '../facts/unused.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'unused-config',
  category: 'correctness',
  severity: 'warning',
  presets: ['strict'],
  since: '0.1.0',
  summary: 'A config that no service gets',
  why: 'Most often the service runs with its own configuration instead.',
  instead: 'Give it to a service, or remove it.',
  examples: {
    bad: `services:
  web:
    image: nginx:1.27
configs:
  site:
    content: "server {}"
`,
    good: `services:
  web:
    image: nginx:1.27
    configs:
      - site
configs:
  site:
    content: "server {}"
`,
  },
  check(context) {
    const { services, project } = context;
    if (project.configs.size === 0) return;
    const used = new Set(
      services.flatMap((service) => [
        ...service.configs.map((config) => config.value),
        stringOf(at(service.value, 'credential_spec', 'config')) ?? '',
      ]),
    );
    reportUnused(context, 'configs', used);
  },
});
