import { either, flag, keysOf, list, object, oneOf, pairs, scalar, text, toChoices, written } from './build-shape.ts';
import { byteSize } from './grammar/byte-size.ts';
import { containerPath } from './grammar/container-path.ts';
import { mount } from './grammar/mount.ts';
import { fileMode } from './grammar/plain.ts';
import type { Shape } from './shape.ts';

const key = (table: Parameters<typeof keysOf>[2]) => keysOf('services', 'volumes', table);

/** `volumes` of a service, short and long. */
export const serviceMounts: Shape = list(
  either(
    written(mount, { refers: 'mount' }),
    object(
      'a mount',
      key({
        type: [
          'What is mounted.',
          oneOf({
            volume: 'A volume that the engine keeps.',
            bind: 'A file or folder of the host.',
            tmpfs: 'Memory; lost when the container stops.',
            image: 'The files of an image, read-only.',
            npipe: 'A named pipe of a Windows host.',
            cluster: 'A volume of a cluster.',
          }),
        ],
        source: [
          'Name of a top-level volume, or a path of the host. Without it, an anonymous volume.',
          text({ refers: 'mount' }),
        ],
        target: ['Path in the container.', written(containerPath)],
        read_only: ['The container may not write to it.', flag],
        consistency: [
          'How strictly host and container must agree; an old setting of Docker Desktop.',
          text({
            suggestions: toChoices({
              consistent: 'Always the same.',
              cached: 'The host is ahead.',
              delegated: 'The container is ahead.',
            }),
          }),
        ],
        bind: [
          'Options of bind mounts.',
          object(
            'bind options',
            key({
              propagation: [
                'Whether mounts below it are seen on the other side.',
                text({
                  suggestions: ['rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave'].map((value) => ({
                    value,
                    description: 'A propagation mode of the kernel.',
                  })),
                }),
              ],
              create_host_path: [
                'Makes a missing folder on the host, owned by root. True unless it is switched off.',
                flag,
              ],
              recursive: [
                'What happens with mounts below the source.',
                oneOf({
                  enabled: 'They are mounted too.',
                  disabled: 'They are left out.',
                  writable: 'They stay writable in a read-only mount.',
                  readonly: 'They must be read-only, or the mount fails.',
                }),
              ],
              selinux: [
                'SELinux label.',
                oneOf({ z: 'Shared with other containers.', Z: 'For this container alone.' }),
              ],
            }),
          ),
        ],
        volume: [
          'Options of volumes.',
          object(
            'volume options',
            key({
              labels: ['Labels of the volume, when it is made with the container.', pairs('labels', 'rejected')],
              nocopy: ["Does not fill an empty volume with the image's files.", flag],
              subpath: ['Folder inside the volume to mount instead of its root.', text(), { since: '2.26.0' }],
            }),
          ),
        ],
        tmpfs: [
          'Options of tmpfs mounts.',
          object(
            'tmpfs options',
            key({
              size: [
                'Most bytes, as a number or with a unit.',
                scalar(['integer', 'string'], { grammar: byteSize, minimum: 0 }),
              ],
              mode: [
                'Permission bits in octal.',
                scalar(['number', 'string'], { grammar: fileMode }),
                { since: '2.14.0' },
              ],
            }),
          ),
        ],
        image: [
          'Options of image mounts.',
          object('image options', key({ subpath: ['Folder inside the image to mount instead of its root.', text()] })),
          { since: '2.35.0' },
        ],
      }),
      { required: ['type'] },
    ),
  ),
  'merged',
);
