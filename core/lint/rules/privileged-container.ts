import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'privileged-container',
  category: 'security',
  severity: 'warning',
  presets: ['security'],
  since: '0.1.0',

  summary: 'A container with all privileges of the host',
  why: 'A privileged container is not contained: it sees all devices and can become root on the host in one step.',
  instead: 'Remove "privileged" and give the one capability or device that is needed with "cap_add" or "devices".',
  examples: {
    bad: `services:
  web:
    image: acme/web:1.4
    privileged: true
`,
    good: `services:
  web:
    image: acme/web:1.4
    cap_add:
      - NET_ADMIN
`,
  },
  checkService({ name, value }, { report }) {
    const entry = value.entries.get('privileged');
    if (entry?.value.kind !== 'scalar' || String(entry.value.value) !== 'true') return;
    report({
      location: entry.value.location,
      message: `"${name}" has all privileges of the host and can become root there in one step. Give it the one capability or device that it needs instead.`,
    });
  },
});
