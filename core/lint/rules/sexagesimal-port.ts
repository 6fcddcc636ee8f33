import { itemsOf } from '../../project/value.ts';
import { replace } from '../edits/edits.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'sexagesimal-port',
  category: 'correctness',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'A port that other YAML readers take for a number to base 60',
  why: 'By YAML 1.1, which many tools still read, 22:22 without quotes is the number 1342. The port is another one for them than for Compose.',
  instead: 'Put ports in quotes.',
  examples: {
    bad: `services:
  ssh:
    image: linuxserver/openssh-server:9.7
    ports:
      - 22:22
`,
    good: `services:
  ssh:
    image: linuxserver/openssh-server:9.7
    ports:
      - "22:22"
      - 8080:80
`,
  },
  checkService(service, { textAt, report }) {
    for (const { location } of [...service.ports, ...itemsOf(service.value.entries.get('expose')?.value)]) {
      const text = textAt(location);
      // Base 60 has no digit above 59 behind the first colon.
      if (!/^\d+(?::[0-5]?\d)+$/.test(text)) continue;
      const number = text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
      report({
        location,
        message: `Readers of YAML 1.1 take ${text} for the number ${number}. Put it in quotes.`,
        fixes: () => [{ title: 'Put it in quotes', edits: [replace(location, `"${text}"`)], safe: true }],
      });
    }
  },
});
