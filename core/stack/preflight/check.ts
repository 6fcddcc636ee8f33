import type { Project, Service } from '../../project/project.ts';
import type { FileView } from '../../text/file-view.ts';
import type { Container } from '../container.ts';
import type { SaidProbes } from '../http-probe.ts';
import type { EngineSnapshot } from '../snapshot.ts';

/** What one question to the stack gave, before anything is touched. */
export interface PreflightCheck {
  /** Stable id of the question: `port-held`. */
  readonly id: string;
  /** The question as a statement that holds when all is well. */
  readonly title: string;
  readonly result: 'ok' | 'warning' | 'stop';
  /** What is wrong; empty when nothing is. */
  readonly problems: readonly PreflightProblem[];
}

export interface PreflightProblem {
  readonly result: 'warning' | 'stop';
  readonly service?: string | undefined;
  /** What is wrong and why it would hurt. */
  readonly message: string;
  /** The safe way out. */
  readonly wayOut: string;
}

/** What only the world outside of files and engine can tell. What is undefined is not known, and not checked. */
export interface HostFacts {
  /** Files on the engine's host; undefined when the engine is elsewhere. */
  readonly files?: FileView | undefined;
  /** Owner and mode of a file or folder on the engine's host. */
  readonly ownerOf?: ((path: string) => Owner | undefined) | undefined;
  /** Who listens on the host's ports, containers included. */
  readonly listeners?: readonly HostListener[] | undefined;
  /** Of the disk on which the engine keeps its data, in bytes. */
  readonly disk?: { readonly free: number; readonly total: number } | undefined;
  /** Files that can still be made on that disk; undefined where the file system does not count them. */
  readonly inodes?: { readonly free: number; readonly total: number } | undefined;
  /** True when the engine's disk takes no writes. */
  readonly readOnlyDisk?: boolean | undefined;
  /** What the engine complained about lately in its own log. */
  readonly engineLog?: readonly string[] | undefined;
  /** For images that are not here, by reference: whether the engine could get them. */
  readonly pullable?: Readonly<Record<string, Pullable>> | undefined;
  /** The Compose that would carry a plan out. */
  readonly compose?: ComposeAbility | undefined;
  /** Of the engine's host, in bytes. */
  readonly memory?: number | undefined;
  readonly architecture?: string | undefined;
  /** `linux` or `windows`: what its containers are. */
  readonly containersOf?: string | undefined;
  readonly drivers?: EngineDrivers | undefined;
  /** True when changes to the project's files are held for a person's decision. */
  readonly heldChanges?: boolean | undefined;
  /** Files of the project that an editor holds unsaved changes of. */
  readonly unsavedFiles?: readonly string[] | undefined;
}

/** What an engine can be asked to use, by the names that files have. A kind of which nothing is known is empty. */
export interface EngineDrivers {
  readonly volume: readonly string[];
  readonly network: readonly string[];
  readonly log: readonly string[];
  readonly runtimes: readonly string[];
  /** False: plugins of the old kind, which engines name only once they were used, could not be looked for. */
  readonly complete: boolean;
}

/** `refused`: there is no such image, or a login is needed, which only the pull itself can tell. */
export interface Pullable {
  readonly answer: 'yes' | 'absent' | 'refused' | 'unreachable';
  /** What the registry or the engine said; empty for `yes`. */
  readonly message: string;
}

/** What a Compose program can do for a plan. */
export interface ComposeAbility {
  /** For people: `docker compose 2.26.1`. */
  readonly title: string;
  /** False when it takes all services down to replace one. */
  readonly replacesOne: boolean;
  /** What it cannot do, as sentences; none for Compose v2. */
  readonly limits: readonly string[];
}

export interface Owner {
  readonly uid: number;
  readonly gid: number;
  /** Permission bits. */
  readonly mode: number;
}

/** A process that listens on a port of the host. */
export interface HostListener {
  readonly address: string;
  readonly port: number;
  readonly protocol: string;
  readonly uid?: number | undefined;
  /** Undefined when it belongs to another user and we may not look. */
  readonly pid?: number | undefined;
  /** The program's name. */
  readonly program?: string | undefined;
  /** systemd's unit: `postgresql@15-main.service`. */
  readonly unit?: string | undefined;
}

/** A service that the plan touches, with what there is of it. */
export interface Touched {
  readonly service: Service;
  readonly containers: readonly Container[];
  /** True when its containers will be made anew, so that what is in them is lost. */
  readonly recreated: boolean;
}

export interface PreflightSubject {
  readonly project: Project;
  readonly snapshot: EngineSnapshot;
  /** In the order of the plan. */
  readonly touched: readonly Touched[];
  readonly facts: HostFacts;
  /** Services that belong to the project though these files do not have them. */
  readonly elsewhere?: ReadonlySet<string> | undefined;
  readonly probes?: SaidProbes | undefined;
}

export interface CheckDefinition {
  readonly id: string;
  readonly title: string;
  readonly find: (subject: PreflightSubject) => readonly PreflightProblem[];
}

/** Asks one question. */
export function runCheck({ id, title, find }: CheckDefinition, subject: PreflightSubject): PreflightCheck {
  const problems = find(subject);
  const result = problems.some((problem) => problem.result === 'stop')
    ? 'stop'
    : problems.length > 0
      ? 'warning'
      : 'ok';
  return { id, title, result, problems };
}

export function stop(problem: Omit<PreflightProblem, 'result'>): PreflightProblem {
  return { result: 'stop', ...problem };
}

export function warn(problem: Omit<PreflightProblem, 'result'>): PreflightProblem {
  return { result: 'warning', ...problem };
}
