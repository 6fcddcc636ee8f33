import { itemsOf, stringOf } from '../../project/value.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'unconfined-security',
  category: 'security',
  severity: 'warning',
  presets: ['security'],
  since: '0.1.0',

  summary: 'A protection of the engine is switched off',
  why: 'The seccomp, AppArmor and SELinux profiles stop system calls that containers do not need and exploits do.',
  instead: 'Remove the option, or name a profile that allows the one call that is needed.',
  examples: {
    bad: `services:
  web:
    image: acme/web:1.4
    security_opt:
      - seccomp:unconfined
`,
    good: `services:
  web:
    image: acme/web:1.4
    security_opt:
      - no-new-privileges:true
`,
  },
  checkService({ name, value }, { report }) {
    for (const item of itemsOf(value.entries.get('security_opt')?.value)) {
      const option = stringOf(item) ?? '';
      if (
        !/^(?:(?:seccomp|apparmor|systempaths)[:=]unconfined|label[:=]disable|no-new-privileges[:=]false)$/.test(option)
      )
        continue;
      report({
        location: item.location,
        message: `"${option}" switches a protection of "${name}" off. Remove it, or name a profile that allows just what is needed.`,
      });
    }
  },
});
