import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'sensitive-host-path',
  category: 'security',
  severity: 'warning',
  presets: ['security'],
  since: '0.1.0',

  summary: 'A system folder of the host inside a container',
  why: 'Whoever takes over the container can change the host: its programs, its users, its boot.',
  instead: 'Mount the one file or folder that is needed, read-only.',
  examples: {
    bad: `services:
  web:
    image: acme/web:1.4
    volumes:
      - /etc:/host/etc
`,
    good: `services:
  web:
    image: acme/web:1.4
    volumes:
      - /etc/localtime:/etc/localtime:ro
`,
  },
  checkService(service, { report }) {
    for (const mount of service.mounts) {
      const source = mount.source?.value.replace(/([^/])\/+$/, '$1');
      if (mount.type !== 'bind' || source === undefined || mount.readOnly || !sensitive.has(source)) continue;
      report({
        location: mount.location,
        message: `"${service.name}" may change ${source} of the host, and with it the host itself. Mount only what is needed, read-only.`,
      });
    }
  },
});

const sensitive = new Set(
  '/ /etc /root /home /boot /bin /sbin /usr /usr/bin /usr/sbin /lib /lib64 /proc /sys /dev /var /var/run /run /var/lib /var/lib/docker /var/lib/containers'.split(
    ' ',
  ),
);
