import type { Container } from '../core/stack/container.ts';
import type { ServiceState } from '../core/stack/service-state.ts';
import type { EngineNetwork, EngineSnapshot, EngineState, EngineVolume } from '../core/stack/snapshot.ts';

/** The language server's own requests and notifications: the only file of server/ that the client may import. */

/** Language id that VS Code gives to Compose files. */
export const composeLanguageId = 'dockercompose';

/** Section of the settings that the server asks its client for. */
export const settingsSection = 'holdfast';

/** Notification, client to server: what runs, for code lenses, hovers, completion and rules that look at the engine. */
export const liveStateNotification = 'holdfast/liveState';

/** Request, client to server: the effective project that a file belongs to, as a document to look at. */
export const effectiveProjectRequest = 'holdfast/effectiveProject';

/** Parameters of `liveStateNotification`. Each notification replaces the one before. */
export interface LiveState {
  readonly services: readonly LiveService[];
  /** `name:tag` of the images that the engine has. */
  readonly images: readonly string[];
  /** What rules that look at the engine need; without it they are silent. */
  readonly engine?: LiveEngine | undefined;
}

/** An engine's snapshot in a form that JSON can carry. */
export interface LiveEngine {
  readonly state: EngineState;
  readonly containers: readonly Container[];
  readonly volumes: readonly EngineVolume[];
  readonly networks: readonly EngineNetwork[];
  readonly at: number;
}

/** What the server is told of a snapshot; what only an inspection tells (environments among it) stays here. */
export function toLiveEngine({ state, containers, volumes, networks, at }: EngineSnapshot): LiveEngine {
  return {
    state,
    containers: [...containers.values()].map(({ details: _, ...container }) => container),
    volumes: [...volumes.values()],
    networks: [...networks.values()],
    at,
  };
}

/** One container of a Compose service. */
export interface LiveService {
  /** Compose's project name. */
  readonly project: string;
  readonly service: string;
  /** The engine's word: `running`, `exited`, `restarting`, `paused`, `created`, `dead`. */
  readonly state: string;
  /** How it is, as the stack view says it. */
  readonly condition: ServiceState;
  /** Why it failed or restarts, in words. */
  readonly why?: string | undefined;
  readonly restarts?: number | undefined;
}

/** Parameters and result of `effectiveProjectRequest`. */
export interface EffectiveProjectParams {
  readonly uri: string;
}
export interface EffectiveProject {
  readonly text: string;
}

/** Commands that code lenses name; the client carries them out with one `ServiceArgument`. */
export const clientCommands = {
  safeRestart: 'holdfast.safeRestart',
  showLogs: 'holdfast.showLogs',
  openShell: 'holdfast.openShell',
  /** Takes an `IgnoreArgument`, asks for the reason and writes the comment. */
  ignore: 'holdfast.ignoreFinding',
} as const;

/** The finding that a person wants to silence. */
export interface IgnoreArgument {
  readonly uri: string;
  /** Line of the finding, from zero. */
  readonly line: number;
  readonly rule: string;
}

/** The service that a code lens is about. */
export interface ServiceArgument {
  readonly service: string;
  readonly project: string;
  /** Absolute project directory. */
  readonly directory: string;
  /** Uri of the file in which the lens stands. */
  readonly uri: string;
}

/** What the client may say in `initializationOptions`. */
export interface InitializationOptions {
  /** Settings to begin with, for clients that can't be asked (`workspace/configuration`): what is below `holdfast`. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  /** True when the client carries out `clientCommands`, so that code lenses are worth sending. */
  readonly commands?: boolean | undefined;
  /** Where rules' pages are; a rule's id and `.md` are put behind it. */
  readonly rulePages?: string | undefined;
}
