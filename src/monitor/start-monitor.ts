import { commands, type Disposable, type ExtensionContext, type LogOutputChannel, workspace } from 'vscode';
import type { MountMark } from '../../core/monitor/auto-restart.ts';
import { type MonitorSettings, readMonitorSettings } from '../../core/settings/read-monitor-settings.ts';
import { type Monitor, startMonitor } from '../../io/monitor/monitor.ts';
import { openTimelineLog, type TimelineLog } from '../../io/monitor/timeline-log.ts';
import { lockHolder } from '../../io/restart/lock.ts';
import { restartFolder } from '../../io/restart/restart-folder.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import type { DeclaredProjects } from '../stack-view/declared-projects.ts';
import type { Stack } from '../stack-view/stack.ts';
import { tellAlerts } from './alert-notices.ts';
import { noteEdits } from './note-edits.ts';
import { showTimeline } from './timeline-view.ts';

export interface MonitorFeature extends Disposable {
  readonly monitor: Monitor;
  readonly timeline: TimelineLog;
  /** True while there is something to watch: what happens is then followed though nobody looks. */
  readonly wantsToLook: boolean;
}

export interface MonitorDependencies {
  readonly stack: Stack;
  readonly projects: DeclaredProjects;
  readonly log: LogOutputChannel;
  /** True while an edit of the project waits for a person's word. */
  readonly hasHeldChanges: (projectDirectory: string) => boolean;
}

const marksKey = 'holdfast.mounts';

/** Starts watching over the workspace's stacks: alerts, the incident timeline, and automatic restarts where they are wanted. */
export function startWatching(context: ExtensionContext, deps: MonitorDependencies): MonitorFeature {
  const { stack, projects, log, hasHeldChanges } = deps;
  const { workspaceState } = context;
  let settings = readSettings();
  const timeline = openTimelineLog({
    folder: stateFolder(process.env),
    projectName: (directory) => projects.list().find((project) => project.directory === directory)?.name,
  });
  const view = showTimeline({ timeline, log, projects: () => projects.list().map(({ name }) => name) });
  const notices = tellAlerts({ workspaceState, active: () => monitor.active });
  const marks = () => workspaceState.get<Record<string, readonly MountMark[]>>(marksKey, {});
  const monitor = startMonitor({
    settings: () => settings,
    timeline,
    engine: () => stack.engine,
    isBusy: (project) =>
      hasHeldChanges(project.directory) || lockHolder(restartFolder(process.env, project)) !== undefined,
    marks: {
      get: (service) => marks()[service],
      set: (service, own) => void workspaceState.update(marksKey, { ...marks(), [service]: own }),
    },
    onAlerts(alerts) {
      for (const { text } of alerts) log.warn(`alert: ${text}`);
      void notices.tell(alerts);
    },
    onEntry: () => view.renew(),
  });
  const parts: Disposable[] = [
    stack.onDidChange(() => monitor.see(stack.view, stack.snapshot)),
    stack.onEngineEvent((event) => monitor.hear(event)),
    noteEdits(projects, (entry) => monitor.note(entry)),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('holdfast.monitor')) settings = readSettings();
    }),
    commands.registerCommand('holdfast.showTimeline', () => view.open()),
    notices,
    view,
    monitor,
  ];
  monitor.see(stack.view, stack.snapshot);
  return {
    monitor,
    timeline,
    get wantsToLook() {
      return settings.enabled && projects.list().length > 0;
    },
    dispose() {
      for (const part of parts) part.dispose();
    },
  };
}

function readSettings(): MonitorSettings {
  const configuration = workspace.getConfiguration('holdfast.monitor');
  return readMonitorSettings((name) => configuration.get(name));
}
