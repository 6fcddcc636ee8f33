import type { ErrorKind } from './error-kind.ts';

/** Errors that servers write into their own logs. */
export const appErrors: readonly ErrorKind[] = [
  {
    id: 'database-version',
    pattern:
      /database files are incompatible with server|data directory was initialized by PostgreSQL version (?<old>\d+)/,
    cause: 'The data was written by another version of the database (PostgreSQL {old}).',
    steps: [
      'Put the old version back into the file.',
      'Dump the data with it, and load the dump into a new volume under the new version.',
    ],
    never: 'Do not delete the volume.',
  },
  {
    id: 'postgres-18-mount',
    pattern: /\/var\/lib\/postgresql\/data \(unused mount\/volume\)/,
    cause: 'PostgreSQL 18 keeps its data elsewhere and wants its volume at /var/lib/postgresql.',
    steps: ['Put the old version back, dump, and load into a new volume mounted at /var/lib/postgresql.'],
    never: 'Do not delete the volume.',
  },
  {
    id: 'read-only',
    pattern: /[Rr]ead-only file system/,
    cause: 'It writes to a place that is mounted read-only.',
    steps: ['Give it a tmpfs or a volume at that path.'],
  },
  {
    id: 'host-unknown',
    pattern:
      /(?:lookup|getaddrinfo\s+\w+|could not translate host name|Name or service not known[^\n]*?)\s*"?(?<host>[\w.-]+)"?(?: on \S+)?(?::| to address|\b)|host not found in upstream "(?<host2>[^":]+)|bad address '(?<host3>[^':]+)|UnknownHostException: (?<host4>[\w.-]+)/,
    cause: 'It looks for the host {host}, which has no address in its networks.',
    steps: ['See that {host} runs, and that both are on a common network.'],
  },
  {
    id: 'upstream-down',
    pattern:
      /502 Bad Gateway|connect\(\) failed \(111: Connection refused\) while connecting to upstream|dial tcp (?<address>[\w.-]+:\d+): connect: connection refused/,
    cause: 'What it hands requests on to does not answer.',
    steps: ['Look at the service behind it first; the proxy itself is well.'],
    never: 'Do not restart the proxy alone.',
  },
  {
    id: 'connection-refused',
    pattern: /(?:ECONNREFUSED|[Cc]onnection refused)(?:[^\n]*?(?<address>[\w.-]+:\d{2,5}))?/,
    cause: 'A server that it needs does not answer.',
    steps: ['Look at the service that it needs; let it wait for it with service_healthy.'],
  },
  {
    id: 'file-permission',
    pattern: /(?:[Pp]ermission denied|EACCES)[^\n]*/,
    cause: 'Its user may not read or write a file.',
    steps: [
      'Compare the user of the container with the owner of what is mounted.',
      'chown that one folder to the user, or set user: in the file.',
    ],
    never: 'Do not chmod 777.',
  },
  {
    id: 'out-of-memory',
    pattern: /(?:OutOfMemoryError|JavaScript heap out of memory|Cannot allocate memory|oom-kill)/,
    cause: 'It ran out of memory.',
    steps: ['Raise its mem_limit, or lower what it keeps in memory.'],
  },
  {
    id: 'setting-missing',
    pattern:
      /\b(?<name>[A-Z][A-Z0-9]*_[A-Z0-9_]+)\b["'`]? (?:environment variable )?(?:(?:is|was) (?:not set|not defined|missing|unset|required|empty)|must be set|not set|required)|(?:must specify|missing|required|undefined)(?: the)?(?: required)?(?: environment| env)?(?: variables?)?:? ["'`]?(?<name2>[A-Z][A-Z0-9]*_[A-Z0-9_]+)\b/,
    cause: 'It wants the variable {name}, which has no value in the container.',
    steps: [
      'Set {name} under environment or in the env_file; for what stands in .env, the service still has to name it.',
      'See what the service gets in the end: docker compose config',
    ],
  },
  {
    id: 'group-taken',
    pattern: /(?:groupadd|addgroup): (?:GID|gid) '?(?<gid>\d+)'? (?:already exists|in use)/,
    cause: 'The group id {gid} exists in the image already.',
    steps: ['Use the group that has it: getent group {gid} || groupadd -g {gid} app'],
  },
];
