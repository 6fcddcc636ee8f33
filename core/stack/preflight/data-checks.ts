import { imageFacts } from '../../images/image-facts.ts';
import { findDataAtRisk } from '../data-at-risk.ts';
import { imageReference } from '../declared.ts';
import { imageLabel } from '../previous-configuration.ts';
import { isAnonymousName } from '../read-engine.ts';
import { type CheckDefinition, type Owner, stop, warn } from './check.ts';

export const dataChecks: readonly CheckDefinition[] = [
  {
    id: 'data-mounted',
    title: 'The data is in named volumes or folders',
    find({ snapshot, touched }) {
      return touched.flatMap(({ service, containers, recreated }) =>
        containers.flatMap((container) =>
          findDataAtRisk(container, snapshot.images.get(container.imageId) ?? undefined)
            .filter((risk) => risk.known)
            .map((risk) => {
              const lost = risk.kind === 'tmpfs' || (risk.kind === 'writable-layer' && recreated);
              const problem = {
                service: service.name,
                message: lost ? `${risk.message} This restart would delete it.` : risk.message,
                wayOut: `Copy ${risk.path} out first (docker cp ${container.name}:${risk.path} ./backup), then mount a named volume there.`,
              };
              return lost && risk.kind !== 'tmpfs' ? stop(problem) : warn(problem);
            }),
        ),
      );
    },
  },
  {
    id: 'anonymous-volumes-kept',
    title: 'Anonymous volumes go over to the new containers',
    find({ project, snapshot, touched }) {
      return touched.flatMap(({ service, containers, recreated }) => {
        const image = snapshot.images.get(imageReference(project, service));
        if (!recreated || image === undefined || image === null) return [];
        return containers.flatMap((container) =>
          container.mounts
            .filter((mount) => {
              if (mount.type !== 'volume' || !isAnonymousName(mount.name ?? '')) return false;
              const declared = service.mounts.some((it) => it.target === mount.target);
              return !declared && !image.volumes.includes(mount.target);
            })
            .map((mount) =>
              stop({
                service: service.name,
                message: `${container.name} keeps ${mount.target} in an anonymous volume, and the new image declares no volume there: the new container would start without it.`,
                wayOut: `Mount a named volume at ${mount.target} and copy the data into it first.`,
              }),
            ),
        );
      });
    },
  },
  {
    id: 'mounts-kept',
    title: 'The same volumes stay attached',
    find({ project, touched }) {
      return touched.flatMap(({ service, containers, recreated }) => {
        if (!recreated) return [];
        return containers.flatMap((container) =>
          container.mounts
            .filter((mount) => mount.type === 'volume' && !isAnonymousName(mount.name ?? ''))
            .filter((mount) => {
              const sources = service.mounts
                .filter((it) => it.type === 'volume' && it.source !== undefined && it.target === mount.target)
                .map((it) => project.volumes.get(it.source?.value ?? '')?.engineName);
              return !sources.includes(mount.name);
            })
            .map((mount) =>
              stop({
                service: service.name,
                message: `${container.name} has the volume ${mount.name} at ${mount.target}; the new container would not.`,
                wayOut: 'Put the mount back into the file, or copy the data to where the file now has it.',
              }),
            ),
        );
      });
    },
  },
  {
    id: 'no-major-upgrade',
    title: 'No database changes its major version on the same data',
    find({ project, touched }) {
      return touched.flatMap(({ service, containers }) => {
        const next = imageFacts(service.labels.get(imageLabel)?.value ?? imageReference(project, service));
        if (!next?.majorBound) return [];
        return containers.flatMap((container) => {
          const now = imageFacts(container.labels[imageLabel] ?? container.details?.config.image ?? container.image);
          const [from, to] = [now?.version[0], next.version[0]];
          if (now?.family !== next.family || from === undefined || to === undefined || from === to) return [];
          return [
            stop({
              service: service.name,
              message: `${next.title} would go from version ${from} to ${to} on the same data; it cannot read it, and there is no way back once it has changed it.`,
              wayOut: `Keep version ${from}, dump the data, and load it into a new volume under version ${to}.`,
            }),
          ];
        });
      });
    },
  },
  {
    id: 'mount-targets',
    title: 'The mounts have a place in the container',
    find: ({ touched }) =>
      touched.flatMap(({ service }) =>
        service.mounts
          .filter(({ target }) => !target.startsWith('/') && !/^(?:\\|[A-Za-z]:\\)/.test(target))
          .map(({ target }) => {
            const drive = /^[A-Za-z]:/.test(target);
            return stop({
              service: service.name,
              message: drive
                ? `Compose takes "${target.slice(0, 2)}" in the mount "${target}" of ${service.name} for a Windows drive, so the engine refuses to make the container.`
                : `The mount "${target}" of ${service.name} is no absolute path, so the engine refuses to make the container.`,
              wayOut: drive
                ? 'Give the volume a name of two letters or more.'
                : 'Begin the path in the container with "/".',
            });
          }),
      ),
  },
  {
    id: 'bind-sources',
    title: 'The folders and files to be mounted exist',
    find({ touched, facts }) {
      const { files } = facts;
      if (files === undefined) return [];
      return touched.flatMap(({ service }) =>
        service.mounts
          .filter((mount) => mount.type === 'bind' && mount.source !== undefined)
          .filter((mount) => files.kind(mount.source?.value ?? '') === undefined)
          .map((mount) => {
            const path = mount.source?.value ?? '';
            const looksLikeFile = /\.[A-Za-z0-9]{1,8}$/.test(mount.target);
            const problem = {
              service: service.name,
              message: `${path} does not exist; the engine would make an empty folder there that belongs to root.`,
              wayOut: looksLikeFile
                ? 'Put the file back before restarting.'
                : 'Create the folder, or correct the path.',
            };
            // A socket is no file and no folder to look at.
            if (/\.sock$/.test(path)) return undefined;
            return looksLikeFile ? stop(problem) : warn(problem);
          })
          .filter((problem) => problem !== undefined),
      );
    },
  },
  {
    id: 'bind-owners',
    title: 'The containers may read and write where they have to',
    find({ snapshot, touched, facts }) {
      const { ownerOf } = facts;
      if (ownerOf === undefined) return [];
      return touched.flatMap(({ service, containers }) => {
        const image = containers[0] && snapshot.images.get(containers[0].imageId);
        const user = service.user?.value ?? image?.user ?? '';
        const [uid, gid] = user.split(':').map((part) => (/^\d+$/.test(part) ? Number(part) : undefined));
        const [name = ''] = user.split(':');
        if (name === '' || name === 'root' || uid === 0) return [];
        return service.mounts
          .filter((mount) => mount.type === 'bind')
          .flatMap((mount) => {
            const path = mount.source?.value ?? '';
            const owner = ownerOf(path);
            const needed = !mount.readOnly ? 0o2 : facts.files?.kind(path) === 'directory' ? 0o1 : 0o4;
            if (owner === undefined || (owner.mode & permitted(owner, uid, gid) & (needed * 0o111)) !== 0) return [];
            // Which number a name has, only the image knows; of root's own things it is certain that another may not.
            if (uid === undefined && owner.uid !== 0) return [];
            const [ids, how] =
              uid === undefined
                ? ['UID:GID', ', with the numbers that the image gives that user']
                : [`${uid}:${gid ?? uid}`, ''];
            const mode = owner.mode.toString(8).padStart(4, '0');
            return [
              warn({
                service: service.name,
                message: `${service.name} runs as user ${name}, which may not ${mount.readOnly ? 'read' : 'write to'} ${path} (owned by ${owner.uid}:${owner.gid}, mode ${mode}).`,
                wayOut: `chown -R ${ids} ${path}${how}`,
              }),
            ];
          });
      });
    },
  },
];

/** The mode's bits that count for a user: the owner's, the group's or those of everyone else. */
function permitted(owner: Owner, uid: number | undefined, gid: number | undefined): number {
  if (owner.uid === uid) return 0o700;
  // Without a number the image's group counts, which is not known, so that what the group may do is granted.
  return owner.gid === gid ? 0o070 : gid === undefined ? 0o077 : 0o007;
}
