import type { Port } from '../../project/project.ts';
import { replace } from '../edits/edits.ts';
import { startingFacts } from '../facts/built-image.ts';
import type { Fix } from '../finding.ts';
import { defineRule, type RuleContext } from '../rule.ts';

export const rule = defineRule({
  id: 'published-database-port',
  category: 'security',
  severity: 'warning',
  presets: ['security'],
  since: '0.1.0',
  summary: 'A database port is open to the whole network',
  why: "The engine writes its own firewall rules, so a published port can be reached from outside even behind the host's firewall.",
  instead: 'Bind it to 127.0.0.1, or do not publish it: services of one project reach each other without.',
  examples: {
    bad: `services:
  db:
    image: postgres:16
    ports:
      - "5432:5432"
`,
    good: `services:
  db:
    image: postgres:16
    ports:
      - "127.0.0.1:5432:5432"
`,
  },
  checkService(service, { view, report }) {
    const facts = startingFacts(service, view);
    if (facts === undefined || !['database', 'cache', 'queue', 'search'].includes(facts.role)) return;
    for (const port of service.ports) {
      if (port.published === undefined || !isEverywhere(port.hostIp)) continue;
      report({
        location: port.location,
        message: `${facts.title} of "${service.name}" can be reached from the whole network on port ${port.published.first}, past the host's firewall. Bind it to 127.0.0.1, or don't publish it.`,
        fixes: (now) => [bindToLoopback(port, now)],
      });
    }
  },
});

function isEverywhere(address: string | undefined): boolean {
  return address === undefined || address === '' || address === '0.0.0.0' || address === '::';
}

/** Puts 127.0.0.1 in front of a short port. */
function bindToLoopback({ location }: Port, { textAt }: RuleContext): Fix | undefined {
  const text = textAt(location);
  const [, quote = '', rest = ''] = /^(["']?)(?:0\.0\.0\.0:)?(\d[\d-]*:[\d/a-z-]+)\1$/.exec(text) ?? [];
  if (rest === '') return undefined;
  const mark = quote === '' ? '"' : quote;
  return {
    title: 'Bind it to 127.0.0.1',
    edits: [replace(location, `${mark}127.0.0.1:${rest}${mark}`)],
    safe: false,
  };
}
