import { userId } from '../../images/user-ids.ts';
import type { Ownership } from '../live-facts.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'unreadable-bind-mount',
  category: 'startup',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  live: true,
  summary: "A bind mount that the container's user cannot read",
  why: 'Ids of users are the same inside and outside. A program that runs as another user than the owner finds "no models", "permission denied", or an empty folder.',
  instead: 'Change the owner of that folder alone, or run the container as its owner with "user".',
  examples: {
    bad: `services:
  api:
    image: acme/api:1.4
    user: "1000:1000"
    volumes:
      - ./models:/models
`,
    good: `services:
  api:
    image: acme/api:1.4
    user: "501:20"
    volumes:
      - ./models:/models
`,
  },
  check({ services, live, report }) {
    if (live?.ownership === undefined) return;
    for (const service of services) {
      const [name = '', ownGroup = ''] = (service.user?.value ?? '').split(':');
      const image = service.build === undefined ? service.image?.value : undefined;
      const user = name === '' ? undefined : userId(name, image);
      const group = /^\d+$/.test(ownGroup) ? Number(ownGroup) : undefined;
      // Root reads everything, and the ids of other names are known to the image alone.
      if (user === undefined || user === 0) continue;
      for (const mount of service.mounts) {
        const source = mount.type === 'bind' ? mount.source?.value : undefined;
        const owner = source === undefined ? undefined : live.ownership(source);
        if (owner === undefined) continue;
        const missing = missingRight(owner, user, group, mount.readOnly);
        if (missing === undefined) continue;
        report({
          location: mount.location,
          message: `"${service.name}" runs as user ${name === String(user) ? user : `${name} (${user})`} and may not ${missing} ${source}, which belongs to ${owner.user}:${owner.group} with mode ${owner.mode.toString(8)}. Run "chown -R ${user}${group === undefined ? '' : `:${group}`} ${source}", or set "user" to the owner.`,
        });
      }
    }
  },
});

/** What a user may not do with a file or folder; groups beyond the given one are not known. */
function missingRight(
  { user: owner, group: ownGroup, mode, kind }: Ownership,
  user: number,
  group: number | undefined,
  readOnly: boolean,
): 'read' | 'write to' | undefined {
  const bits = (mode >> (owner === user ? 6 : ownGroup === group ? 3 : 0)) & 7;
  const needed = kind === 'directory' ? 5 : 4;
  if ((bits & needed) !== needed) return 'read';
  // Most mounts are only read; a folder that its owner alone may write to says nothing.
  return !readOnly && kind === 'directory' && owner !== user && (bits & 2) === 0 && (mode & 0o055) === 0
    ? 'write to'
    : undefined;
}
