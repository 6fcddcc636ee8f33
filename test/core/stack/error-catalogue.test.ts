import assert from 'node:assert/strict';
import { recognizeError } from '../../../core/stack/diagnosis/error-catalogue.ts';

/** Messages as engines, Compose and servers write them, and the kind that each is. */
const samples: readonly (readonly [kind: string | undefined, line: string])[] = [
  [
    'name-conflict',
    'Error response from daemon: Conflict. The container name "/db" is already in use by container "0123456789ab". You have to remove (or rename) that container',
  ],
  [
    'port-by-container',
    'driver failed programming external connectivity on endpoint web: Bind for 0.0.0.0:8080 failed: port is already allocated',
  ],
  ['port-by-program', 'Error starting userland proxy: listen tcp4 0.0.0.0:5432: bind: address already in use'],
  ['port-by-program', 'failed to bind host port 0.0.0.0:5432/tcp: address already in use'],
  [
    'port-reserved',
    'listen tcp 0.0.0.0:5432: bind: An attempt was made to access a socket in a way forbidden by its access permissions.',
  ],
  [
    'port-unavailable',
    'Ports are not available: exposing port TCP 0.0.0.0:80 -> 0.0.0.0:0: listen tcp 0.0.0.0:80: bind: permission denied',
  ],
  ['port-privileged', 'cannot expose privileged port 80, you can add net.ipv4.ip_unprivileged_port_start=80'],
  [
    'storage-damaged',
    'failed to open /var/lib/desktop-containerd/daemon/io.containerd.metadata.v1.bolt/meta.db: input/output error',
  ],
  ['disk-full', 'write /var/lib/postgresql/data/pg_wal/1: no space left on device'],
  ['disk-error', 'read /data/x: Input/output error'],
  ['mount-path', 'invalid mount config for type "volume": invalid mount path: \'q:/data\' mount path must be absolute'],
  ['address-taken', 'Address already in use'],
  ['user-unknown', 'unable to find user nobody: no matching entries in passwd file'],
  ['setting-missing', 'Error: DATABASE_URL is not set'],
  ['setting-missing', 'You must specify POSTGRES_PASSWORD to a non-empty value for the superuser.'],
  ['setting-missing', 'KeyError: missing required environment variable SECRET_KEY'],
  [undefined, 'WARNING: LOG_LEVEL_DEFAULT in use'],
  ['wrong-architecture', 'exec /usr/bin/server: exec format error'],
  [
    'health-tool-missing',
    'OCI runtime exec failed: exec failed: unable to start container process: exec: "curl": executable file not found in $PATH: unknown',
  ],
  [
    'command-missing',
    'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "serve": executable file not found in $PATH: unknown',
  ],
  [
    'command-not-executable',
    'runc create failed: unable to start container process: exec: "/app/run.sh": permission denied: unknown',
  ],
  [
    'mount-kind',
    'error mounting "/a" to rootfs: not a directory: Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists',
  ],
  ['bind-missing', 'invalid mount config for type "bind": bind source path does not exist: /srv/models'],
  [
    'engine-permission',
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock',
  ],
  ['engine-down', 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?'],
  ['volume-missing', 'external volume "old_data" not found'],
  ['network-missing', 'network proxy declared as external, but could not be found'],
  [
    'networks-used-up',
    'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
  ],
  ['service-unknown', 'no such service: l9-redis'],
  ['dependency-failed', 'dependency failed to start: container app-db-1 is unhealthy'],
  ['image-refused', 'pull access denied for my/app, repository does not exist or may require docker login'],
  ['pull-limit', 'toomanyrequests: You have reached your pull rate limit.'],
  ['podman-ids', 'there might not be enough IDs available in the namespace (requested 0:42 for /etc/shadow)'],
  ['database-version', 'FATAL:  database files are incompatible with server'],
  [
    'postgres-18-mount',
    'Counter to that, there appears to be PostgreSQL data in: /var/lib/postgresql/data (unused mount/volume)',
  ],
  ['read-only', 'cannot create /run/app.pid: Read-only file system'],
  ['host-unknown', 'Error: getaddrinfo ENOTFOUND postgres'],
  ['host-unknown', 'dial tcp: lookup redis on 127.0.0.11:53: no such host'],
  ['host-unknown', 'could not translate host name "db" to address: Name or service not known'],
  ['host-unknown', 'nginx: [emerg] host not found in upstream "shop" in /etc/nginx/conf.d/default.conf:1'],
  ['host-unknown', "wget: bad address 'model:11434'"],
  ['upstream-down', 'connect() failed (111: Connection refused) while connecting to upstream, client: 172.18.0.1'],
  ['connection-refused', 'Error: connect ECONNREFUSED 172.18.0.2:5432'],
  ['file-permission', "mkdir: can't create directory '/data/x': Permission denied"],
  ['out-of-memory', 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'],
  ['group-taken', "groupadd: GID '20' already exists"],
  [undefined, 'server is listening on port 8080'],
];

describe('the catalogue of errors', () => {
  for (const [kind, line] of samples) {
    it(`${kind ?? 'nothing'}: ${line.slice(0, 60)}`, () => {
      assert.equal(recognizeError(['starting', line, 'bye'])?.id, kind);
    });
  }

  it('fills in what the message names, and leaves no gap', () => {
    for (const [kind, line] of samples) {
      const known = recognizeError([line]);
      for (const text of [known?.cause ?? '', ...(known?.steps ?? [])]) assert.doesNotMatch(text, /\{\w+\}/, kind);
    }
    assert.match(recognizeError(['getaddrinfo ENOTFOUND postgres'])?.cause ?? '', /the host postgres,/);
  });

  it('never offers what deletes data', () => {
    for (const [, line] of samples) {
      const known = recognizeError([line]);
      for (const step of known?.steps ?? [])
        assert.doesNotMatch(step, /--volumes|down -v|volume (?:rm|prune)|system (?:prune|reset)/);
    }
  });
});
