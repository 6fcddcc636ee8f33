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
 * @property {boolean} [onDemand] Made only for those who ask for it by its name.
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

const MARIADB_ENTRYPOINT = `#!/bin/sh
# As the real image does: at the first start the system tables, then a server on the socket alone sets root's password and
# makes the database and user that the environment names.
set -e
case "$1" in ''|-*) set -- mariadbd "$@" ;; esac
if [ "$1" != mariadbd ]; then exec "$@"; fi
shift
data=/var/lib/mysql
mkdir -p "$data" /run/mysqld
chown -R service:service "$data" /run/mysqld
if [ ! -d "$data/mysql" ]; then
  password="\${MARIADB_ROOT_PASSWORD:-$MYSQL_ROOT_PASSWORD}"
  if [ -z "$password$MARIADB_ALLOW_EMPTY_ROOT_PASSWORD" ]; then
    echo 'Database is uninitialized and password option is not specified' >&2
    exit 1
  fi
  tables=/usr/share/mysql
  { printf '%s\\n' 'create database if not exists mysql;' 'use mysql;' 'SET @auth_root_socket=NULL;'
    cat $tables/mysql_system_tables.sql $tables/mysql_performance_tables.sql $tables/mysql_system_tables_data.sql \\
      $tables/maria_add_gis_sp_bootstrap.sql $tables/mysql_sys_schema.sql
  } | mariadbd --no-defaults --bootstrap --user=service --datadir="$data" --skip-log-bin > /dev/null
  mariadbd "$@" --user=service --datadir="$data" --socket=/run/mysqld/mysqld.sock --skip-networking &
  server=$!
  until mariadb -uroot -e 'select 1' > /dev/null 2>&1; do kill -0 $server; sleep 0.1; done
  { echo "ALTER USER root@localhost IDENTIFIED BY '$password';"
    echo "CREATE USER root@'%' IDENTIFIED BY '$password'; GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;"
    echo "DROP USER IF EXISTS root@'127.0.0.1', root@'::1', root@'$(hostname)';"
    if [ -n "$MARIADB_DATABASE" ]; then echo "CREATE DATABASE IF NOT EXISTS \\\`$MARIADB_DATABASE\\\`;"; fi
    if [ -n "$MARIADB_USER" ]; then
      echo "CREATE USER '$MARIADB_USER'@'%' IDENTIFIED BY '$MARIADB_PASSWORD';"
      echo "GRANT ALL ON \\\`$MARIADB_DATABASE\\\`.* TO '$MARIADB_USER'@'%';"
    fi
  } | mariadb -uroot
  kill $server
  wait $server || true
fi
exec mariadbd "$@" --user=service --datadir="$data" --socket=/run/mysqld/mysqld.sock --bind-address='*'
`;

const MARIADB = {
  what: "Debian's MariaDB 10.11 on busybox",
  packages: ['mariadb-server-core', 'mariadb-client-core', 'mariadb-client', 'mariadb-common'],
  programs: ['usr/sbin/mariadbd', 'usr/bin/mariadb', 'usr/bin/mariadb-dump'],
  copy: [
    'usr/share/mysql/charsets',
    'usr/share/mysql/english',
    ...[
      'mysql_system_tables.sql',
      'mysql_performance_tables.sql',
      'mysql_system_tables_data.sql',
      'maria_add_gis_sp_bootstrap.sql',
      'mysql_sys_schema.sql',
    ].map((name) => `usr/share/mysql/${name}`),
  ],
  files: {
    'usr/local/bin/docker-entrypoint.sh': MARIADB_ENTRYPOINT,
    'etc/my.cnf': '[client]\nsocket=/run/mysqld/mysqld.sock\n',
    'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nservice:x:999:999::/var/lib/mysql:/bin/sh\n',
    'etc/group': 'root:x:0:\nservice:x:999:\n',
  },
  onDemand: true,
  changes: ['ENTRYPOINT ["docker-entrypoint.sh"]', 'CMD ["mariadbd"]', 'EXPOSE 3306/tcp', 'VOLUME /var/lib/mysql'],
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
  'mariadb:10.11': MARIADB,
  'neo4j:5-community': NEO4J,
  'nginx:1-alpine': NGINX,
});
