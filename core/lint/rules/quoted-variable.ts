import { Part } from '../../yaml/place.ts';
import { replace } from '../edits/edits.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'quoted-variable',
  category: 'correctness',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'Quotes that become part of a variable',
  why: 'In a list of KEY=value lines no shell takes the quotes away: the container gets them, and a password or URL with quotes around it is another one.',
  instead: 'Put the quotes around the whole item, or write KEY: value lines.',
  examples: {
    bad: `services:
  web:
    image: nginx:1.27
    environment:
      - GREETING="good morning"
`,
    good: `services:
  web:
    image: nginx:1.27
    environment:
      - "GREETING=good morning"
      - SHOUT=say "hello"
`,
  },
  checkService(service, { textAt, report }) {
    for (const [name, { location }] of service.environment) {
      const text = textAt(location);
      // In the mapping form the place is that of the value alone, and quotes within quotes are meant.
      const [, value = '', quote = '', inner = ''] = /^[\w.-]+=((["'])(.*)\2)$/.exec(text) ?? [];
      if (quote === '' || inner.includes(quote)) continue;
      const start = text.length - value.length;
      report({
        location: new Part(location, start, text.length),
        message: `The quotes are part of the value that "${service.name}" gets for ${name}. Put them around the whole item.`,
        fixes: () =>
          inner.includes('"') || inner.includes('\\')
            ? []
            : [
                {
                  title: 'Put the quotes around the item',
                  edits: [replace(location, `"${name}=${inner}"`)],
                  safe: false,
                },
              ],
      });
    }
  },
});
