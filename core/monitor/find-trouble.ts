import type { MonitorSettings } from '../settings/read-monitor-settings.ts';
import { exitCodeInWords } from '../stack/exit-code.ts';
import type { ContainerView, ProjectView, ServiceView, StackView } from '../stack/stack.ts';
import { bytesInWords } from '../text/bytes-in-words.ts';
import { inEnglish, type Say } from '../text/say.ts';
import type { Condition, InWords } from './alert.ts';
import type { Heard } from './heard.ts';

/** What the checks found out that are made in intervals. */
export interface Checked {
  /** Published ports that once answered and do not now, each with its container's id. */
  readonly lostPorts: readonly { readonly container: string; readonly port: number }[];
  /** Bytes; undefined where it cannot be known. */
  readonly disk?: { readonly free: number; readonly total: number } | undefined;
}

export interface TroubleInput {
  readonly view: StackView;
  readonly heard: Heard;
  readonly checked: Checked;
  readonly settings: MonitorSettings;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Milliseconds that a trouble must last: a deployment makes short ones, and a probe's words come after its result. */
const holds = { exited: 5000, gone: 10_000, unhealthy: 1000 };
/** Milliseconds for which a container that ran out of memory counts as in trouble after it is back. */
const memoryWindow = 120_000;

/** What is wrong now with the projects of the workspace. Without an engine there is nothing else to be said. */
export function findTrouble(input: TroubleInput): readonly Condition[] {
  const { engine, projects } = input.view;
  if (engine.kind === 'unreachable') {
    const words: InWords = (say) => say('The engine {0} no longer answers: {1}', engine.engine, engine.message);
    return [{ key: 'engine-gone', kind: 'engine-gone', ...told(words), holdFor: holds.gone }];
  }
  if (engine.kind !== 'connected') return [];
  return [
    ...projects
      .filter(({ project }) => project !== undefined)
      .flatMap((project) => project.services.flatMap((service) => serviceTrouble(input, project, service))),
    ...diskTrouble(input),
  ];
}

/** The worst that can be said of a service; one alert a service is enough. Ports are lost on their own. */
function serviceTrouble(input: TroubleInput, { name: project }: ProjectView, service: ServiceView): Condition[] {
  const about = { project, service: service.name };
  const key = (kind: Condition['kind']) => `${kind}:${project}/${service.name}`;
  const { settings, heard, now, checked } = input;

  const ends = heard.ends(project, service.name, now - settings.loopSeconds * 1000);
  const memory = service.containers.find(({ container }) => isOutOfMemory(input, container.id, container.details));
  if (ends.length >= settings.loopCount || service.state === 'restarting') {
    const last = ends.at(-1);
    const words: InWords = (say) => {
      const code = last && exitCodeInWords({ exitCode: last.exitCode, details: undefined }, say);
      const times = say(': it ended {0} times within {1} s', ends.length, settings.loopSeconds);
      const why = memory ? say(', because it runs out of memory') : code === undefined ? '' : ` (${code})`;
      return say('{0} restarts again and again{1}{2}.', service.name, ends.length > 1 ? times : '', why);
    };
    return [
      { ...about, key: key('restart-loop'), kind: 'restart-loop', ...told(words), holdFor: 0, since: ends[0]?.at },
    ];
  }
  if (memory !== undefined) {
    const words: InWords = (say) => say('{0} was killed because it ran out of memory.', service.name);
    const since = heard.outOfMemory(memory.container.id);
    return [{ ...about, key: key('out-of-memory'), kind: 'out-of-memory', ...told(words), holdFor: 0, since }];
  }
  const ended = service.containers.find((container) => endedByItself(input, container));
  if (ended !== undefined) {
    const why = (say: Say) => exitCodeInWords(ended.container, say) ?? say('ended');
    const words: InWords = (say) => say('{0} no longer runs: {1}.', service.name, why(say));
    return [{ ...about, key: key('exited'), kind: 'exited', ...told(words), holdFor: holds.exited }];
  }
  if (service.state === 'unhealthy') {
    const probe = service.containers.map(({ container }) => container.details?.health?.log.at(-1)).find(Boolean);
    const said = probe?.output.trim().split('\n').at(-1)?.slice(0, 200);
    const words: InWords = (say) =>
      said
        ? say('{0} is unhealthy: {1}', service.name, /[.!?]$/.test(said) ? said : `${said}.`)
        : say('{0} is unhealthy.', service.name);
    return [{ ...about, key: key('unhealthy'), kind: 'unhealthy', ...told(words), holdFor: holds.unhealthy }];
  }
  const ids = new Set(service.containers.map(({ container }) => container.id));
  const ports = [...new Set(checked.lostPorts.filter(({ container }) => ids.has(container)).map(({ port }) => port))];
  if (ports.length === 0) return [];
  const words: InWords = (say) =>
    say('{0} no longer answers on port {1}, though it runs.', service.name, ports.join(', '));
  return [{ ...about, key: key('port-lost'), kind: 'port-lost', ...told(words), holdFor: 0 }];
}

function isOutOfMemory(
  { heard, now }: TroubleInput,
  id: string,
  details: ContainerView['container']['details'],
): boolean {
  if (details?.oomKilled) return true;
  const at = heard.outOfMemory(id);
  return at !== undefined && now - at < memoryWindow;
}

/** True for an end with an error, and for a server's end that nobody asked for. */
function endedByItself({ heard }: TroubleInput, { container, state }: ContainerView): boolean {
  if (state === 'failed') return heard.lastEnd(container.id)?.askedFor !== true;
  return state === 'stopped' && heard.lastEnd(container.id)?.askedFor === false;
}

function diskTrouble({ checked, settings, view }: TroubleInput): Condition[] {
  const { disk } = checked;
  if (disk === undefined || disk.total <= 0) return [];
  const percent = (100 * disk.free) / disk.total;
  if (percent >= settings.diskFreePercent) return [];
  const engine = view.engine.kind === 'connected' ? view.engine.engine : 'the engine';
  const [free, total] = [bytesInWords(disk.free), bytesInWords(disk.total)];
  const words: InWords = (say) => say('The disk of {0} is nearly full: {1} of {2} are free.', engine, free, total);
  return [{ key: 'disk-nearly-full', kind: 'disk-nearly-full', ...told(words), holdFor: 0 }];
}

function told(inWords: InWords): Pick<Condition, 'text' | 'inWords'> {
  return { text: inWords(inEnglish), inWords };
}
