import { createTwoFilesPatch } from 'diff';
import { planRules, planSettings } from './extras.ts';
import { type AgentPlace, type PlannedFile, planInstall, planUninstall, read, SetupConflict } from './install.ts';
import { launcherPath } from './launcher.ts';
import type { AgentSetup, Place } from './setup.ts';

export interface SetupRequest {
  readonly action: 'install' | 'uninstall';
  readonly agents: readonly AgentSetup[];
  readonly place: Place;
  readonly stateFolder: string;
  /** Also the section with rules in the project's AGENTS.md, or VS Code's own confirmations in its settings. */
  readonly extras?: readonly ('rules' | 'settings')[] | undefined;
}

export interface SetupPlan {
  /** Changes of files; empty when everything is as wanted. */
  readonly files: readonly PlannedFile[];
  /** Agents that have to be left out, each with the reason. */
  readonly conflicts: readonly { readonly agent: AgentSetup; readonly message: string }[];
}

/** What setting agents up, or taking Holdfast out of their files, would change. Writes nothing. */
export function planSetup({ action, agents, place, stateFolder, extras = [] }: SetupRequest): SetupPlan {
  const files: PlannedFile[] = [];
  const conflicts: SetupPlan['conflicts'][number][] = [];
  for (const agent of agents) {
    const subject = placeOf({ agent, place, stateFolder });
    try {
      files.push(...(action === 'install' ? planInstall(subject) : planUninstall(subject)));
    } catch (error) {
      if (!(error instanceof SetupConflict)) throw error;
      conflicts.push({ agent, message: error.message });
    }
  }
  const options = { project: place.project, stateFolder, wanted: action === 'install' };
  if (extras.includes('rules')) files.push(...planRules(options));
  if (extras.includes('settings')) files.push(...planSettings(options));
  return { files, conflicts };
}

/** Where an agent's files are, with the launcher that they name. */
export function placeOf(options: Omit<AgentPlace, 'launcher'>): AgentPlace {
  return { ...options, launcher: launcherPath(options.stateFolder, options.place.platform) };
}

/** Whether an agent's files have Holdfast's hook in its present form. */
export function isSetUp(options: Omit<AgentPlace, 'launcher'>): boolean {
  try {
    return planInstall(placeOf(options)).length === 0;
  } catch {
    return false;
  }
}

/** The plan that takes another one back, to the byte; files that somebody has changed since are left out. */
export function undoing(files: readonly PlannedFile[]): readonly PlannedFile[] {
  return files
    .filter(({ path, after }) => read(path) === after)
    .map(({ path, before, after }) => ({ path, before: after, after: before, executable: false }));
}

/** The changes as one patch. */
export function patchText(files: readonly PlannedFile[]): string {
  const none = '/dev/null';
  return files
    .map(({ path, before, after }) =>
      createTwoFilesPatch(
        before === undefined ? none : path,
        after === undefined ? none : path,
        before ?? '',
        after ?? '',
      ),
    )
    .join('');
}
