import type { ErrorKind } from './error-kind.ts';

/** Errors that no message tells by itself. */
export const wordlessErrors: readonly ErrorKind[] = [
  {
    id: 'ghost-name',
    cause:
      'The engine holds the name {name} for a container ({id}) that does not exist: a ghost, left behind by a start that was broken off.',
    steps: [
      'Wait a minute and try again: a start that still hangs lets the name go when it ends.',
      'Restart the engine: it forgets names without a container. Containers without a restart policy have to be started again.',
      'Or drop container_name from the file; Compose makes a name that is free.',
    ],
    never: 'Do not reset the engine to factory settings, and do not rename services because of it.',
  },
  {
    id: 'out-of-memory-killed',
    cause: 'The kernel killed it because it took more memory than it may.',
    steps: [
      'Look what it needs: docker stats',
      'Raise its limit (mem_limit, or deploy.resources.limits.memory), or let it keep less in memory.',
    ],
  },
  {
    id: 'perhaps-out-of-memory',
    cause:
      'It was killed (137) and has a memory limit. If nobody killed it, the kernel did, because it took more memory than it may.',
    steps: [
      'Look into the kernel log: dmesg | grep -i "killed process"',
      'Raise its limit (mem_limit, or deploy.resources.limits.memory), or let it keep less in memory.',
    ],
  },
  {
    id: 'own-port-silent',
    cause: 'Its health check asks {address}, which is in the container itself, and nothing answers there.',
    steps: [
      'See whether the address of the check is the one that the service listens on (its settings, its log).',
      'If it is, the service is stuck or still starting: read its log from its last start on.',
    ],
    never: 'Do not remove the health check: others wait for it.',
  },
  {
    id: 'image-missing',
    cause: 'The image {image} is not on this engine, so there is nothing to start.',
    steps: [
      'Fetch it by itself, which says why it cannot be had: docker pull {image}',
      'If it was built on another machine, build it here or load it: docker load',
    ],
  },
  {
    id: 'file-missing',
    cause: 'A file that it needs does not exist.',
    steps: ['Put the file back, or correct its path.'],
  },
  {
    id: 'engine-ended',
    cause:
      'The engine was killed or restarted, or its machine went down, and these services have no restart policy that brings them back.',
    steps: [
      'Start what is down, without making it anew: docker compose start',
      'See that the databases have recovered before you use them: their logs say so.',
      'Give the services restart: unless-stopped, so that they come back by themselves.',
    ],
    never:
      'Do not prune or make volumes anew because a service does not start at once: a database may still be recovering.',
  },
];
