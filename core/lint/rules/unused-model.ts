import { reportUnused } from '../facts/unused.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'unused-model',
  category: 'correctness',
  severity: 'warning',
  presets: ['strict'],
  since: '0.1.0',
  summary: 'A model that no service uses',
  why: 'It is a leftover, or the service was meant to use it.',
  instead: 'Give it to a service, or remove it.',
  examples: {
    bad: `services:
  web:
    image: nginx:1.27
models:
  llm:
    model: ai/smollm2
`,
    good: `services:
  web:
    image: nginx:1.27
    models:
      - llm
models:
  llm:
    model: ai/smollm2
`,
  },
  check(context) {
    const { services, project } = context;
    if (project.models.size === 0) return;
    const used = new Set(services.flatMap((service) => service.models.map((model) => model.value)));
    reportUnused(context, 'models', used);
  },
});
