import { covers } from '../../images/data-paths.ts';
import type { ImageFacts } from '../../images/image-facts.ts';
import type { DataPath } from '../../images/image-family.ts';

/** Folders that people mount because another image of the same kind keeps its data there. */
const habits: Readonly<Record<string, readonly string[]>> = {
  postgres: ['/var/lib/postgresql/data', '/var/lib/postgresql', '/data', '/var/lib/postgres', '/var/lib/postgres/data'],
  timescaledb: ['/var/lib/postgresql', '/home/postgres/pgdata', '/home/postgres/pgdata/data', '/var/lib/timescaledb'],
  'timescaledb-ha': ['/var/lib/postgresql/data', '/var/lib/postgresql', '/data'],
  'postgres-bitnami': ['/var/lib/postgresql/data', '/var/lib/postgresql'],
  mysql: ['/var/lib/mysql/data', '/data', '/var/lib/mysqldata', '/var/lib'],
  mariadb: ['/var/lib/mariadb', '/data', '/config'],
  mongo: ['/data', '/var/lib/mongodb', '/var/lib/mongo', '/mongo/data', '/mongodb/data'],
  redis: ['/var/lib/redis', '/redis', '/data/redis', '/redis/data', '/redis-data'],
  valkey: ['/var/lib/valkey', '/var/lib/redis'],
  neo4j: ['/var/lib/neo4j', '/var/lib/neo4j/data', '/neo4j/data'],
  elasticsearch: ['/var/lib/elasticsearch', '/var/lib/elasticsearch/data', '/data'],
  opensearch: ['/usr/share/elasticsearch/data', '/var/lib/opensearch'],
  influxdb: ['/var/lib/influxdb', '/var/lib/influxdb2', '/data'],
  clickhouse: ['/var/lib/clickhouse/data', '/data'],
  chroma: ['/chroma/chroma', '/chroma', '/data'],
  qdrant: ['/data', '/var/lib/qdrant', '/qdrant/data'],
  weaviate: ['/data', '/weaviate'],
  meilisearch: ['/data', '/data.ms'],
  grafana: ['/data', '/grafana', '/var/lib/grafana/data'],
  prometheus: ['/data', '/var/lib/prometheus', '/etc/prometheus/data'],
  rabbitmq: ['/data', '/rabbitmq'],
  mssql: ['/data', '/var/lib/mssql'],
};

/** True for a mount that somebody meant for the data at `data`, and that does not hold it. */
export function missesData(target: string, data: DataPath, { family, role }: ImageFacts): boolean {
  if (target === '/') return false;
  if ((habits[family] ?? []).includes(target) || covers(target, data.path)) return true;
  // Applications are often mounted in part by intent: WordPress's wp-content, Grafana's dashboards.
  return role !== 'application' && role !== 'monitoring' && covers(data.mountAt ?? data.path, target);
}

/** True when a mount has to do with the data, whether it holds it or not. */
export function concernsData(target: string, data: DataPath, facts: ImageFacts): boolean {
  return missesData(target, data, facts) || covers(data.path, target);
}
