import { reportUnused } from '../facts/unused.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'unused-volume',
  category: 'correctness',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'A volume that no service mounts',
  why: 'Most often a mount was forgotten or removed, so data goes elsewhere than it looks like.',
  instead: 'Mount it, or remove it; what the engine keeps in it stays until it is removed there.',
  examples: {
    bad: `services:
  web:
    image: nginx:1.27
volumes:
  data:
`,
    good: `services:
  web:
    image: nginx:1.27
    volumes:
      - data:/srv
volumes:
  data:
`,
  },
  check(context) {
    const { services, project } = context;
    if (project.volumes.size === 0) return;
    const used = new Set(
      services.flatMap((service) =>
        service.mounts.flatMap((mount) => (mount.type === 'volume' && mount.source ? [mount.source.value] : [])),
      ),
    );
    reportUnused(context, 'volumes', used);
  },
});
