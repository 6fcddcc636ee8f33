import type { ErrorKind } from './error-kind.ts';

/** Errors of engines and of Compose itself. */
export const engineErrors: readonly ErrorKind[] = [
  {
    id: 'name-conflict',
    pattern: /The container name "\/?(?<name>[^"]+)" is already in use by container "?(?<id>[0-9a-f]{12,64})"?/,
    cause: 'The name {name} belongs to another container ({id}).',
    steps: [
      'Look which container it is: docker inspect {id}',
      'If nobody needs its name, rename it: docker rename {name} {name}-old (it keeps its data and goes on)',
      'If the engine knows no such container, it is a ghost: restart the engine.',
      'Drop container_name from the file; Compose makes a name that is free.',
    ],
    never: 'Do not reset the engine to factory settings, and do not rename services blindly.',
  },
  {
    id: 'port-by-container',
    pattern: /Bind for (?<ip>[^ ]*?):(?<port>\d+) failed: port is already allocated/,
    cause: 'Port {port} is held by another container.',
    steps: [
      'Publish another host port in an override file.',
      'Stop the container that holds it, once you know its use.',
    ],
  },
  {
    id: 'port-by-program',
    pattern:
      /listen (?:tcp|udp|sctp)[46]? [^ ]*?:(?<port>\d+): bind: (?:address already in use|Only one usage)|failed to bind host port [^ ]*?:(?<port2>\d+)\/\w+: address already in use/,
    cause: 'A program outside of the engine holds port {port}.',
    steps: [
      'Publish another host port in an override file.',
      'If the program is not needed now, stop it for this session, after looking at who uses it.',
    ],
    never: 'Do not disable a system service or kill a process of which you do not know who needs it.',
  },
  {
    id: 'port-reserved',
    pattern: /An attempt was made to access a socket in a way forbidden by its access permissions/,
    cause: 'Windows has reserved a range of ports in which this one lies; nobody listens there.',
    steps: ['Publish a port outside of: netsh int ipv4 show excludedportrange protocol=tcp'],
  },
  {
    id: 'port-unavailable',
    pattern: /[Pp]orts are not available: .*?:(?<port>\d+): bind: (?<why>.*)/,
    cause: 'Port {port} cannot be taken: {why}',
    steps: ['Publish another host port in an override file.', 'Look for the program that holds it.'],
  },
  {
    id: 'port-privileged',
    pattern: /cannot expose privileged port (?<port>\d+)/,
    cause: 'A rootless engine may not take ports below 1024.',
    steps: ['Publish a host port from 1024 on.'],
  },
  {
    id: 'storage-damaged',
    pattern:
      /(?:metadata_v2\.db|meta\.db|containerd-overlayfs|io\.containerd\.[\w.]+|\/var\/lib\/(?:docker|containerd))[^\n]*(?:input\/output error|[Rr]ead-only file system)/,
    cause: 'The disk under the engine is full or damaged.',
    steps: [
      'Stop writing: no builds, no pulls.',
      'Look at the free space and the kernel log of the host.',
      'Copy the volumes away while they can still be read.',
      'Restart the engine, then check the disk.',
    ],
    never: 'Do not prune and do not reset before the volumes are copied: prune --volumes deletes data.',
  },
  {
    id: 'storage-read-only',
    pattern:
      /engine's disk takes no writes|(?:metadata_v2\.db|meta\.db|\/var\/lib\/(?:docker|containerd))[^\n]*[Rr]ead-only file system/,
    cause: 'The kernel made the disk under the engine read-only, mostly after an error of the disk.',
    steps: [
      'Stop writing: no builds, no pulls.',
      'Look at the kernel log of the host for the error: dmesg --level=err,warn',
      'Copy the volumes away while they can still be read.',
      'Check the file system with the engine stopped, then start it again.',
    ],
    never: 'Do not prune and do not reset before the volumes are copied: prune --volumes deletes data.',
  },
  {
    id: 'disk-full',
    pattern: /no space left on device/i,
    cause: 'A disk is full: the one of the engine, or the one that holds what the container writes to.',
    steps: [
      'Look which disk it is, and what takes the room: df -h, docker system df',
      'Remove old build cache: docker builder prune (it deletes no data)',
      'Limit the logs of containers (logging: options: max-size).',
    ],
    never: 'Do not run docker system prune --volumes: it deletes data.',
  },
  {
    id: 'disk-error',
    pattern: /[Ii]nput\/output error/,
    cause: 'A disk cannot be read or written.',
    steps: ['Look at the kernel log of the host.', 'Copy the data away while it can still be read.'],
    never: 'Do not prune or reset before the data is copied.',
  },
  {
    id: 'wrong-architecture',
    pattern: /exec format error/i,
    cause: 'The program is made for another processor, or a script has no first line or Windows line ends.',
    steps: ['Take an image for this processor, or say platform: in the file.', 'Save scripts with LF line ends.'],
  },
  {
    id: 'health-tool-missing',
    pattern: /(?:OCI runtime )?exec failed: .*exec: "(?<tool>[^"]+)": executable file not found in \$PATH/,
    cause: 'The health check calls {tool}, which the image does not have. The service itself may be well.',
    steps: [
      'Let the check use a program that the image has, such as pg_isready, redis-cli ping or wget.',
      'Make the container anew with it, so that the services that wait for it can start.',
    ],
    never: 'Do not remove the health check: others wait for it.',
  },
  {
    id: 'command-missing',
    pattern: /exec: "(?<command>[^"]+)": (?:executable file not found in \$PATH|stat [^:]+: no such file or directory)/,
    cause: 'The program {command} is not in the container.',
    steps: ['Correct command or entrypoint.', 'See whether a mount hides the folder in which it is.'],
  },
  {
    id: 'command-not-executable',
    pattern: /exec: "(?<command>[^"]+)": permission denied/,
    cause: '{command} may not be executed.',
    steps: ['chmod +x on the file, or call it through its interpreter.'],
  },
  {
    id: 'mount-kind',
    pattern: /Are you trying to mount a directory onto a file/,
    cause: 'The file to be mounted did not exist, so that the engine made a folder of its name.',
    steps: ['Put the file back in place of the empty folder.'],
  },
  {
    id: 'bind-missing',
    pattern: /bind source path does not exist: (?<path>.+)/,
    cause: '{path} does not exist.',
    steps: ['Create it, or correct the path.'],
  },
  {
    id: 'engine-permission',
    pattern: /permission denied while trying to connect to the (?:Docker daemon socket|docker API)/i,
    cause: 'This user may not use the engine.',
    steps: ['Add the user to the group of the socket and log in again, or use a rootless engine.'],
    never: 'Do not make the socket writable for all.',
  },
  {
    id: 'engine-down',
    pattern: /Cannot connect to the Docker daemon at (?<host>\S+?)\.|failed to connect to the docker API at/,
    cause: 'The engine does not answer.',
    steps: ['Start the engine, or choose the right Docker context.'],
  },
  {
    id: 'mount-path',
    pattern: /invalid mount path: '(?<path>[^']+)' mount path must be absolute/,
    cause: 'The mount {path} has no absolute path in the container.',
    steps: [
      'If the part before the colon is a volume of one letter, give it a longer name: Compose takes one letter for a Windows drive.',
      'Otherwise write the place in the container with a leading slash.',
    ],
  },
  {
    id: 'user-unknown',
    pattern: /unable to find (?:user|group) (?<user>[^:\s]+): no matching entries in (?:passwd|group) file/,
    cause: 'The image has no user or group {user}, under which the container is to run.',
    steps: [
      'Give the number instead, which needs no entry in the image (user: "1000:1000"), or correct the name.',
      'If the image was built here, make the user in its Dockerfile.',
    ],
    never: 'Do not let it run as root only because that starts: files that it makes then belong to root.',
  },
  {
    id: 'volume-missing',
    pattern: /get (?<volume>[^: ]+): no such volume|external volume "(?<volume2>[^"]+)" not found/,
    cause: 'A volume is missing. It may lie under another project name or on another engine.',
    steps: ['Look for volumes with a like name before making an empty one: docker volume ls'],
    never: 'Do not create an empty one silently: the old data would seem lost.',
  },
  {
    id: 'network-missing',
    pattern: /network (?<network>\S+) (?:not found|declared as external, but could not be found)/,
    cause: 'The network {network} does not exist.',
    steps: ['Create it: docker network create {network}'],
  },
  {
    id: 'networks-used-up',
    pattern: /Pool overlaps with other one|non-overlapping IPv4 address pool|address pools have been fully subnetted/,
    cause: 'There is no address range left for another network.',
    steps: ['Remove networks that nothing uses: docker network prune (it keeps those in use).'],
  },
  {
    id: 'address-taken',
    pattern: /^Address already in use$/,
    cause: 'The fixed address that it is to have (ipv4_address or ipv6_address) belongs to another container already.',
    steps: [
      'Look which container has it: docker network inspect NETWORK',
      'Give it another address, or none: services find each other by name.',
    ],
  },
  {
    id: 'service-unknown',
    pattern: /no such service: "?(?<service>[^":\s]+)/,
    cause: 'The file has no service {service}: a typing error, a profile that is off, or it was deleted.',
    steps: ['Compare the file with what runs and with its last version; put the block back.'],
    never: 'Do not write it again from memory.',
  },
  {
    id: 'dependency-failed',
    pattern:
      /dependency failed to start: container (?<container>\S+) (?<why>is unhealthy|exited \(\d+\)|has no healthcheck configured)/,
    cause: 'What it waits for failed: {container} {why}.',
    steps: ['Look at {container} first.'],
    never: 'Do not restart everything.',
  },
  {
    id: 'image-refused',
    pattern: /pull access denied for (?<image>\S+),|manifest (?:unknown|for \S+ not found)|no matching manifest for/,
    cause: 'The image cannot be had: wrong name or tag, no login, or not for this processor.',
    steps: ['Correct the name or the tag, or log in.', 'Keep the image that is here meanwhile.'],
  },
  {
    id: 'pull-limit',
    pattern: /toomanyrequests|pull rate limit/,
    cause: 'The registry allows no more downloads for now.',
    steps: ['Log in, or wait; what is here goes on.'],
  },
  {
    id: 'podman-ids',
    pattern: /not be enough IDs available in the namespace|insufficient UIDs or GIDs available in user namespace/,
    cause: 'Podman has too few user ids for this user.',
    steps: ['usermod --add-subuids 100000-165535 --add-subgids 100000-165535 USER, then podman system migrate'],
    never: 'Do not run podman system reset: it deletes all volumes.',
  },
];
