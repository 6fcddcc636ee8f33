import { itemsOf, stringOf } from '../../project/value.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'dangerous-capability',
  category: 'security',
  severity: 'warning',
  presets: ['security'],
  since: '0.1.0',

  summary: 'A capability that amounts to root on the host',
  why: "With these capabilities a process breaks out of its container: it mounts file systems, loads kernel modules, reads any memory or changes the host's network.",
  instead: 'Remove it, or replace it by the narrowest one that works.',
  examples: {
    bad: `services:
  vpn:
    image: acme/vpn:1.4
    cap_add:
      - SYS_ADMIN
`,
    good: `services:
  vpn:
    image: acme/vpn:1.4
    cap_add:
      - NET_BIND_SERVICE
`,
  },
  checkService({ name, value }, { report }) {
    for (const item of itemsOf(value.entries.get('cap_add')?.value)) {
      const capability = stringOf(item)?.toUpperCase().replace(/^CAP_/, '');
      if (capability === undefined || !dangerous.has(capability)) continue;
      report({
        location: item.location,
        message: `With ${capability} "${name}" can break out of its container. Remove it, or take the narrowest capability that works.`,
      });
    }
  },
});

const dangerous = new Set(
  'ALL SYS_ADMIN SYS_MODULE SYS_RAWIO SYS_PTRACE SYS_BOOT DAC_READ_SEARCH BPF PERFMON SYS_TIME MAC_ADMIN MAC_OVERRIDE'.split(
    ' ',
  ),
);
