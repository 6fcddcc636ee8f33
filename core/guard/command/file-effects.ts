import { dirname } from 'pathe';
import { type Argument, argument, commandText, unknownText } from './argument.ts';
import { globExpression } from './glob.ts';
import { isGuardEntry, isGuardFile, isGuardFolder } from './guard-files.ts';
import type { RuleName } from './rules.ts';
import { type Call, readFile, report, reportText, resolvePath, type Shell } from './shell.ts';

export interface Write {
  readonly path: string;
  /** What would be written; undefined when it cannot be known. */
  readonly text: string | undefined;
  readonly append?: boolean | undefined;
  /** The command for messages. */
  readonly subject: string;
}

/** Names under which Compose finds its file, for patterns when the folder cannot be looked at. */
const usualNames = [
  'docker-compose.yml',
  'docker-compose.yaml',
  'compose.yaml',
  'compose.yml',
  'docker-compose.prod.yml',
];

const engineFolders = [
  '/var/lib/docker',
  '/var/lib/containers',
  '/var/lib/containerd',
  '/var/lib/rancher',
  '~/.local/share/docker',
  '~/.local/share/containers',
  '~/.colima',
  '~/.lima',
  '~/.orbstack',
  '~/Library/Containers/com.docker.docker',
];

/** A path in a container as the host path that is mounted there; undefined when it stays in the container. */
function hostPath(shell: Shell, path: string): string | undefined {
  if (shell.container === undefined) return path;
  for (const { host, target } of shell.container.mounts) {
    if (host !== undefined && (path === target || path.startsWith(`${target.replace(/\/$/, '')}/`))) {
      return `${host}/${path.slice(target.length)}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
    }
  }
  return undefined;
}

/** A file gets another content. */
export function writeFile(shell: Shell, write: Write): void {
  if (/^\/dev\/(null|stdout|stderr|tty|fd\/)/.test(write.path)) return;
  const inside = resolvePath(shell, write.path);
  const path = hostPath(shell, inside);
  const empties = write.text === '' && write.append !== true && !isPassing(inside);
  if (empties && isContainerData(shell, inside))
    reportText(shell, 'container-data-deleted', write.subject, shown(shell, inside));
  if (path === undefined) return;
  const before = readFile(shell, path);
  const after = write.append && write.text !== undefined && before !== undefined ? before + write.text : write.text;
  const { surroundings } = shell;
  if (isGuardFile(path, before, surroundings) || isGuardFile(path, after, surroundings)) {
    reportText(shell, 'guard-tampering', write.subject, shown(shell, path));
    return;
  }
  if (shell.surroundings.isProtected(path)) judgeProtectedWrite(shell, path, before, after, write);
  else if (empties) {
    const data = dataAround(shell, path, false);
    if (data !== undefined) reportText(shell, 'data-folder-deleted', write.subject, shown(shell, path));
  }
  if (write.text !== undefined && !path.includes(unknownText)) shell.shared.files.set(path, after ?? write.text);
}

function judgeProtectedWrite(
  shell: Shell,
  path: string,
  before: string | undefined,
  after: string | undefined,
  write: Write,
): void {
  const name = shown(shell, path);
  const canRead = shell.surroundings.readFile !== undefined && shell.cwd !== undefined && !path.includes(unknownText);
  if (after !== undefined && after === before) return;
  if (canRead && before === undefined && after?.trim() !== '') {
    if (after === undefined || shell.surroundings.judgeWrite === undefined) return;
  }
  if (write.append && before === undefined) {
    reportText(shell, 'protected-file-unclear', write.subject, name);
  } else if (after === undefined || after.includes(unknownText)) {
    reportText(shell, 'protected-file-unclear', write.subject, name);
  } else if (after.trim() === '') {
    reportText(shell, 'protected-file-emptied', write.subject, name);
  } else if (shell.surroundings.judgeWrite === undefined) {
    reportText(shell, 'protected-file-overwritten', write.subject, name);
  } else {
    const { verdict, message } = shell.surroundings.judgeWrite(path, after);
    if (verdict === 'allow') return;
    const rule: RuleName = 'protected-file-overwritten';
    reportText(shell, rule, write.subject, `${name}: ${message}`);
    const last = shell.shared.reasons.at(-1);
    if (last?.rule === rule) shell.shared.reasons[shell.shared.reasons.length - 1] = { ...last, verdict };
  }
}

/** A program gives a file another text; without one, a text that is not computed. */
export function changeFile(call: Call, path: string, text?: string | undefined): void {
  writeFile(call.shell, { path, text, subject: commandText([argument(call.name), ...call.args]) });
}

/** A path as a person would write it. */
export function shown(shell: Shell, path: string): string {
  const { cwd } = shell.surroundings;
  const short = path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path;
  return short.replaceAll(unknownText, '…');
}

export interface Deletion {
  /** True when folders go with all that is in them. */
  readonly recursive: boolean;
  /** The rule for a protected file; `protected-file-deleted` unless told. */
  readonly rule?: RuleName | undefined;
}

/** A file or folder, or what a pattern matches, goes away (removed, moved, unlinked). */
export function deletePath(call: Call, target: Argument, deletion: Deletion): void {
  const { shell } = call;
  const inside = resolvePath(shell, target.text.length > 1 ? target.text.replace(/(?<!\/)\/+$/, '') : target.text);
  const path = hostPath(shell, inside);
  if (shell.container !== undefined) deleteInContainer(call, inside, target, deletion);
  if (path === undefined) return;
  const { surroundings } = shell;
  const rule = deletion.rule ?? 'protected-file-deleted';
  if (
    isGuardEntry(path, readFile(shell, path), surroundings) ||
    (deletion.recursive && isGuardFolder(path, surroundings))
  ) {
    report(call, 'guard-tampering', shown(shell, path));
    return;
  }
  const hit = protectedAt(shell, path, target.glob, deletion.recursive);
  if (hit !== undefined) report(call, rule, shown(shell, hit));
  const data = deletion.recursive ? dataAt(shell, path, target.glob) : dataAround(shell, path, target.glob);
  if (data !== undefined) report(call, 'data-folder-deleted', data);
}

/** The protected file that a path or pattern hits; with `recursive`, also one below it. */
export function protectedAt(shell: Shell, path: string, glob: boolean, recursive: boolean): string | undefined {
  if (!glob && shell.surroundings.isProtected(path)) return path;
  if (!glob && !recursive) return undefined;
  const candidates = candidatesIn(shell, path, glob);
  if (!glob) return candidates.find((file) => file.startsWith(path === '/' ? '/' : `${path}/`));
  const expression = globExpression(path);
  return candidates.find((file) => {
    for (let at = file; at.length > 1; at = dirname(at)) {
      if (expression.test(at) && (at === file || recursive)) return true;
    }
    return false;
  });
}

/** The protected files that a pattern (an absolute path with `*`) stands for, a few of them. */
export function protectedMatches(shell: Shell, pattern: string): readonly string[] {
  const expression = globExpression(pattern);
  return candidatesIn(shell, pattern, true)
    .filter((file) => expression.test(file))
    .slice(0, 4);
}

function candidatesIn(shell: Shell, path: string, glob: boolean): readonly string[] {
  const folder = glob ? fixedPart(path) : path;
  const known = folder.includes(unknownText) ? undefined : shell.surroundings.protectedFiles?.(folder);
  return known ?? guessedFiles(shell, folder, glob);
}

/** The folder in which a pattern begins to be one. */
function fixedPart(pattern: string): string {
  return pattern.slice(0, pattern.search(/[*?[]/) >>> 0).replace(/\/[^/]*$/, '') || '/';
}

function guessedFiles(shell: Shell, folder: string, glob: boolean): readonly string[] {
  const { cwd } = shell.surroundings;
  if (glob) return usualNames.map((name) => `${folder === '/' ? '' : folder}/${name}`);
  return folder === cwd || cwd.startsWith(folder === '/' ? '/' : `${folder}/`) ? [`${cwd}/docker-compose.yml`] : [];
}

/** The data folder that a deletion at `path` touches, as a person would write it. */
function dataAt(shell: Shell, path: string, glob: boolean): string | undefined {
  const home = shell.surroundings.home ?? '/root';
  const engine = engineFolders.map((folder) => folder.replace('~', home));
  const plain = path.replace(/\/\*+$/, '');
  const touches = (folder: string) =>
    plain === folder || plain.startsWith(`${folder}/`) || folder.startsWith(plain === '/' ? '/' : `${plain}/`);
  const found =
    engine.find(touches) ??
    shell.surroundings.dataFolders?.().find((folder) => touches(folder) || (glob && globHits(path, folder))) ??
    shell.surroundings
      .namedDataFolders?.()
      .find((folder) => (touches(folder) && !plain.startsWith(`${folder}/`)) || (glob && globHits(path, folder)));
  return found === undefined ? undefined : shown(shell, found);
}

/** The data folder in which a single file lies, as a person would write it. */
function dataAround(shell: Shell, path: string, glob: boolean): string | undefined {
  const folder = glob ? fixedPart(path) : dirname(path);
  if (isPassing(path)) return undefined;
  const found = shell.surroundings.dataFolders?.().find((data) => folder === data || folder.startsWith(`${data}/`));
  return found === undefined ? undefined : shown(shell, found);
}

/** Files in a data folder that are made anew or only tell what happened. */
function isPassing(path: string): boolean {
  return /\.(pid|lock|lck|log|sock|tmp|bak)$|\/\.(gitkeep|keep|gitignore|DS_Store)$/.test(path);
}

/** Names that only databases give their files. */
const databaseFile = /(\.(rdb|aof|ibd|mdb|wt|frm|myd|myi|mv\.db)|PG_VERSION|ibdata\d*)$/i;

function globHits(pattern: string, folder: string): boolean {
  if (databaseFile.test(pattern) && folder.startsWith(`${fixedPart(pattern)}/`)) return true;
  const expression = globExpression(pattern);
  for (let at = folder; at.length > 1; at = dirname(at)) if (expression.test(at)) return true;
  return false;
}

/** Where well-known database images keep their data. */
const containerData =
  /^\/(var\/lib\/(postgresql|mysql|mongodb|redis|neo4j|clickhouse|rabbitmq|cassandra|influxdb\d?|grafana|kafka|weaviate|milvus|couchdb|arangodb3)|data\/db|bitnami|qdrant\/storage|meili_data|var\/jenkins_home|usr\/share\/(elasticsearch|opensearch)\/data|home\/node\/\.n8n|opt\/(couchdb|couchbase)\/(data|var))(\/|$)/;

function deleteInContainer(call: Call, path: string, target: Argument, deletion: Deletion): void {
  const plain = path.replace(/\/\*+$/, '');
  const whole = deletion.recursive || target.glob;
  if (!whole && isPassing(plain)) return;
  if (isContainerData(call.shell, plain) || (whole && (plain === '/data' || plain === '/'))) {
    report(call, 'container-data-deleted', shown(call.shell, plain));
  }
}

function isContainerData({ container }: Shell, path: string): boolean {
  if (container === undefined) return false;
  const volume = container.mounts.find(
    (mount) =>
      mount.host === undefined && (path === mount.target || path.startsWith(`${mount.target}/`) || path === '/'),
  );
  return volume !== undefined || containerData.test(path) || /^\/data\/.*\.(rdb|aof)$/.test(path);
}
