import { replace } from '../edits/edits.ts';
import { oneShotReason } from '../facts/service-facts.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'restarting-one-shot',
  category: 'startup',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'A one-time task that is started again each time it ends',
  why: 'It runs in an endless loop, and whatever waits for it to end is confused by it.',
  instead: 'Write restart: "no", or on-failure:3.',
  examples: {
    bad: `services:
  migrate:
    image: acme/api:1.4
    command: ["alembic", "upgrade", "head"]
    restart: always
`,
    good: `services:
  migrate:
    image: acme/api:1.4
    command: ["alembic", "upgrade", "head"]
    restart: on-failure:3
`,
  },
  checkService(service, { report }) {
    const { restart } = service;
    const reason = oneShotReason(service);
    if (restart === undefined || reason === undefined || !/^(?:always|unless-stopped)$/.test(restart.value)) return;
    report({
      location: restart.location,
      message: `"${service.name}" looks like a task that runs once (${reason}), and "restart: ${restart.value}" starts it again each time it ends. Write on-failure:3, or "no".`,
      fixes: () => [
        { title: 'Change to on-failure:3', edits: [replace(restart.location, 'on-failure:3')], safe: false },
      ],
    });
  },
});
