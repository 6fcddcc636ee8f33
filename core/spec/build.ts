import {
  either,
  flag,
  keysOf,
  list,
  object,
  pairs,
  scalar,
  text,
  textOrList,
  texts,
  toChoices,
  written,
} from './build-shape.ts';
import { fileGrants } from './file-grant.ts';
import { assignment, platform, sshKey } from './grammar/service-values.ts';
import { extraHosts, ulimits, wholeBytes } from './limits.ts';
import type { Shape } from './shape.ts';

/** `build`: a context folder, or how to build in detail. */
export const build: Shape = either(
  text({ refers: 'folder' }),
  object(
    'a build',
    keysOf('build', undefined, {
      context: [
        'Folder, or URL of a Git repository, that is sent to the builder. Without it, the project folder.',
        text({ refers: 'folder' }),
      ],
      dockerfile: [
        'Dockerfile, seen from the context. Without it, Dockerfile. Excludes dockerfile_inline.',
        text({ refers: 'file' }),
      ],
      dockerfile_inline: ['The Dockerfile itself, as text. Excludes dockerfile.', text(), { since: '2.17.0' }],
      args: [
        'Build arguments, for the ARG lines of the Dockerfile. One without a value takes it from the environment of Compose.',
        pairs('build arguments'),
      ],
      ssh: [
        'SSH agent or keys that RUN --mount=type=ssh may use: "default", or ID=path.',
        pairs('SSH keys', 'rejected', written(sshKey)),
        { since: '2.4.0' },
      ],
      labels: ['Labels of the image that is built.', pairs('labels')],
      cache_from: ['Images or cache stores to take layers from.', texts()],
      cache_to: ['Cache stores to write layers to, as TYPE or type=TYPE[,KEY=VALUE].', texts(), { since: '2.4.0' }],
      no_cache: ['Builds every step anew, without the cache.', flag, { since: '2.4.0' }],
      no_cache_filter: [
        'Stages of the Dockerfile that are built anew, without the cache.',
        textOrList('rejected', 'stage'),
      ],
      additional_contexts: [
        'Further contexts by name, for FROM and COPY --from: a folder, an image, a Git URL, or service:NAME.',
        pairs('contexts', 'merged', written(assignment)),
        { since: '2.17.0' },
      ],
      network: [
        'Network that RUN steps are connected to; "none" cuts them off.',
        text({
          suggestions: toChoices({
            default: "The builder's own network.",
            host: 'The network of the host.',
            none: 'No network.',
          }),
        }),
      ],
      provenance: [
        'Adds a provenance attestation to the image: true, false, or parameters such as mode=max.',
        scalar(['string', 'boolean']),
        { since: '2.39.0' },
      ],
      sbom: [
        'Adds a list of the contained software to the image: true, false, or parameters.',
        scalar(['string', 'boolean']),
        { since: '2.39.0' },
      ],
      pull: ['Pulls base images even when they are there already.', flag, { since: '2.4.0' }],
      target: ['Stage of the Dockerfile to build. Without it, the last one.', text({ refers: 'stage' })],
      shm_size: ['Size of /dev/shm during the build, in bytes or with a unit.', wholeBytes],
      extra_hosts: ['Host names with addresses for RUN steps, as HOST:IP.', extraHosts, { since: '2.24.1' }],
      isolation: ["Isolation technology of the build's containers (Windows).", text()],
      privileged: ['Builds with all privileges of the host.', flag, { since: '2.15.0' }],
      secrets: [
        'Secrets that RUN --mount=type=secret may use. They are not left in the image.',
        fileGrants('secret', 'build'),
        { since: '2.5.0' },
      ],
      tags: [
        'Further names for the image, besides that of the service.',
        list(text({ refers: 'image' })),
        { since: '2.5.1' },
      ],
      ulimits: ['Limits of the operating system for RUN steps.', ulimits, { since: '2.23.1' }],
      platforms: [
        "Platforms to build for, such as linux/arm64. Must hold the service's platform.",
        list(written(platform)),
        { since: '2.10.0' },
      ],
      entitlements: [
        'Privileges that the build may use, such as network.host or security.insecure.',
        list(
          text({
            suggestions: toChoices({
              'network.host': 'RUN steps may use the network of the host.',
              'security.insecure': 'RUN steps may run without a sandbox.',
            }),
          }),
        ),
        { since: '2.27.0' },
      ],
    }),
  ),
);
