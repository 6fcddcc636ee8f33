/** Where a setting such as `DATABASE_URL` or `DB_HOST` leads. */
export interface ConnectionTarget {
  /** Host names, in lower case, as written. */
  readonly hosts: readonly string[];
  /** Hosts with ports and, for a data store, the database: two settings with equal addresses lead to the same place. */
  readonly address: string;
  /** True when it is by its form or its name about a data store. */
  readonly data: boolean;
}

const dataScheme =
  /^(?:jdbc:)?(?:postgres(?:ql)?|mysql|mariadb|mongodb|rediss?|valkey|amqps?|kafka|nats|bolt|neo4j|sqlserver|mssql|oracle|clickhouse|cassandra|cockroachdb|couchdb|memcached?|mqtts?|elasticsearch|opensearch|ldaps?|s3|etcd|influxdb)(?:\+[\w.]+)*$/i;
const dataName =
  /(?:^|_)(?:DB|DATABASE|DSN|SQL|PG|PGSQL|POSTGRES(?:QL)?|MYSQL|MARIADB|MONGO(?:DB)?|REDIS|VALKEY|CACHE|AMQP|RABBIT(?:MQ)?|KAFKA|BROKERS?|QUEUE|CELERY|NATS|NEO4J|ELASTIC(?:SEARCH)?|OPENSEARCH|CLICKHOUSE|CASSANDRA|MINIO|S3|LDAP|MQTT|ETCD|ZOOKEEPER|MEMCACHED?|QDRANT|WEAVIATE|MILVUS|INFLUX(?:DB)?)(?:_|$)/i;
const hostName =
  /(?:^|_)(?:[^\W_]*HOST(?:NAME|S)?|SERVERS?|ADDR(?:ESS)?|ENDPOINTS?|NODES?|BROKERS?|URLS?|URI|DSN|CONNECT)$/i;

/** The port that a scheme means when none is written. */
const defaultPorts: ReadonlyMap<string, number> = new Map([
  ...['postgres', 'postgresql'].map((scheme) => [scheme, 5432] as const),
  ...['mysql', 'mariadb'].map((scheme) => [scheme, 3306] as const),
  ...['redis', 'rediss', 'valkey'].map((scheme) => [scheme, 6379] as const),
  ...['bolt', 'neo4j'].map((scheme) => [scheme, 7687] as const),
  ['mongodb', 27017],
  ['amqp', 5672],
  ['amqps', 5671],
  ['nats', 4222],
  ['kafka', 9092],
  ['sqlserver', 1433],
  ['ldap', 389],
  ['ldaps', 636],
  ['mqtt', 1883],
  ['http', 80],
  ['https', 443],
]);

function withPorts(authority: string, port: number | undefined): string {
  if (port === undefined) return authority;
  const members = authority.split(',');
  return members.map((member) => (/:\d+$/.test(member) ? member : `${member}:${port}`)).join(',');
}

/**
 * Reads an environment variable as an address.
 *
 * @param name the variable's name, which tells what a bare `host:port` is for
 * @returns undefined when it is none
 */
export function connectionTarget(name: string, value: string): ConnectionTarget | undefined {
  const url = /^((?:jdbc:)?[a-z][\w+.-]*):\/\/(?:[^@/]*@)?([^/?#]*)([^?#]*)/i.exec(value.trim());
  if (url) {
    const [, scheme = '', authority = '', path = ''] = url;
    const data = dataScheme.test(scheme) || dataName.test(name);
    if (authority === '') return undefined;
    const full = withPorts(authority, defaultPorts.get(scheme.toLowerCase().replace(/^jdbc:|\+.*/g, '')));
    return target(full, data, dataScheme.test(scheme) ? path.replace(/\/$/, '') : '');
  }
  const pairs = /(?:^|[\s;])(?:host|server|data source|addr)\s*=\s*([^\s;]+)/i.exec(value);
  if (pairs?.[1] !== undefined) {
    const port = /(?:^|[\s;])port\s*=\s*(\d+)/i.exec(value)?.[1];
    const database = /(?:^|[\s;])(?:dbname|database|initial catalog)\s*=\s*([^\s;]+)/i.exec(value)?.[1];
    return target(port ? `${pairs[1]}:${port}` : pairs[1], true, database ? `/${database}` : '');
  }
  if (!hostName.test(name) || !/^[\w.-]+(?::\d+)?(?:,[\w.-]+(?::\d+)?)*$/.test(value.trim())) return undefined;
  if (/^(?:\d+|true|false)$/i.test(value.trim())) return undefined;
  return target(value.trim(), dataName.test(name), '');
}

function target(authority: string, data: boolean, path: string): ConnectionTarget {
  const members = authority.toLowerCase().split(',');
  return {
    hosts: members.map((member) => member.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')),
    address: [...members].sort().join(',') + path,
    data,
  };
}
