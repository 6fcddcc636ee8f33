import type { Service } from '../../project/project.ts';
import { addToService } from '../edits/edits.ts';
import { isLongRunner, nameOf } from '../facts/service-facts.ts';
import type { Fix } from '../finding.ts';
import { defineRule, type RuleContext } from '../rule.ts';

export const rule = defineRule({
  id: 'missing-restart',
  category: 'upkeep',
  severity: 'info',
  presets: ['strict'],
  since: '0.1.0',
  summary: 'A server without a restart policy',
  why: 'After a crash, or when the machine starts anew, it stays down until somebody notices.',
  instead: 'Write "restart: unless-stopped".',
  examples: {
    bad: `services:
  web:
    image: nginx:1.27
    ports:
      - "8080:80"
`,
    good: `services:
  web:
    image: nginx:1.27
    restart: unless-stopped
    ports:
      - "8080:80"
`,
  },
  checkService(service, { view, report }) {
    const entries = service.value.entries;
    const deploy = entries.get('deploy')?.value;
    const policy = deploy?.kind === 'mapping' && deploy.entries.has('restart_policy');
    if (service.restart !== undefined || policy || entries.has('provider') || !isLongRunner(service, view)) return;
    report({
      location: nameOf(service),
      message: `"${service.name}" is a server without a restart policy: after a crash or a restart of the machine it stays down. Write "restart: unless-stopped".`,
      fixes: (now) => [addRestart(service, now)],
    });
  },
});

function addRestart(service: Service, { view }: RuleContext): Fix | undefined {
  const edit = addToService(service, view, ['restart: unless-stopped']);
  return edit && { title: 'Add restart: unless-stopped', edits: [edit], safe: false };
}
