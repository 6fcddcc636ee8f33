import { imageFacts } from '../../core/images/image-facts.ts';
import type { TextEdit } from '../../core/text/source.ts';
import { type CompletionContext, plainSnippet, type Suggestion } from './suggestion.ts';

/** A whole service for a common image. Mounts, ports and health checks come from what is known of the image. */
interface Template {
  readonly repository: string;
  readonly tag: string;
  /** What the image doesn't start without. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Replaces the image's own command. */
  readonly command?: string | undefined;
}

export const templates: readonly Template[] = [
  {
    repository: 'postgres',
    tag: '17-alpine',
    environment: { POSTGRES_PASSWORD: '${POSTGRES_PASSWORD:?set it in .env}' },
  },
  { repository: 'mysql', tag: '8.4', environment: { MYSQL_ROOT_PASSWORD: '${MYSQL_ROOT_PASSWORD:?set it in .env}' } },
  {
    repository: 'mariadb',
    tag: '11.4',
    environment: { MARIADB_ROOT_PASSWORD: '${MARIADB_ROOT_PASSWORD:?set it in .env}' },
  },
  { repository: 'mongo', tag: '7' },
  { repository: 'redis', tag: '7-alpine' },
  { repository: 'valkey/valkey', tag: '8-alpine' },
  { repository: 'rabbitmq', tag: '3-management-alpine' },
  { repository: 'neo4j', tag: '5-community', environment: { NEO4J_AUTH: 'neo4j/${NEO4J_PASSWORD:?set it in .env}' } },
  { repository: 'elasticsearch', tag: '8.15.0', environment: { 'discovery.type': 'single-node' } },
  {
    repository: 'minio/minio',
    tag: 'latest',
    command: 'server /data',
    environment: { MINIO_ROOT_PASSWORD: '${MINIO_ROOT_PASSWORD:?set it in .env}' },
  },
  { repository: 'clickhouse/clickhouse-server', tag: '24.8' },
  { repository: 'nginx', tag: '1.27-alpine' },
];

/** Whole services, with a health check and the data on a named volume that is declared as well. */
export function templateSuggestions(context: CompletionContext): Suggestion[] {
  const { project } = context.snapshot;
  return templates.map((template) => {
    const base = template.repository.split('/').at(-1) ?? template.repository;
    const name = project.services.has(base) ? `${base}-2` : base;
    const { lines, volumes } = build(template, name);
    const body = lines.map((line) => `\n  ${line}`).join('');
    const known = new Set(project.volumes.keys());
    const missing = volumes.filter((volume) => !known.has(volume));
    return {
      label: `${base} service`,
      kind: 'template',
      text: `${name}:${body}`,
      snippet: `\${1:${plainSnippet(name)}}:${plainSnippet(body)}`,
      detail: `${imageFacts(template.repository)?.title ?? base} with its data on a volume`,
      documentation: ['```yaml', `${name}:${body}`, '```'].join('\n'),
      rank: 7,
      further: missing.length > 0 ? [declareVolumes(context, missing)] : undefined,
    };
  });
}

function build(
  { repository, tag, environment, command }: Template,
  name: string,
): { lines: string[]; volumes: string[] } {
  const image = `${repository}:${tag}`;
  const facts = imageFacts(image);
  const lines = [`image: ${image}`, 'restart: unless-stopped'];
  if (command !== undefined) lines.push(`command: ${command}`);
  if (environment !== undefined) {
    lines.push('environment:', ...Object.entries(environment).map(([key, value]) => `  ${key}: ${value}`));
  }
  const [port] = facts?.ports ?? [];
  if (port !== undefined) lines.push('ports:', `  - "127.0.0.1:${port}:${port}"`);
  const data = (facts?.data ?? []).filter((path) => !path.replaceable);
  const volumes = data.map((_, index) => (index === 0 ? `${name}-data` : `${name}-data-${index + 1}`));
  if (data.length > 0) {
    lines.push('volumes:', ...data.map((path, index) => `  - ${volumes[index]}:${path.mountAt ?? path.path}`));
  }
  if (facts?.healthcheck !== undefined) {
    lines.push('healthcheck:', `  test: ${JSON.stringify(facts.healthcheck).replaceAll('","', '", "')}`);
    lines.push('  interval: 10s', '  timeout: 5s', '  retries: 5', '  start_period: 30s');
  }
  return { lines, volumes };
}

function declareVolumes({ snapshot }: CompletionContext, names: readonly string[]): TextEdit {
  const text = snapshot.current.getText();
  const section = /^volumes:[ \t]*(?:#.*)?$/m.exec(text);
  const entries = names.map((name) => `  ${name}:\n`).join('');
  if (section !== null) {
    const at = section.index + section[0].length + 1;
    const isLast = at > text.length;
    const start = Math.min(at, text.length);
    return { file: snapshot.file, range: { start, end: start }, text: isLast ? `\n${entries}` : entries };
  }
  const start = text.length;
  return {
    file: snapshot.file,
    range: { start, end: start },
    text: `${text.endsWith('\n') ? '' : '\n'}\nvolumes:\n${entries}`,
  };
}
