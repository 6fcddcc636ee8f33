import {
  commands,
  type Disposable,
  env,
  type LogOutputChannel,
  l10n,
  ProgressLocation,
  window,
  workspace,
} from 'vscode';
import type { VolumeFacts } from '../../core/backup/inventory.ts';
import { incidentReport } from '../../core/monitor/incident-report.ts';
import { selectEntries } from '../../core/monitor/timeline.ts';
import { type Diagnosis, diagnose } from '../../core/stack/diagnosis/diagnose.ts';
import { diagnosisAsMarkdown } from '../../core/stack/diagnosis/diagnosis-as-markdown.ts';
import type { StackView } from '../../core/stack/stack.ts';
import type { TimelineLog } from '../../io/monitor/timeline-log.ts';
import { gatherSymptoms } from '../../io/restart/gather-symptoms.ts';
import type { ServiceArgument } from '../../server/protocol.ts';
import { diagnosisContent } from '../diagnosis-view/diagnosis-content.ts';
import { diagnosisStyle } from '../diagnosis-view/diagnosis-style.ts';
import { readInventory } from '../diagnosis-view/inventory.ts';
import { safeFixesOf } from '../diagnosis-view/safe-fixes.ts';
import type { DeclaredProjects } from '../stack-view/declared-projects.ts';
import type { Stack } from '../stack-view/stack.ts';
import { createPage, type PageMessage } from '../webview/page-panel.ts';

export interface DiagnoseOptions {
  readonly stack: Stack;
  readonly projects: DeclaredProjects;
  readonly timeline: TimelineLog;
  readonly log: LogOutputChannel;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

interface Report {
  readonly title: string;
  readonly diagnosis: Diagnosis;
  readonly stack: StackView;
  readonly at: number;
  readonly inventory?: readonly VolumeFacts[] | undefined;
}

/** Time before now that an incident report tells of. */
const historyMilliseconds = 6 * 3_600_000;

/** "Diagnose Stack": looks at everything, changes nothing, and shows what is wrong and why, with safe steps only. */
export function registerDiagnoseStack(options: DiagnoseOptions): Disposable {
  const { stack, projects, timeline, log } = options;
  let report: Report | undefined;

  async function look(): Promise<void> {
    const found = await gather(options);
    if (found === undefined) return;
    const names = projects.list().map(({ name }) => name);
    const [only] = names;
    const title = names.length === 1 && only !== undefined ? only : l10n.t('All projects');
    report = { title, at: Date.now(), ...found };
    page.open(diagnosisContent(report), l10n.t('Diagnosis: {0}', title));
  }

  async function receive({ action, argument }: PageMessage): Promise<void> {
    if (action === 'again') return look();
    if (action === 'timeline') return commands.executeCommand('holdfast.showTimeline');
    if (report === undefined) return;
    const { title, diagnosis } = report;
    if (action === 'copy') {
      const { engine } = report.stack;
      const now = report.at;
      const entries = timeline.read({ from: now - historyMilliseconds, to: now });
      const text = incidentReport({
        project: title,
        diagnosis,
        now,
        entries: selectEntries(entries, { projects: projects.list().map(({ name }) => name) }),
        ...(engine.kind === 'connected' && {
          engine: `${engine.engine} (${engine.version.product} ${engine.version.version})`,
        }),
      });
      await env.clipboard.writeText(text);
      void window.showInformationMessage(l10n.t('The incident report is in the clipboard, as Markdown.'));
    } else if (action === 'markdown') {
      const content = diagnosisAsMarkdown(title, diagnosis);
      await window.showTextDocument(await workspace.openTextDocument({ language: 'markdown', content }));
    } else if (action === 'inventory') {
      if (stack.engine === undefined) throw new Error(l10n.t('The engine cannot be reached.'));
      report = { ...report, inventory: await readInventory(stack.engine, options.environment) };
      page.update(diagnosisContent(report));
    } else if (action === 'fix') await runFix(report, argument);
  }

  const page = createPage({
    type: 'diagnosis',
    icon: 'pulse',
    title: l10n.t('Diagnosis'),
    style: diagnosisStyle,
    log,
    onMessage: receive,
  });
  const command = commands.registerCommand('holdfast.diagnoseStack', async () => {
    try {
      await look();
    } catch (error) {
      log.error(`diagnoseStack: ${error instanceof Error ? error.stack : error}`);
      const reason = error instanceof Error ? error.message : String(error);
      void window.showErrorMessage(l10n.t('The stack could not be diagnosed: {0}', reason));
    }
  });
  return {
    dispose() {
      command.dispose();
      page.dispose();
    },
  };
}

/** Undefined when the person cancelled it. */
async function gather(options: DiagnoseOptions): Promise<Pick<Report, 'diagnosis' | 'stack'> | undefined> {
  const { stack, projects, environment } = options;
  const { engine, view } = stack;
  if (engine === undefined) {
    return { stack: view, diagnosis: diagnose({ stack: view, logs: new Map(), checks: new Map() }) };
  }
  const progressOptions = {
    location: ProgressLocation.Notification,
    title: l10n.t('Looking for what is wrong'),
    cancellable: true,
  };
  return window.withProgress(progressOptions, async (_progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    try {
      const symptoms = await gatherSymptoms({ engine, projects: projects.list(), environment, signal: abort.signal });
      return { stack: symptoms.stack, diagnosis: diagnose(symptoms) };
    } catch (error) {
      if (abort.signal.aborted) return undefined;
      throw error;
    }
  });
}

/** Runs the safe step behind a button, named by its place: `ROOT/STEP`. */
async function runFix({ diagnosis, stack }: Report, argument: string | undefined): Promise<void> {
  const [rootIndex, fixIndex] = (argument ?? '').split('/').map(Number);
  const root = diagnosis.roots[rootIndex ?? -1];
  const fix = root && safeFixesOf(root, stack)[fixIndex ?? -1];
  if (root === undefined || fix === undefined) return;
  if (fix.about === 'nothing') {
    await commands.executeCommand(fix.command);
    return;
  }
  const project = stack.projects.find(({ name, project: own }) => name === root.project && own !== undefined);
  const service: ServiceArgument = {
    project: root.project,
    directory: project?.directory ?? '',
    service: root.service ?? '',
    uri: '',
  };
  await commands.executeCommand(fix.command, service);
}
