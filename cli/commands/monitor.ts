import type { Alert } from '../../core/monitor/alert.ts';
import type { MountMark } from '../../core/monitor/auto-restart.ts';
import { selectEntries, type TimelineEntry } from '../../core/monitor/timeline.ts';
import { timelineAsJson, timelineAsMarkdown } from '../../core/monitor/timeline-report.ts';
import type { Project } from '../../core/project/project.ts';
import { type BackupSettings, readBackupSettings } from '../../core/settings/backup-settings.ts';
import { type MonitorSettings, readMonitorSettings } from '../../core/settings/read-monitor-settings.ts';
import { joinStack } from '../../core/stack/stack.ts';
import { visibleText } from '../../core/text/visible-text.ts';
import { disk } from '../../io/disk.ts';
import { wishesOf } from '../../io/engine/read-snapshot.ts';
import { watchEngine } from '../../io/engine/watch-engine.ts';
import { startMonitor } from '../../io/monitor/monitor.ts';
import { openTimelineLog, type TimelineLog } from '../../io/monitor/timeline-log.ts';
import { lockHolder } from '../../io/restart/lock.ts';
import { readEnvFiles } from '../../io/restart/read-env-files.ts';
import { restartFolder } from '../../io/restart/restart-folder.ts';
import { openState } from '../../io/state/state.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import { type Command, type CommandContext, UsageError } from '../command.ts';
import { keepDataSafe } from '../keep-data-safe.ts';
import { currentEndpoint, openProject } from '../open-stack.ts';
import { formatIn, parseArguments } from '../parse-arguments.ts';

const usage = `usage: holdfast monitor [FILES] [--interval SECONDS] [--auto-restart] [--history HOURS] [--format json|text]
       [--backup-every HOURS] [--rehearse-every DAYS] [--recipient AGE]…`;

/**
 * Watches a project until it is interrupted: prints each thing that happens, and each alert, as it comes (with JSON, one
 * document a line), and keeps both in the timeline. With --history, prints what was kept and ends. With --auto-restart,
 * restarts what may be restarted by itself; with --backup-every, backs the project's volumes up.
 *
 * Exit code 0; 1 when an alert stood at the end.
 */
export const monitor: Command = async (args, context) => {
  const { files, interval, autoRestart, history, json, backups } = readArguments(args);
  const project = openProject(files, context);
  if (project === undefined) throw new UsageError('there is no Compose file here; name one');
  const timeline = openTimelineLog({
    folder: stateFolder(context.environment),
    projectName: (directory) => (directory === project.directory ? project.name : undefined),
  });
  if (history !== undefined) {
    const to = Date.now();
    const entries = selectEntries(timeline.read({ from: to - history * 3_600_000, to }), { projects: [project.name] });
    context.stdout(json ? `${timelineAsJson(entries)}\n` : timelineAsMarkdown(entries));
    return 0;
  }
  const settings = readMonitorSettings((name) => ({ interval, autoRestart })[name]);
  return watch({ project, settings, backups, timeline, json, context });
};

interface WatchRequest {
  readonly project: Project;
  readonly settings: MonitorSettings;
  readonly backups: BackupSettings;
  readonly timeline: TimelineLog;
  readonly json: boolean;
  readonly context: CommandContext;
}

async function watch({ project, settings, backups, timeline, json, context }: WatchRequest): Promise<0 | 1> {
  const { environment, signal, stdout, stderr } = context;
  const projects = [project];
  const envFiles = new Map([...readEnvFiles(project, disk, environment)]);
  const marks = new Map<string, readonly MountMark[]>();
  const state = openState(stateFolder(environment));
  const isBusy = (of: Pick<Project, 'directory' | 'name'>) =>
    state.projects().some((own) => own.directory === of.directory && own.proposals.list().length > 0) ||
    lockHolder(restartFolder(environment, of)) !== undefined;
  const isOwn = (entry: TimelineEntry) => selectEntries([entry], { projects: [project.name] }).length > 0;
  const begun = Date.now();
  const watcher = startMonitor({
    settings: () => settings,
    timeline,
    engine: () => engines.engine,
    isBusy,
    marks: { get: (key) => marks.get(key), set: (key, own) => void marks.set(key, own) },
    onAlerts(alerts) {
      for (const alert of alerts) stdout(json ? alertAsJson(alert) : `ALERT     ${visibleText(alert.text)}\n`);
    },
    onEntry(entry) {
      // What the engine remembers of before goes into the timeline only.
      if (entry.at < begun) return;
      if (entry.source !== 'alert' && isOwn(entry)) stdout(json ? entryAsJson(entry) : entryAsText(entry));
      else if (entry.weight === 'good') stdout(json ? entryAsJson(entry) : entryAsText(entry));
    },
  });
  const data = keepDataSafe({ project, settings: backups, engine: () => engines.engine, json, context });
  let told = '';
  const engines = watchEngine({
    endpoint: () => currentEndpoint(context),
    onEvent(event) {
      watcher.hear(event);
      data.hear(event);
    },
    onSnapshot(snapshot) {
      queueMicrotask(() => engines.want(wishesOf(projects, snapshot.containers.values())));
      if (snapshot.state.kind !== 'connecting' && snapshot.state.kind !== told) {
        told = snapshot.state.kind;
        const engine = 'engine' in snapshot.state ? snapshot.state.engine : 'no engine';
        if (told === 'connected') data.connected();
        if (!json) stderr(`${told === 'connected' ? 'watching' : 'cannot reach'} ${engine} for ${project.name}\n`);
      }
      watcher.see(joinStack({ projects, snapshot, envFiles }), snapshot);
    },
  });
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const standing = watcher.active.length;
  data.dispose();
  engines.dispose();
  watcher.dispose();
  return standing > 0 ? 1 : 0;
}

function entryAsText({ at, source, text }: TimelineEntry): string {
  return `${new Date(at).toISOString().slice(11, 19)}  ${source.padEnd(7)} ${visibleText(text)}\n`;
}

function entryAsJson({ at, ...entry }: TimelineEntry): string {
  return `${JSON.stringify({ kind: 'entry', at: new Date(at).toISOString(), ...entry })}\n`;
}

function alertAsJson({ key, since, kind, ...alert }: Alert): string {
  return `${JSON.stringify({ kind: 'alert', alert: kind, since: new Date(since).toISOString(), ...alert })}\n`;
}

function readArguments(args: readonly string[]) {
  return parseArguments(
    args,
    {
      usage,
      options: {
        format: { type: 'string', default: 'text' },
        interval: { type: 'string' },
        history: { type: 'string' },
        'auto-restart': { type: 'boolean', default: false },
        'backup-every': { type: 'string' },
        'rehearse-every': { type: 'string' },
        recipient: { type: 'string', multiple: true, default: [] },
      },
    },
    ({ values, positionals }) => {
      const format = formatIn(['json', 'text'], values.format);
      const number = (name: 'interval' | 'history' | 'backup-every' | 'rehearse-every') => {
        const value = values[name] === undefined ? undefined : Number(values[name]);
        if (value !== undefined && !(value > 0)) throw new Error(`--${name} takes a number above 0`);
        return value;
      };
      return {
        files: positionals,
        interval: number('interval'),
        history: number('history'),
        autoRestart: values['auto-restart'],
        backups: readBackupSettings(
          (name) =>
            ({
              everyHours: number('backup-every'),
              rehearseDays: number('rehearse-every'),
              recipients: values.recipient,
            })[name],
        ),
        json: format === 'json',
      };
    },
  );
}
