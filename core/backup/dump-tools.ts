import { imageFacts } from '../images/image-facts.ts';

/**
 * How a database's own tool writes its content out and reads it back. Every script runs in the container by its own `sh`, so
 * that credentials are read where they are: they never stand on a command line of this machine, nor in a log.
 *
 * Sources: the images' documentation (docker-library/docs), and the manuals of pg_dumpall, mysqldump, mongodump and
 * redis-cli.
 */
export interface DumpTool {
  /** Also the kind of the backup's data. */
  readonly tool: 'postgres' | 'mysql' | 'mongo' | 'redis';
  readonly title: string;
  /** What `count` counts, and in what. */
  readonly unit: CountUnit;
  /** Succeeds when the server takes commands. */
  readonly ready: string;
  /** Writes the dump to standard output. */
  readonly dump: string;
  /** What a whole dump ends with, in its last few kilobytes; undefined: its loader notices by itself. */
  readonly end?: RegExp | undefined;
  /** Reads the dump from the file `/tmp/holdfast-dump`, in a server that has just been made. */
  readonly load: string;
  /** Writes one line an object: its name, a tab, the number of rows, documents or keys. Reads only. */
  readonly count: string;
  /** Variables that name things and that a new server needs to have the same names. None is a secret. */
  readonly names: readonly string[];
  /** For a new server in a container without a network; the dump then brings the real accounts with it. */
  readonly fresh: (password: string) => readonly string[];
  /** What of the container's own command a trial server is started with; undefined: the image's own. */
  readonly command?: ((words: readonly string[]) => readonly string[]) | undefined;
  /** Further words for a server that is to load a dump. */
  readonly loading?: readonly string[] | undefined;
  /** Further words for a server on files of another one, whose passwords nobody has. */
  readonly reading?: readonly string[] | undefined;
  /** Where the dump has to lie before the server starts, relative to the volume; the server then loads it by itself. */
  readonly seed?: string | undefined;
  /** What a copy of its files lacks to be a backup, while it runs. */
  readonly whyNotCopy: string;
}

/** Each as one and as many. */
export interface CountUnit {
  readonly counted: readonly [string, string];
  readonly in: readonly [string, string];
}

const rowsInTables: CountUnit = { counted: ['row', 'rows'], in: ['table', 'tables'] };

const psql = 'psql -X -q -v ON_ERROR_STOP=0 -U "${POSTGRES_USER:-postgres}"';

const postgres: DumpTool = {
  tool: 'postgres',
  title: 'PostgreSQL',
  unit: rowsInTables,
  // The image first runs a server of its own on the socket alone; the real one listens on an address, too.
  ready: 'pg_isready -q -h 127.0.0.1 -U "${POSTGRES_USER:-postgres}"',
  dump: 'exec pg_dumpall -U "${POSTGRES_USER:-postgres}"',
  end: /^-- PostgreSQL database cluster dump complete$/m,
  // What cannot be made because it is there already (the first account, the first database) is no failure; all else is.
  load: `${psql} -d postgres -f /tmp/holdfast-dump 2>/tmp/holdfast-errors
code=$?
grep -E '^(psql:[^ ]* )?(ERROR|FATAL|PANIC)' /tmp/holdfast-errors | grep -vE '(role|database) "[^"]*" already exists' >&2 && exit 1
exit $code`,
  count: `for database in $(psql -X -At -U "\${POSTGRES_USER:-postgres}" -d postgres -c "select datname from pg_database where datallowconn and not datistemplate order by 1"); do
psql -X -At -v ON_ERROR_STOP=1 -U "\${POSTGRES_USER:-postgres}" -d "$database" <<'SQL' || exit 1
select format('select %L || chr(9) || count(*) from %I.%I', current_database() || '.' || schemaname || '.' || tablename, schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1
\\gexec
SQL
done`,
  names: ['POSTGRES_USER', 'POSTGRES_DB', 'PGDATA', 'POSTGRES_INITDB_ARGS'],
  fresh: (password) => [`POSTGRES_PASSWORD=${password}`],
  whyNotCopy: 'files copied while PostgreSQL writes them belong to different moments',
};

const mysqlLogin =
  'password="${MYSQL_ROOT_PASSWORD:-$MARIADB_ROOT_PASSWORD}"; [ -n "$password" ] || password="$(cat "${MYSQL_ROOT_PASSWORD_FILE:-${MARIADB_ROOT_PASSWORD_FILE:-/dev/null}}")"; export MYSQL_PWD="$password"';
const mysqlClient = 'client=mysql; command -v mysql >/dev/null 2>&1 || client=mariadb';

const mysql: DumpTool = {
  tool: 'mysql',
  title: 'MySQL or MariaDB',
  unit: rowsInTables,
  // A new server first listens on its socket alone, while it is being set up; one on files that are there has no password here.
  ready: `${mysqlLogin}; ${mysqlClient}; [ -z "$password" ] || set -- -h 127.0.0.1; $client "$@" -uroot -e 'select 1' >/dev/null`,
  dump: `${mysqlLogin}; dump=mysqldump; command -v mysqldump >/dev/null 2>&1 || dump=mariadb-dump
exec $dump --all-databases --single-transaction --routines --events --triggers -uroot`,
  end: /^-- Dump completed/m,
  // The accounts of the dump count from the server's next start on, so that this one's password still opens it for counting.
  load: `${mysqlLogin}; ${mysqlClient}; $client -uroot </tmp/holdfast-dump`,
  count: `${mysqlLogin}; ${mysqlClient}
queries=$($client -uroot -N --raw <<'SQL'
select concat('select ', quote(concat(table_schema, '.', table_name)), ', count(*) from \`', replace(table_schema, '\`', '\`\`'), '\`.\`', replace(table_name, '\`', '\`\`'), '\`;') from information_schema.tables where table_type='BASE TABLE' and table_schema not in ('mysql','sys','performance_schema','information_schema') order by 1
SQL
) || exit 1
printf '%s\\n' "$queries" | $client -uroot -N`,
  names: [],
  fresh: (password) => [`MYSQL_ROOT_PASSWORD=${password}`, `MARIADB_ROOT_PASSWORD=${password}`],
  command: mysqlServer,
  reading: ['--skip-grant-tables'],
  whyNotCopy: 'files copied while the server writes them belong to different moments',
};

/**
 * The words of a MySQL or MariaDB server, since how it reads its files depends on some of them; none is a password. Without
 * those that name files beside the data, which a trial server does not have.
 */
function mysqlServer(words: readonly string[]): readonly string[] {
  const isServer = /^(?:mysqld|mariadbd)$/.test(words[0] ?? '') || words[0]?.startsWith('--');
  return isServer ? words.filter((word) => !/^--(?:defaults|init.file|ssl|tls|require)/.test(word)) : [];
}

const mongoLogin =
  'set --; [ -z "$MONGO_INITDB_ROOT_USERNAME" ] || set -- -u "$MONGO_INITDB_ROOT_USERNAME" -p "$MONGO_INITDB_ROOT_PASSWORD" --authenticationDatabase admin';
const mongoShell = 'shell=mongosh; command -v mongosh >/dev/null 2>&1 || shell=mongo';

const mongo: DumpTool = {
  tool: 'mongo',
  title: 'MongoDB',
  unit: { counted: ['document', 'documents'], in: ['collection', 'collections'] },
  ready: `${mongoLogin}; ${mongoShell}; $shell "$@" --quiet --eval 'db.adminCommand("ping").ok' | grep -q 1`,
  dump: `${mongoLogin}; exec mongodump "$@" --quiet --archive`,
  load: 'exec mongorestore --quiet --drop --archive=/tmp/holdfast-dump',
  count: `${mongoLogin}; ${mongoShell}
$shell "$@" --quiet --eval 'db.adminCommand({listDatabases: 1}).databases.map(function (d) { return d.name }).filter(function (n) { return ["admin", "config", "local"].indexOf(n) < 0 }).forEach(function (n) { var d = db.getSiblingDB(n); d.getCollectionNames().forEach(function (c) { print(n + "." + c + "\\t" + d.getCollection(c).countDocuments({})) }) })'`,
  names: [],
  // Without an account the new server takes everybody, and nobody but the loader reaches it.
  fresh: () => [],
  whyNotCopy: 'files copied while MongoDB writes them belong to different moments',
};

const redisLogin =
  '[ -z "$REDIS_PASSWORD" ] || export REDISCLI_AUTH="$REDIS_PASSWORD"; client=redis-cli; command -v redis-cli >/dev/null 2>&1 || client=valkey-cli';

const redis: DumpTool = {
  tool: 'redis',
  title: 'Redis',
  unit: { counted: ['key', 'keys'], in: ['database', 'databases'] },
  ready: `${redisLogin}; $client ping | grep -qE 'PONG|NOAUTH'`,
  dump: `${redisLogin}; file=/tmp/holdfast-$$.rdb
$client --rdb "$file" >/dev/null || { rm -f "$file"; exit 1; }
cat "$file"; code=$?; rm -f "$file"; exit $code`,
  // With an append-only file as well it is complete for either way in which the real server may be set up.
  load: `${redisLogin}; $client config set appendonly yes >/dev/null || exit 0
for second in $(seq 600); do case "$($client info persistence)" in
*aof_rewrite_in_progress:1*|*aof_rewrite_scheduled:1*) sleep 1 ;;
*) exit 0 ;; esac; done; exit 1`,
  count: `${redisLogin}; $client info keyspace | tr -d '\\r' | sed -nE 's/^(db[0-9]+):keys=([0-9]+).*/\\1\\t\\2/p'`,
  names: [],
  fresh: () => [],
  command: plainRedis,
  loading: ['--appendonly', 'no'],
  seed: 'dump.rdb',
  whyNotCopy: 'what was written since the last save is only in its memory',
};

/** A Redis command without its passwords, and without a settings file, which a trial server does not have. */
function plainRedis(words: readonly string[]): readonly string[] {
  const secret = /^--(?:requirepass|masterauth|user|masteruser|tls-\S*)$/;
  const plain = words.filter((word, index) => !secret.test(word) && !secret.test(words[index - 1] ?? ''));
  const server = plain.findIndex((word) => /^(?:redis|valkey)-server$/.test(word));
  // Anything but a plain call of the server (a shell, a script) is left to the image.
  if (server !== 0 && !plain[0]?.startsWith('--')) return ['redis-server'];
  const options = plain.slice(server + 1).filter((word, index) => index > 0 || word.startsWith('--'));
  return [plain[server] ?? 'redis-server', ...options];
}

const tools: Readonly<Record<string, DumpTool>> = {
  postgres,
  timescaledb: postgres,
  'timescaledb-ha': postgres,
  mysql,
  'mysql-server': mysql,
  mariadb: mysql,
  mongo,
  redis,
  valkey: redis,
};

/** The tool that writes out what an image's server holds; undefined: none that works while it runs. */
export function dumpToolOf(image: string): DumpTool | undefined {
  const family = imageFacts(image)?.family;
  return family === undefined ? undefined : tools[family];
}

export function dumpToolByKind(kind: string): DumpTool | undefined {
  return Object.values(tools).find((tool) => tool.tool === kind);
}

/** Reads what `count` wrote. */
export function readCounts(output: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const line of output.split('\n')) {
    const [name, number] = line.split('\t');
    if (name && /^\d+$/.test(number ?? '')) counts[name] = Number(number);
  }
  return counts;
}

/** `100,000 rows in 1 table`. */
export function countsInWords(counts: Readonly<Record<string, number>>, unit: CountUnit): string {
  const all = Object.values(counts);
  const sum = all.reduce((total, count) => total + count, 0);
  const words = (count: number, [one, many]: readonly [string, string]) =>
    `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
  return `${words(sum, unit.counted)} in ${words(all.length, unit.in)}`;
}

/**
 * Compares what a restored server holds with what was counted when it was dumped.
 *
 * @returns sentences, one for each object that lacks something or has too much; none: all is there
 */
export function compareCounts(
  counted: { readonly before: Readonly<Record<string, number>>; readonly after: Readonly<Record<string, number>> },
  found: Readonly<Record<string, number>>,
): readonly string[] {
  const complaints: string[] = [];
  for (const [name, before] of Object.entries(counted.before)) {
    const after = counted.after[name];
    // One that was dropped during the dump may be in it or not.
    if (after === undefined) continue;
    const [least, most] = [Math.min(before, after), Math.max(before, after)];
    const there = found[name];
    const wanted = least === most ? `${least}` : `${least} to ${most}`;
    if (there === undefined) complaints.push(`${name} is not there; it had ${wanted}.`);
    else if (there < least || there > most) complaints.push(`${name} has ${there}; it had ${wanted}.`);
  }
  return complaints;
}
