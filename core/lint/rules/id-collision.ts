import { imageFacts } from '../../images/image-facts.ts';
import { builtImage } from '../facts/built-image.ts';
import { fillIn } from '../facts/dockerfile.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'id-collision',
  category: 'build',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'A build adds a group or user whose id the image already has',
  why: 'The build fails: "GID already exists". Ids taken over from the host are often such: 20 on macOS, 1000 on Ubuntu.',
  instead: 'Use the existing group where there is one: getent group "$GID" || groupadd -g "$GID" app.',
  examples: {
    bad: `services:
  api:
    build:
      context: .
      args:
        GROUP_ID: 20
      dockerfile_inline: |
        FROM python:3.12-slim
        ARG GROUP_ID=1000
        RUN groupadd -g $$GROUP_ID app
`,
    good: `services:
  api:
    build:
      context: .
      args:
        GROUP_ID: 20
      dockerfile_inline: |
        FROM python:3.12-slim
        ARG GROUP_ID=1000
        RUN getent group $$GROUP_ID || groupadd -g $$GROUP_ID app
`,
  },
  check({ services, view, report }) {
    for (const service of services) {
      const built = builtImage(service, view);
      const place = service.value.entries.get('build')?.key;
      if (built === undefined || place === undefined || built.base === undefined) continue;
      const taken = idsOf(built.base);
      if (taken === undefined) continue;
      for (const { name, text, line } of built.chain.flatMap((stage) => stage.instructions)) {
        const filled = name === 'RUN' ? fillIn(text, built.values) : undefined;
        const found = filled === undefined ? undefined : collision(filled, taken);
        if (found === undefined) continue;
        report({
          location: place,
          message: `The build of "${service.name}" adds the ${found.what} id ${found.id} (line ${line} of the Dockerfile), which ${built.base} already has as "${found.owner}", so it fails. Use the existing one, or another id.`,
        });
      }
    }
  },
});

interface TakenIds {
  readonly group: ReadonlyMap<number, string>;
  readonly user: ReadonlyMap<number, string>;
}

/** Ids of Debian's base-passwd, which Ubuntu shares; and of Alpine's alpine-baselayout. */
const debianGroups =
  'root daemon bin sys adm tty disk lp mail news uucp - man proxy - kmem - - - - dialout fax voice - cdrom floppy tape sudo - audio dip - - www-data backup - - operator list irc src - shadow utmp video sasl plugdev - - - staff';
const alpineGroups =
  'root bin daemon sys adm tty disk lp kmem wheel floppy mail news uucp cron audio cdrom dialout ftp sshd';

function idsOf(image: string): TakenIds | undefined {
  const facts = imageFacts(image);
  if (facts?.role !== 'tool' || facts.family === 'openjdk') return undefined;
  const { repository, tag = '' } = facts.reference;
  const alpine = repository === 'alpine' || tag.includes('alpine');
  const group = new Map<number, string>();
  const user = new Map<number, string>();
  if (!alpine) {
    for (const [id, name] of debianGroups.split(' ').entries()) if (name !== '-') group.set(id, name);
    group.set(60, 'games').set(100, 'users');
    user.set(33, 'www-data');
  } else {
    for (const id of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) group.set(id, alpineGroups.split(' ')[id] ?? '');
    group.set(20, 'dialout').set(27, 'video').set(34, 'kvm').set(82, 'www-data').set(100, 'users');
  }
  if (repository === 'node') {
    group.set(1000, 'node');
    user.set(1000, 'node');
  }
  if (repository === 'ubuntu' && /^(?:2[3-9]|noble|latest|$)/.test(tag)) {
    group.set(1000, 'ubuntu');
    user.set(1000, 'ubuntu');
  }
  return { group, user };
}

/** The first groupadd, addgroup, useradd or adduser of a RUN that asks for a taken id and has no way out. */
function collision(text: string, taken: TakenIds): { what: 'group' | 'user'; id: number; owner: string } | undefined {
  for (const command of text.split(/&&|;|\n/)) {
    if (/\bgetent\b|\|\||(?:^|\s)(?:-o|--non-unique)(?:\s|$)|\bif\b/.test(command)) continue;
    const match = /\b(groupadd|addgroup|useradd|adduser)\b(.*)/.exec(command);
    const what = /^(?:groupadd|addgroup)$/.test(match?.[1] ?? '') ? 'group' : 'user';
    const flag = what === 'group' ? /(?:^|\s)(?:-g|--gid)[\s=]+(\d+)/ : /(?:^|\s)(?:-u|--uid)[\s=]+(\d+)/;
    const id = Number(flag.exec(match?.[2] ?? '')?.[1] ?? Number.NaN);
    const owner = taken[what].get(id);
    if (owner !== undefined) return { what, id, owner };
  }
  return undefined;
}
