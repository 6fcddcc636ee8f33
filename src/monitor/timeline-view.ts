import { commands, type Disposable, env, type LogOutputChannel, l10n, Uri, window, workspace } from 'vscode';
import { selectEntries, type TimelineEntry } from '../../core/monitor/timeline.ts';
import { timelineAsJson, timelineAsMarkdown } from '../../core/monitor/timeline-report.ts';
import type { TimelineLog } from '../../io/monitor/timeline-log.ts';
import { createPage, type PageMessage } from '../webview/page-panel.ts';
import { spans, timelineContent } from './timeline-content.ts';
import { timelineStyle } from './timeline-style.ts';

export interface TimelineView extends Disposable {
  open(): void;
  /** Called with each new entry; the page shows it soon when it is visible. */
  renew(): void;
}

const hour = 3_600_000;
/** Time before the span that is read as well, so that the states at its beginning are known. */
const before = 24 * hour;
/** A stack that starts sends dozens of events. */
const gatherMilliseconds = 700;

/** The page of the incident timeline. */
export function showTimeline(options: {
  readonly timeline: TimelineLog;
  readonly log: LogOutputChannel;
  /** Names of the workspace's projects. */
  readonly projects: () => readonly string[];
}): TimelineView {
  const { timeline, log, projects } = options;
  let hours: number = 1;
  let project: string | undefined;
  let timer: NodeJS.Timeout | undefined;

  function entries(): readonly TimelineEntry[] {
    const to = Date.now();
    const wanted = project === undefined ? projects() : [project];
    const all = timeline.read({ from: to - hours * hour - before, to });
    return selectEntries(all, wanted.length === 0 ? {} : { projects: wanted });
  }

  function content() {
    const to = Date.now();
    const from = to - hours * hour;
    return timelineContent({ entries: entries(), from, to, hours, project, projects: projects() });
  }

  async function receive({ action, argument, value }: PageMessage): Promise<void> {
    const shown = () => entries().filter(({ at }) => at >= Date.now() - hours * hour);
    switch (action) {
      case 'span':
        hours = spans.find((span) => String(span) === value) ?? hours;
        page.update(content());
        return;
      case 'project':
        project = projects().find((name) => name === value);
        page.update(content());
        return;
      case 'copy':
        await env.clipboard.writeText(timelineAsMarkdown(shown()));
        void window.setStatusBarMessage(l10n.t('The timeline was copied as Markdown.'), 4000);
        return;
      case 'export':
        await exportEntries(shown());
        return;
      case 'diagnose':
        await commands.executeCommand('holdfast.diagnoseStack');
        return;
      case 'openFile':
        // Only files that the timeline itself names.
        if (argument !== undefined && shown().some(({ file }) => file === argument)) {
          await window.showTextDocument(Uri.file(argument));
        }
    }
  }

  const page = createPage({
    type: 'timeline',
    icon: 'history',
    title: l10n.t('Incident Timeline'),
    style: timelineStyle,
    log,
    onMessage: receive,
  });
  return {
    open() {
      if (!page.visible) hours = spanThatTells(timeline, projects());
      page.open(content());
    },
    renew() {
      if (!page.visible) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        if (page.visible) page.update(content());
      }, gatherMilliseconds);
    },
    dispose() {
      clearTimeout(timer);
      page.dispose();
    },
  };
}

/** The shortest span that has most of what happened within the last day. */
function spanThatTells(timeline: TimelineLog, projects: readonly string[]): number {
  const to = Date.now();
  const filter = projects.length === 0 ? {} : { projects };
  const lately = selectEntries(timeline.read({ from: to - 24 * hour, to }), filter);
  const within = (span: number) => lately.filter(({ at }) => at >= to - span * hour).length;
  return spans.find((span) => within(span) >= lately.length * 0.8) ?? 1;
}

async function exportEntries(entries: readonly TimelineEntry[]): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const name = `timeline-${new Date().toISOString().slice(0, 16).replaceAll(':', '')}.md`;
  const target = await window.showSaveDialog({
    title: l10n.t('Export the timeline'),
    filters: { Markdown: ['md'], JSON: ['json'] },
    ...(folder && { defaultUri: Uri.joinPath(folder, name) }),
  });
  if (target === undefined) return;
  const text = target.path.endsWith('.json')
    ? timelineAsJson(entries)
    : `# ${l10n.t('Incident timeline')}\n\n${timelineAsMarkdown(entries)}`;
  await workspace.fs.writeFile(target, new TextEncoder().encode(text));
  await window.showTextDocument(target);
}
