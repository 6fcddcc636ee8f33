// @ts-check

/**
 * How one image is made here.
 * @typedef {object} Recipe
 * @property {string} what What it really is, in words.
 * @property {readonly string[]} packages Debian packages whose files it uses.
 * @property {readonly string[]} programs Paths of programs in those packages; their libraries come along.
 * @property {readonly string[]} copy Folders and files copied out of the packages as they are.
 * @property {Readonly<Record<string, string>>} files Further files, by path; those in a bin folder may be run.
 * @property {string} [version] To be changed with the recipe; those that were made by an older one are then made anew.
 * @property {readonly string[]} changes Dockerfile instructions, as `docker import --change` takes them.
 */

const BUSYBOX = { packages: [], programs: [], copy: [], files: {} };

const REDIS = {
  what: "Debian's redis-server on busybox",
  packages: ['redis-server', 'redis-tools'],
  programs: ['usr/bin/redis-server', 'usr/bin/redis-cli'],
  copy: [],
  files: {
    'usr/local/bin/docker-entrypoint.sh':
      '#!/bin/sh\n# As the real image does: options alone mean the server, with plain access from the network.\n' +
      'set -e\ncase "$1" in ""|-*|*.conf) set -- redis-server "$@" ;; esac\n' +
      'if [ "$1" = redis-server ]; then set -- "$@" --protected-mode no; fi\nexec "$@"\n',
  },
  changes: [
    'ENTRYPOINT ["docker-entrypoint.sh"]',
    'CMD ["redis-server"]',
    'EXPOSE 6379/tcp',
    'VOLUME /data',
    'WORKDIR /data',
  ],
};

const POSTGRES_BIN = 'usr/lib/postgresql/15/bin';

const POSTGRES_ENTRYPOINT = `#!/bin/sh
# Makes a cluster in PGDATA at the first start, with the user, password and database that the environment names.
set -e
if [ "$1" != postgres ]; then exec "$@"; fi
: "\${POSTGRES_USER:=postgres}" "\${POSTGRES_DB:=$POSTGRES_USER}"
mkdir -p "$PGDATA" /run/postgresql
chown -R service:service "$PGDATA" /run/postgresql
chmod 700 "$PGDATA"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  if [ -z "$POSTGRES_PASSWORD" ]; then
    echo 'Error: Database is uninitialized and superuser password is not specified.' >&2
    echo '       You must specify POSTGRES_PASSWORD to a non-empty value for the superuser.' >&2
    exit 1
  fi
  echo "$POSTGRES_PASSWORD" > /run/postgresql/password
  chown service /run/postgresql/password
  su -s /bin/sh service -c "initdb -U '$POSTGRES_USER' --pwfile=/run/postgresql/password --auth-host=scram-sha-256 --auth-local=trust --locale=C -E UTF8 -N"
  rm /run/postgresql/password
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
  echo "listen_addresses = '*'" >> "$PGDATA/postgresql.conf"
  if [ "$POSTGRES_DB" != postgres ]; then
    echo "CREATE DATABASE \\"$POSTGRES_DB\\";" |
      su -s /bin/sh service -c "postgres --single -D '$PGDATA' postgres" > /dev/null
  fi
fi
exec su -s /bin/sh service -c 'exec "$0" "$@"' -- "$@"
`;

const POSTGRES = {
  version: '2',
  what: "Debian's postgresql 15 on busybox",
  packages: ['postgresql-15', 'postgresql-client-15'],
  programs: [
    ...['postgres', 'initdb', 'pg_ctl', 'pg_isready', 'psql', 'pg_dump', 'pg_dumpall', 'pg_restore'].map(
      (name) => `${POSTGRES_BIN}/${name}`,
    ),
    'usr/lib/postgresql/15/lib/libpqwalreceiver.so',
  ],
  copy: ['usr/share/postgresql/15', 'usr/lib/postgresql/15/lib', 'usr/share/zoneinfo/Etc'],
  files: {
    'usr/local/bin/docker-entrypoint.sh': POSTGRES_ENTRYPOINT,
    'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nservice:x:70:70::/var/lib/postgresql:/bin/sh\n',
  },
  changes: [
    `ENV PATH=/usr/local/bin:/${POSTGRES_BIN}:/usr/sbin:/usr/bin:/sbin:/bin`,
    'ENV PGDATA=/var/lib/postgresql/data',
    'ENTRYPOINT ["docker-entrypoint.sh"]',
    'CMD ["postgres"]',
    'EXPOSE 5432/tcp',
    'VOLUME /var/lib/postgresql/data',
  ],
};

const NGINX = {
  what: "Debian's nginx on busybox",
  packages: ['nginx', 'nginx-common'],
  programs: ['usr/sbin/nginx'],
  copy: ['etc/nginx', 'usr/share/nginx'],
  files: {
    'etc/nginx/nginx.conf':
      'user service;\nworker_processes 1;\nevents {}\nhttp {\n  include mime.types;\n  access_log /dev/stdout;\n' +
      '  include conf.d/*.conf;\n}\n',
    'etc/nginx/conf.d/default.conf': 'server {\n  listen 80;\n  root /usr/share/nginx/html;\n}\n',
    'var/log/nginx/.keep': '',
    'var/lib/nginx/.keep': '',
  },
  changes: ['CMD ["nginx", "-g", "daemon off; error_log /dev/stderr;"]', 'EXPOSE 80/tcp'],
};

const NEO4J = {
  ...BUSYBOX,
  what: 'busybox, answering HTTP on port 7474 and connections on port 7687',
  files: {
    'srv/index.html': '{"neo4j_version":"stand-in","neo4j_edition":"community"}\n',
    'usr/local/bin/docker-entrypoint.sh':
      '#!/bin/sh\ntrap "exit 0" TERM INT\nmkdir -p /data /logs\ndate > /data/started\n' +
      'echo "Starting Neo4j (stand-in)." | tee -a /logs/neo4j.log\n' +
      'nc -ll -p 7687 -e cat &\nhttpd -f -p 7474 -h /srv &\nwait\n',
  },
  changes: [
    'ENTRYPOINT ["docker-entrypoint.sh"]',
    'EXPOSE 7474/tcp 7473/tcp 7687/tcp',
    'VOLUME /data',
    'VOLUME /logs',
    'WORKDIR /var/lib',
  ],
};

/** The images of the demo and of the tests, by the name under which Compose files use them. */
export const RECIPES = /** @satisfies {Record<string, Recipe>} */ ({
  'busybox:1.37': { ...BUSYBOX, what: "Debian's busybox-static", changes: ['CMD ["sh"]'] },
  'redis:7-alpine': REDIS,
  'postgres:16-alpine': POSTGRES,
  'neo4j:5-community': NEO4J,
  'nginx:1-alpine': NGINX,
});
