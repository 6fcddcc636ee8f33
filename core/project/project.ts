import type { FileView } from '../text/file-view.ts';
import type { Located, Location, Range } from '../text/source.ts';
import type { Problem } from './problem.ts';

/** What is asked of `loadProject`: the same that `docker compose` takes from its options and its environment. */
export interface ProjectRequest {
  /** Absolute folder in which Compose would be called. Files are looked for here, then in the folders above it. */
  readonly directory: string;
  /** Compose files in merge order, absolute or relative to `directory`; none: found as Compose finds them. */
  readonly files?: readonly string[] | undefined;
  /** The process environment that interpolation and COMPOSE_* variables see. It wins over .env files. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** `--env-file`s; none: `.env` in the project directory. */
  readonly envFiles?: readonly string[] | undefined;
  /** `--profile`s; with none, those in COMPOSE_PROFILES. `['*']` enables all. */
  readonly profiles?: readonly string[] | undefined;
  /** `-p`. */
  readonly projectName?: string | undefined;
  /** `--project-directory`. */
  readonly projectDirectory?: string | undefined;
}

/** Loads a project. Never throws; what is wrong is in `Project.problems`. See load-project.ts. */
export type LoadProject = (view: FileView, request: ProjectRequest) => Project;

/** The effective project: all files merged, variables filled in, includes and extends followed, profiles applied. */
export interface Project {
  readonly name: string;
  /** Absolute project directory: relative paths in files refer to it. */
  readonly directory: string;
  /** Absolute paths of the Compose files of the project itself, in merge order (without included ones). */
  readonly composeFiles: readonly string[];
  /** Every file that was read or looked for and shapes the project: Compose files, includes, extends, .env, env_file, label_file. */
  readonly files: readonly ProjectFile[];
  /** Services that `docker compose up` would consider, by name. */
  readonly services: ReadonlyMap<string, Service>;
  /** Services switched off by their profiles. */
  readonly disabledServices: ReadonlyMap<string, Service>;
  readonly networks: ReadonlyMap<string, Resource>;
  readonly volumes: ReadonlyMap<string, Resource>;
  readonly secrets: ReadonlyMap<string, Resource>;
  readonly configs: ReadonlyMap<string, Resource>;
  readonly models: ReadonlyMap<string, Resource>;
  /** The variables that files are filled in with: the environment given, then .env files. Set by every loader. */
  readonly environment?: ReadonlyMap<string, { readonly value: string; readonly origin: VariableOrigin }> | undefined;
  /** Each use of a variable in the files, resolved or not. */
  readonly variables: readonly VariableUse[];
  /** All that is wrong by YAML, the specification and Compose's own consistency checks; ordered by file and offset. */
  readonly problems: readonly Problem[];
  /** True when no problem of severity error stands against it, that is, when Compose would accept it. */
  readonly valid: boolean;
  /** The merged tree of which everything above is a typed view; top-level keys of the Compose model. */
  readonly root: MappingValue;
}

export interface ProjectFile {
  readonly file: string;
  readonly role: 'compose' | 'override' | 'include' | 'extends' | 'env' | 'env_file' | 'label_file';
  readonly exists: boolean;
  /** True when the file's YAML could be read without error (always true for files that are no YAML). */
  readonly readable: boolean;
  /** The reference that led here, for files named in other files. */
  readonly from?: Location | undefined;
}

/** A part of the effective project with the place where its value comes from. */
export type Value = ScalarValue | SequenceValue | MappingValue;

/** How a value of a later file takes the place of an earlier one's: `reset` removes it, `override` replaces it unmerged. */
export type MergeTag = 'reset' | 'override';

export interface ScalarValue {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** The scalar as written, before interpolation, when it differs from `value`. */
  readonly source?: string | undefined;
  /** True when a variable without a value or default is in it, so that its real value isn't known. */
  readonly unresolved?: boolean | undefined;
  /** Only while files are being merged; never in a loaded project. */
  readonly tag?: MergeTag | undefined;
  readonly location: Location;
}

export interface SequenceValue {
  readonly kind: 'sequence';
  readonly items: readonly Value[];
  /** Only while files are being merged; never in a loaded project. */
  readonly tag?: MergeTag | undefined;
  readonly location: Location;
}

export interface MappingValue {
  readonly kind: 'mapping';
  readonly entries: ReadonlyMap<string, Entry>;
  /** Only while files are being merged; never in a loaded project. */
  readonly tag?: MergeTag | undefined;
  readonly location: Location;
}

export interface Entry {
  readonly key: Location;
  readonly value: Value;
}

/** One place that contributes to a service, volume, network … */
export interface Definition {
  /** The key: `db` in `services: {db: …}`. */
  readonly key: Location;
  /** The whole entry, from the key's first character to the end of its value, without the line break behind it. */
  readonly block: Location;
}

export interface Service {
  readonly name: string;
  /** Every place that contributes, in merge order; the last one wins. Extended services come first. Never empty. */
  readonly definitions: readonly Definition[];
  readonly profiles: readonly Located<string>[];
  readonly image?: Located<string> | undefined;
  readonly build?: Build | undefined;
  readonly containerName?: Located<string> | undefined;
  readonly networkMode?: Located<string> | undefined;
  readonly restart?: Located<string> | undefined;
  /** Number of containers asked for (`scale`, `deploy.replicas`); undefined when it isn't given. */
  readonly scale?: Located<number> | undefined;
  readonly command?: Located<readonly string[]> | undefined;
  readonly entrypoint?: Located<readonly string[]> | undefined;
  readonly user?: Located<string> | undefined;
  readonly ports: readonly Port[];
  readonly mounts: readonly Mount[];
  readonly dependsOn: readonly Dependency[];
  readonly healthcheck?: Healthcheck | undefined;
  /** Effective environment without env_file contents; null: taken from Compose's own environment. */
  readonly environment: ReadonlyMap<string, Located<string | null>>;
  readonly envFiles: readonly EnvFile[];
  readonly labels: ReadonlyMap<string, Located<string>>;
  /** Names of top-level entries that it refers to. `networks` is empty when it is on the default network. */
  readonly networks: readonly Located<string>[];
  readonly secrets: readonly Located<string>[];
  readonly configs: readonly Located<string>[];
  readonly models: readonly Located<string>[];
  /** The whole merged service. */
  readonly value: MappingValue;
}

export interface Build {
  readonly location: Location;
  /** Absolute path, or the text itself when it is a URL. */
  readonly context?: Located<string> | undefined;
  /** Relative to the context, as written; undefined: Dockerfile. */
  readonly dockerfile?: Located<string> | undefined;
  readonly dockerfileInline?: Located<string> | undefined;
  readonly target?: Located<string> | undefined;
  readonly remote: boolean;
}

/** One published or exposed mapping; ranges are kept as ranges. */
export interface Port {
  readonly location: Location;
  readonly hostIp?: string | undefined;
  /** First and last host port; undefined: chosen by the engine. */
  readonly published?: PortRange | undefined;
  readonly target: PortRange;
  readonly protocol: 'tcp' | 'udp' | 'sctp' | (string & {});
}

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

export interface Mount {
  readonly location: Location;
  readonly type: 'volume' | 'bind' | 'tmpfs' | 'image' | 'cluster' | 'npipe';
  /** Name of a top-level volume, absolute host path, or image; undefined for an anonymous volume and tmpfs. */
  readonly source?: Located<string> | undefined;
  readonly target: string;
  /** The folder within the volume that is mounted (`volume.subpath`). */
  readonly subpath?: string | undefined;
  readonly readOnly: boolean;
  /** True for a volume without a name. */
  readonly anonymous: boolean;
}

export interface Dependency {
  readonly service: string;
  readonly location: Location;
  readonly condition: 'service_started' | 'service_healthy' | 'service_completed_successfully' | (string & {});
  readonly required: boolean;
  readonly restart: boolean;
  /** How it came about: written in depends_on, or implied by links, volumes_from, network_mode, ipc, pid. */
  readonly via: 'depends_on' | 'links' | 'volumes_from' | 'network_mode' | 'ipc' | 'pid' | 'extends' | (string & {});
}

export interface Healthcheck {
  readonly location: Location;
  /** True for `disable: true` and `test: NONE`. */
  readonly disabled: boolean;
  /** `['CMD', …]`, `['CMD-SHELL', text]`; undefined when no test is given, so that the image's is used. */
  readonly test?: Located<readonly string[]> | undefined;
}

export interface EnvFile {
  readonly location: Location;
  /** Absolute path. */
  readonly path: string;
  readonly required: boolean;
  readonly exists: boolean;
  /** `raw`: lines are taken as they are; undefined: the grammar of .env files. */
  readonly format?: string | undefined;
}

/** A top-level volume, network, secret, config or model. */
export interface Resource {
  readonly name: string;
  readonly definitions: readonly Definition[];
  /** The engine's name for it: `name:`, or `PROJECT_name`, or the plain name when external. */
  readonly engineName: string;
  readonly external: boolean;
  readonly value: MappingValue;
}

export interface VariableUse {
  readonly name: string;
  /** The whole expression: `${TAG:-1.27}`. */
  readonly location: Location;
  /** The value that it gave, undefined when there was none. */
  readonly value?: string | undefined;
  readonly origin: VariableOrigin;
}

export type VariableOrigin =
  | { readonly from: 'environment' }
  | { readonly from: 'file'; readonly file: string; readonly range: Range }
  | { readonly from: 'default' }
  | { readonly from: 'unset' };
