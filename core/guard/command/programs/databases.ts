import { readOptions } from '../options.ts';
import { type Call, type Program, readFile, report, resolvePath } from '../shell.ts';
import { deletedKeys, destructiveCypher, destructiveMongo, destructiveRedis, destructiveSql } from './sql.ts';

interface Client {
  /** Options that take a value. */
  readonly valued: string;
  /** Options whose value is a statement. */
  readonly statements: readonly string[];
  /** Options whose value is a file of statements. */
  readonly files?: readonly string[];
  /** True when operands are statements too. */
  readonly operands?: boolean;
  readonly judge: (text: string) => string | undefined;
}

const clients: Readonly<Record<string, Client>> = {
  psql: {
    valued: 'c command f file d dbname U username h host p port v set variable o output L log-file P pset F R',
    statements: ['c', 'command'],
    files: ['f', 'file'],
    judge: destructiveSql,
  },
  mysql: {
    valued: 'e execute u user h host P port D database S socket defaults-file protocol init-command',
    statements: ['e', 'execute', 'init-command'],
    judge: destructiveSql,
  },
  cqlsh: {
    valued: 'e execute f file k keyspace u username p password',
    statements: ['e', 'execute'],
    files: ['f', 'file'],
    judge: destructiveSql,
  },
  'clickhouse-client': {
    valued: 'q query h host u user password d database port queries-file',
    statements: ['q', 'query'],
    files: ['queries-file'],
    operands: true,
    judge: destructiveSql,
  },
  sqlcmd: { valued: 'Q q S U P d i o', statements: ['Q', 'q'], files: ['i'], judge: destructiveSql },
  cockroach: {
    valued: 'e execute host url d database f file',
    statements: ['e', 'execute'],
    files: ['f', 'file'],
    judge: destructiveSql,
  },
  duckdb: { valued: 'c s cmd', statements: ['c', 's'], operands: true, judge: destructiveSql },
  mongosh: {
    valued: 'eval host port u username p password authenticationDatabase f file',
    statements: ['eval'],
    files: ['f', 'file'],
    judge: destructiveMongo,
  },
  'cypher-shell': {
    valued: 'u username p password a address uri d database f file format P param',
    statements: [],
    files: ['f', 'file'],
    operands: true,
    judge: destructiveCypher,
  },
};

const sameClient: Readonly<Record<string, string>> = {
  pgcli: 'psql',
  mariadb: 'mysql',
  mysqlsh: 'mysql',
  mycli: 'mysql',
  mongo: 'mongosh',
  'redis-cli': 'redis-cli',
};

export const databasePrograms = [...Object.keys(clients), ...Object.keys(sameClient), 'usql'];

/** Follows a database's command-line client. */
export const followClient: Program = (call) => {
  const client = clients[sameClient[call.name] ?? call.name] ?? (clients.psql as Client);
  const options = readOptions(call.args, { valued: client.valued });
  const read = (path: string) => readFile(call.shell, resolvePath(call.shell, path));
  const texts = [
    ...client.statements.flatMap((name) => options.values(name).map((word) => word.text)),
    ...(client.files ?? []).flatMap((name) => options.values(name).map((word) => read(word.text))),
    ...(client.operands ? options.operands.map((word) => word.text) : []),
    call.stdin,
  ];
  for (const text of texts) {
    const loss = text === undefined ? undefined : client.judge(text);
    if (loss !== undefined) return report(call, 'database-drop', loss);
  }
  return undefined;
};

export const followSqlite: Program = (call) => {
  const options = readOptions(call.args, { valued: 'cmd init separator' });
  const [file, ...statements] = options.operands.map((word) => word.text);
  if (file === undefined || file === ':memory:' || file.startsWith('/tmp/')) return undefined;
  for (const text of [...statements, call.stdin]) {
    const loss = text === undefined ? undefined : destructiveSql(text);
    if (loss !== undefined) return report(call, 'database-drop', loss);
  }
  return undefined;
};

/** `redis-cli COMMAND…`, or commands on standard input. A listing of keys prints its pattern. */
export const followRedis: Program = (call) => {
  const options = readOptions(call.args, {
    valued: 'h p s a u n r i d x user pass eval pattern quoted-pattern count type',
    stops: true,
  });
  const words = options.operands.map((word) => word.text);
  if (options.has('scan'))
    return `${[...options.values('pattern'), ...options.values('quoted-pattern')].at(-1)?.text ?? '*'}\n`;
  const lines = words.length > 0 ? [words] : (call.stdin ?? '').split('\n').map((line) => line.trim().split(/\s+/));
  for (const line of lines) {
    const loss = destructiveRedis(line);
    if (loss !== undefined) return report(call, 'database-drop', loss);
    const pattern = deletedKeys(line);
    if (pattern !== undefined) return report(call, 'keys-deleted', pattern);
  }
  const listed = lines.flatMap(([name = '', pattern = '']) => (/^keys$/i.test(name) ? [`${pattern}\n`] : []));
  return listed.length > 0 ? listed.join('') : undefined;
};

/** Programs whose mere call, or one verb of theirs, destroys. */
const verbs: Readonly<Record<string, RegExp>> = {
  dropdb: /^(?!.*--(help|version)\b)/,
  pg_dropcluster: /^(?!.*--help\b)/,
  mysqladmin: /(^| )drop( |$)/,
  'mariadb-admin': /(^| )drop( |$)/,
  rabbitmqctl: /(^| )(reset|force_reset|delete_vhost|delete_queue|purge_queue)( |$)/,
  influx: /^(delete|bucket delete|org delete)\b/,
  mc: /^(rb\b.*--force|rm\b.*(--recursive|-r)\b.*--force|rm\b.*--force\b.*(--recursive|-r\b))/,
  'kafka-topics': /--delete\b/,
  'kafka-topics.sh': /--delete\b/,
  etcdctl: /^del\b.*--(prefix|from-key)/,
};

export const destroyingPrograms = Object.keys(verbs);

export const followDestroyer: Program = (call) => {
  const text = call.args.map((word) => word.text).join(' ');
  if (verbs[call.name]?.test(text)) report(call, 'database-drop', 'what it names is deleted');
  return undefined;
};

const overwriting: Readonly<Record<string, RegExp>> = {
  pg_restore: /(^| )(-[A-Za-z]*c\b|--clean)/,
  mongorestore: /(^| )--drop\b/,
  'neo4j-admin': /\bload\b.*--(overwrite-destination|force)\b/,
  pg_resetwal: /(^| )(-[a-z]*f|--force)\b/,
};

export const overwritingPrograms = Object.keys(overwriting);

export const followOverwriter: Program = (call: Call) => {
  const text = call.args.map((word) => word.text).join(' ');
  if (overwriting[call.name]?.test(text)) report(call, 'database-overwrite', 'existing data is removed first');
  return undefined;
};
