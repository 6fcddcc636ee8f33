import type { Container } from '../../core/stack/container.ts';
import { stateInWords, stateOfContainer } from '../../core/stack/service-state.ts';
import { differingFiles } from './restore-files.ts';
import { containersOfService, type StackPoint } from './stack-points.ts';

const reasons: Readonly<Record<StackPoint['why'], string>> = {
  restart: 'before a restart',
  'go-back': 'before going back',
  restore: 'before restoring',
};

/** `2026-11-20 14:05 UTC, before a restart of web, api`. */
export function titleOfPoint({ at, why, services }: StackPoint): string {
  const of = services.length > 0 ? ` of ${services.join(', ')}` : '';
  return `${at.replace('T', ' ').slice(0, 16)} UTC, ${reasons[why]}${of}`;
}

/** A service of a point beside what there is of it now. */
export interface ServiceThenAndNow {
  readonly service: string;
  readonly image: string;
  /** In words, as it was then. */
  readonly then: string;
  /** Undefined: the engine was not asked. */
  readonly now?: 'the same containers' | 'other containers' | 'not running' | undefined;
}

/** @param now the project's containers; undefined when the engine does not answer */
export function servicesOfPoint(
  point: StackPoint,
  now: readonly Container[] | undefined,
): readonly ServiceThenAndNow[] {
  const running = new Set(now?.filter(({ state }) => state === 'running').map(({ id }) => id));
  return point.images.map(({ service, reference }) => {
    const containers = containersOfService(point, service);
    const then = containers.map((container) => stateInWords[stateOfContainer(container)]).join(', ');
    const current = now?.filter(({ compose, state }) => compose?.service === service && state === 'running') ?? [];
    const same = containers.every(({ id, state }) => running.has(id) || state !== 'running');
    const state = same ? 'the same containers' : current.length > 0 ? 'other containers' : 'not running';
    return { service, image: reference, then, ...(now && { now: state }) } as const;
  });
}

/** A point for a person, as Markdown: when and why, git, files, services, volumes. */
export function describePoint(options: {
  readonly point: StackPoint;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: readonly Container[] | undefined;
}): string {
  const { point } = options;
  const differing = new Set(differingFiles(options).map(({ file }) => file.path));
  const files = point.files.map(({ path, hash }) => {
    const state = differing.has(path) ? '**other now**' : hash === null ? 'absent' : 'the same now';
    return `- ${path}: ${state}`;
  });
  const services = servicesOfPoint(point, options.now).map(
    ({ service, image, then, now }) => `- ${service} (${image}): ${then} then${now ? `, ${now} now` : ''}`,
  );
  const changed =
    point.git && point.git.changed.length > 0 ? `, with changes in ${point.git.changed.length} files` : '';
  return [
    `# ${point.project.name}: ${titleOfPoint(point)}`,
    '',
    `Restore point \`${point.id}\` of ${point.project.directory} on ${point.engine}.`,
    point.git
      ? `Git: ${point.git.commit.slice(0, 12)}${changed}.`
      : 'Not in a git repository, or nothing is committed yet.',
    '',
    '## Files',
    '',
    ...files,
    '',
    '## Services',
    '',
    ...(services.length > 0 ? services : ['Nothing ran.']),
    '',
    '## Volumes',
    '',
    ...(point.volumes.length > 0 ? point.volumes.map(({ name }) => `- ${name}`) : ['None was attached.']),
    '',
    'The data in the volumes is not part of it; that is what backups are for.',
    '',
  ].join('\n');
}
