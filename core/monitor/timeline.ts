import { exitCodeInWords } from '../stack/exit-code.ts';
import { inEnglish, type Say } from '../text/say.ts';

/** One thing that happened to a stack. Kept as one line of JSON, so every field is plain data. */
export interface TimelineEntry {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly source: TimelineSource;
  /** The kind of thing within its source: `die`, `unhealthy`, `changed`, `held`, `restart`, `restart-loop` … */
  readonly what: string;
  readonly weight: TimelineWeight;
  /** One sentence for a reader. */
  readonly text: string;
  /** Name of the Compose project. */
  readonly project?: string | undefined;
  readonly service?: string | undefined;
  /** Name of the container. */
  readonly container?: string | undefined;
  /** Id of the container, name of the volume, network or image. */
  readonly id?: string | undefined;
  /** Absolute path. */
  readonly file?: string | undefined;
  readonly exitCode?: number | undefined;
}

/** Who tells: the engine, a file, the guard, Holdfast itself, or its monitor. */
export type TimelineSource = 'engine' | 'file' | 'guard' | 'action' | 'alert';

/** `good` and `bad` are changes of state; `plain` is everything that means neither. */
export type TimelineWeight = 'plain' | 'good' | 'warning' | 'bad';

/** An engine's event, as far as the timeline needs it. */
export interface HeardEvent {
  readonly type: string;
  readonly action: string;
  /** The container's id, the volume's name … */
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** A sentence about a container, or about a volume, network or image. */
type Sentence = (say: Say, name: string) => string;

/** What the engine's events say of containers, by the entry's `what`. Others (exec, attach, top …) are no history. */
const containerEvents: Readonly<Record<string, readonly [TimelineWeight, Sentence]>> = {
  create: ['plain', (say, name) => say('{0} was created.', name)],
  start: ['good', (say, name) => say('{0} started.', name)],
  stop: ['plain', (say, name) => say('{0} was stopped.', name)],
  restart: ['plain', (say, name) => say('{0} was restarted.', name)],
  pause: ['warning', (say, name) => say('{0} was paused.', name)],
  unpause: ['good', (say, name) => say('{0} goes on after its pause.', name)],
  oom: ['bad', (say, name) => say('{0} ran out of memory.', name)],
  rename: ['plain', (say, name) => say('{0} was renamed.', name)],
  destroy: ['warning', (say, name) => say('{0} was removed.', name)],
  healthy: ['good', (say, name) => say('{0} is healthy.', name)],
  unhealthy: ['bad', (say, name) => say('{0} is unhealthy.', name)],
};

const otherEvents: Readonly<Record<string, readonly [TimelineWeight, Sentence]>> = {
  'volume-create': ['plain', (say, name) => say('The volume {0} was created.', name)],
  'volume-destroy': ['bad', (say, name) => say('The volume {0} was removed.', name)],
  'volume-prune': ['bad', (say) => say('Unused volumes were removed (prune).')],
  'network-create': ['plain', (say, name) => say('The network {0} was created.', name)],
  'network-destroy': ['plain', (say, name) => say('The network {0} was removed.', name)],
  'image-pull': ['plain', (say, name) => say('The image {0} was pulled.', name)],
  'image-delete': ['plain', (say, name) => say('The image {0} was removed.', name)],
  'image-tag': ['plain', (say, name) => say('The image {0} was tagged.', name)],
};

/**
 * An entry's sentence in the language of who reads it. Entries are kept in English; what others or earlier versions wrote down,
 * and what is told by others than the engine, stays as it is.
 */
export function entryInWords(entry: TimelineEntry, say: Say): string {
  const { source, what, container, id, exitCode, text } = entry;
  if (source !== 'engine') return text;
  const sentence = (language: Say): string | undefined => {
    const name = container ?? id ?? '';
    if (what === 'die') return deathInWords(name, exitCode, language);
    if (what === 'kill') return killInWords(name, /\(signal ([^()]+)\)\.$/.exec(text)?.[1] ?? '', language);
    return (container === undefined ? otherEvents : containerEvents)[what]?.[1](language, name);
  };
  return sentence(inEnglish) === text ? (sentence(say) ?? text) : text;
}

function deathInWords(name: string, exitCode: number | undefined, say: Say): string {
  const words = (language: Say) => exitCodeInWords({ exitCode, details: undefined }, language);
  const [how, inPlain] = [words(say), words(inEnglish)];
  if (exitCode === undefined || how === undefined || inPlain === undefined) return say('{0} ended.', name);
  const isSentence = inPlain.startsWith('ended');
  if (inPlain.includes(String(exitCode)))
    return isSentence ? say('{0} {1}.', name, how) : say('{0} ended: {1}.', name, how);
  return isSentence
    ? say('{0} {1} (exit code {2}).', name, how, exitCode)
    : say('{0} ended: {1} (exit code {2}).', name, how, exitCode);
}

function killInWords(name: string, signal: string, say: Say): string {
  return signal === '' ? say('{0} was told to end.', name) : say('{0} was told to end (signal {1}).', name, signal);
}

/** The entry for an engine's event; undefined when it is no history. */
export function entryOfEvent(event: HeardEvent): TimelineEntry | undefined {
  const { type, action, id, attributes, time } = event;
  if (type === 'container') return containerEntry(event);
  const what = `${type}-${action}`;
  const known = otherEvents[what];
  if (known === undefined || attributes['dev.holdfast.helper'] !== undefined) return undefined;
  const [weight, sentence] = known;
  const name = attributes.name || id;
  const project = attributes['com.docker.compose.project'];
  return {
    at: time,
    source: 'engine',
    what,
    weight,
    text: sentence(inEnglish, name),
    id: name,
    ...(project !== undefined && { project }),
  };
}

function containerEntry({ action, id, attributes, time }: HeardEvent): TimelineEntry | undefined {
  const name = attributes.name ?? id.slice(0, 12);
  const about = {
    at: time,
    source: 'engine',
    container: name,
    id,
    project: attributes['com.docker.compose.project'],
    service: attributes['com.docker.compose.service'],
  } as const;
  if (action === 'die') {
    const exitCode = Number(attributes.exitCode ?? Number.NaN);
    if (Number.isNaN(exitCode))
      return { ...about, what: 'die', weight: 'bad', text: deathInWords(name, undefined, inEnglish) };
    const weight = exitCode === 0 || exitCode === 143 || exitCode === 130 ? 'plain' : 'bad';
    return { ...about, what: 'die', weight, exitCode, text: deathInWords(name, exitCode, inEnglish) };
  }
  if (action === 'kill') {
    return { ...about, what: 'kill', weight: 'plain', text: killInWords(name, attributes.signal ?? '', inEnglish) };
  }
  const what = action.replace('health_status: ', '');
  const known = containerEvents[what];
  if (known === undefined) return undefined;
  const [weight, sentence] = known;
  return { ...about, what, weight, text: sentence(inEnglish, name) };
}

/** Time in milliseconds within which two programs that watch the same thing tell the same of it. */
const sameMoment = 5000;

/**
 * Puts what several programs wrote down into one history, oldest first, each thing once: engines give each event one time,
 * and what programs see by themselves they see within a moment.
 */
export function mergeEntries(entries: Iterable<TimelineEntry>): readonly TimelineEntry[] {
  const ordered = [...entries].sort((a, b) => a.at - b.at);
  const last = new Map<string, number>();
  return ordered.filter((entry) => {
    const key = [entry.source, entry.what, entry.project, entry.id ?? entry.file ?? '', entry.text].join('\n');
    const before = last.get(key);
    last.set(key, entry.at);
    return before === undefined || entry.at - before >= (entry.source === 'engine' ? 1 : sameMoment);
  });
}

export interface TimelineFilter {
  /** Milliseconds since the epoch, both included. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly projects?: readonly string[] | undefined;
}

/** The entries of a span. With `projects`, those about others are left out, and so is what the engine does for nobody of them. */
export function selectEntries(entries: readonly TimelineEntry[], filter: TimelineFilter): readonly TimelineEntry[] {
  const { from = 0, to = Number.POSITIVE_INFINITY, projects } = filter;
  return entries.filter(
    (entry) => entry.at >= from && entry.at <= to && (projects === undefined || concerns(entry, projects)),
  );
}

/** Engines name no project for volumes and networks, but Compose puts it before their names. A prune concerns everybody. */
function concerns({ source, project, id, what }: TimelineEntry, projects: readonly string[]): boolean {
  if (project !== undefined) return projects.includes(project);
  return source !== 'engine' || what.endsWith('-prune') || projects.some((name) => id?.startsWith(`${name}_`));
}

/** Reads an entry from JSON that anybody may have written; undefined when it is none. */
export function readEntry(json: unknown): TimelineEntry | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const { at, source, what, weight, text } = json as Partial<Record<keyof TimelineEntry, unknown>>;
  const isEntry =
    typeof at === 'number' &&
    Number.isFinite(at) &&
    sources.includes(source) &&
    weights.includes(weight) &&
    typeof what === 'string' &&
    typeof text === 'string';
  if (!isEntry) return undefined;
  const optional = ['project', 'service', 'container', 'id', 'file'] as const;
  const raw = json as Record<string, unknown>;
  return {
    ...Object.fromEntries(optional.flatMap((name) => (typeof raw[name] === 'string' ? [[name, raw[name]]] : []))),
    ...(typeof raw.exitCode === 'number' && { exitCode: raw.exitCode }),
    at,
    what,
    text,
    source: source as TimelineSource,
    weight: weight as TimelineWeight,
  };
}

const sources: readonly unknown[] = ['engine', 'file', 'guard', 'action', 'alert'] satisfies TimelineSource[];
const weights: readonly unknown[] = ['plain', 'good', 'warning', 'bad'] satisfies TimelineWeight[];
