import { byteCount, entry, imageReference, isUnresolved, nanoseconds, scalarText, scalarTexts } from '../declared.ts';
import type { Drift, DriftSubject } from '../drift-subject.ts';

export function compareImage({ project, service, container, config, declaredImage }: DriftSubject): readonly Drift[] {
  const reference = imageReference(project, service);
  if (isUnresolved(entry(service.value, 'image'))) return [];
  if (withTag(config.image) !== withTag(reference)) {
    return [simple('image', reference, config.image)];
  }
  if (declaredImage === undefined || declaredImage === null || declaredImage.id === container.imageId) return [];
  return [
    {
      field: 'image',
      declared: shortId(declaredImage.id),
      running: shortId(container.imageId),
      message: `${reference} means another image now (${shortId(declaredImage.id)}) than the one that runs (${shortId(container.imageId)}).`,
    },
  ];
}

export function compareCommand(subject: DriftSubject): readonly Drift[] {
  const { service, config, ownImage } = subject;
  const drifts: Drift[] = [];
  const wantedEntrypoint = service.entrypoint?.value ?? ownImage?.entrypoint;
  if (wantedEntrypoint !== undefined && !isUnresolved(entry(service.value, 'entrypoint'))) {
    const running = config.entrypoint ?? [];
    if (!sameWords(wantedEntrypoint ?? [], running)) {
      drifts.push(simple('entrypoint', words(wantedEntrypoint), words(running)));
    }
  }
  // An entrypoint of the service's own switches the image's command off.
  const inherited = service.entrypoint === undefined ? ownImage?.command : ownImage && [];
  const wantedCommand = service.command?.value ?? inherited;
  if (wantedCommand !== undefined && !isUnresolved(entry(service.value, 'command'))) {
    const running = config.command ?? [];
    if (!sameWords(wantedCommand ?? [], running)) drifts.push(simple('command', words(wantedCommand), words(running)));
  }
  return drifts;
}

export function compareHealthcheck({ service, config }: DriftSubject): readonly Drift[] {
  const declared = service.healthcheck;
  const running = config.healthcheck;
  if (declared === undefined || isUnresolved(entry(service.value, 'healthcheck'))) return [];
  if (declared.disabled) {
    return running === undefined || running.test.length === 0 || running.test[0] === 'NONE'
      ? []
      : [simple('healthcheck', 'disabled', words(running.test))];
  }
  const drifts: Drift[] = [];
  const test = declared.test?.value;
  if (test !== undefined && !sameWords(test, running?.test ?? [])) {
    drifts.push(simple('healthcheck', words(test), words(running?.test)));
  }
  const times = [
    ['interval', running?.interval],
    ['timeout', running?.timeout],
    ['start_period', running?.startPeriod],
  ] as const;
  for (const [key, value] of times) {
    const text = scalarText(service.value, 'healthcheck', key);
    const wanted = text === undefined ? undefined : nanoseconds(text);
    if (text !== undefined && wanted !== undefined && wanted !== (value ?? 0)) {
      drifts.push({ ...simple('healthcheck', text, `${(value ?? 0) / 1e9}s`), item: key });
    }
  }
  const retries = scalarText(service.value, 'healthcheck', 'retries');
  if (retries !== undefined && Number(retries) !== (running?.retries ?? 0)) {
    drifts.push({ ...simple('healthcheck', retries, String(running?.retries ?? 0)), item: 'retries' });
  }
  return drifts;
}

export function compareSettings({ service, config, ownImage }: DriftSubject): readonly Drift[] {
  const { value } = service;
  const drifts: Drift[] = [];
  const check = (field: string, declared: string | undefined, running: string) => {
    if (declared !== undefined && declared !== running) drifts.push(simple(field, declared, running));
  };
  check('user', unlessUnresolved(value, 'user') ? (service.user?.value ?? ownImage?.user) : undefined, config.user);
  // No folder is the root folder, and Podman says so.
  const folder = (name: string | undefined) => (name === '/' ? '' : name);
  const declaredFolder = scalarText(value, 'working_dir') ?? ownImage?.workingDirectory;
  check('working_dir', folder(declaredFolder), folder(config.workingDirectory) ?? '');
  check('hostname', scalarText(value, 'hostname'), config.hostname);
  if (unlessUnresolved(value, 'restart') && entry(value, 'deploy', 'restart_policy') === undefined) {
    check('restart', service.restart?.value ?? 'no', config.restartPolicy);
  }
  check('privileged', scalarText(value, 'privileged') ?? 'false', String(config.privileged));
  check('read_only', scalarText(value, 'read_only') ?? 'false', String(config.readOnly));
  const memory = scalarText(value, 'mem_limit') ?? scalarText(value, 'deploy', 'resources', 'limits', 'memory');
  const bytes = memory === undefined ? undefined : byteCount(memory);
  if (memory !== undefined && bytes !== undefined && bytes !== config.memoryLimit) {
    drifts.push(simple('mem_limit', memory, config.memoryLimit === 0 ? 'no limit' : `${config.memoryLimit} bytes`));
  }
  const cpus = scalarText(value, 'cpus') ?? scalarText(value, 'deploy', 'resources', 'limits', 'cpus');
  if (cpus !== undefined && Math.round(Number(cpus) * 1e9) !== config.nanoCpus) {
    drifts.push(simple('cpus', cpus, config.nanoCpus === 0 ? 'no limit' : String(config.nanoCpus / 1e9)));
  }
  for (const [field, running] of [
    ['cap_add', config.capAdd],
    ['cap_drop', config.capDrop],
  ] as const) {
    const declared = scalarTexts(value, field) ?? [];
    const plain = (names: readonly string[]) => names.map((name) => name.replace(/^CAP_/, '')).sort();
    if (!sameWords(plain(declared), plain(running)))
      drifts.push(simple(field, declared.join(', '), running.join(', ')));
  }
  return drifts;
}

function unlessUnresolved(value: DriftSubject['service']['value'], key: string): boolean {
  return !isUnresolved(entry(value, key));
}

function simple(field: string, declared: string, running: string): Drift {
  const shown = (text: string) => (text === '' ? 'nothing' : text);
  return {
    field,
    declared,
    running,
    message: `${field} is ${shown(running)} in the container and ${shown(declared)} in the file.`,
  };
}

function sameWords(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, index) => word === b[index]);
}

function words(list: readonly string[] | null | undefined): string {
  return (list ?? []).map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
}

/** `redis` and `redis:latest` are the same; a digest stands for itself. */
function withTag(reference: string): string {
  const plain = reference.replace(/^(?:docker\.io\/)?(?:library\/)?/, '');
  return plain.includes('@') || plain.slice(plain.lastIndexOf('/') + 1, -1).includes(':') ? plain : `${plain}:latest`;
}

function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}
