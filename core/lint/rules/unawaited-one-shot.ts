import { oneShotReason } from '../facts/service-facts.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'unawaited-one-shot',
  category: 'startup',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'A dependency on a one-time task that is not waited for',
  why: 'Without a condition the service starts as soon as the task has begun: before tables exist, and also when the task fails.',
  instead: 'Wait with "condition: service_completed_successfully".',
  examples: {
    bad: `services:
  api:
    image: acme/api:1.4
    depends_on:
      - migrate
  migrate:
    image: acme/api:1.4
    command: ["alembic", "upgrade", "head"]
`,
    good: `services:
  api:
    image: acme/api:1.4
    depends_on:
      migrate:
        condition: service_completed_successfully
  migrate:
    image: acme/api:1.4
    command: ["alembic", "upgrade", "head"]
`,
  },
  check({ services, project, report }) {
    for (const service of services) {
      for (const dependency of service.dependsOn) {
        if (dependency.via !== 'depends_on' || dependency.condition !== 'service_started') continue;
        const target = project.services.get(dependency.service);
        const reason = target && oneShotReason(target);
        const staying = target?.restart !== undefined && !/^(?:no|on-failure)/.test(target.restart.value);
        if (target === undefined || reason === undefined || staying || oneShotReason(service) !== undefined) continue;
        report({
          location: dependency.location,
          message: `"${target.name}" looks like a task that runs once (${reason}), but "${service.name}" starts as soon as it has begun. Wait with "condition: service_completed_successfully".`,
        });
      }
    }
  },
});
