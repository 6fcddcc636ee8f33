import { commands, type LogOutputChannel, l10n, ProgressLocation, window } from 'vscode';
import type { RestartPlan } from '../../core/stack/restart-plan.ts';
import type { RestartOptions } from '../../io/restart/restart-context.ts';
import type { RestartEvent, RestartResult, StepState } from '../../io/restart/restart-event.ts';
import { describeEvent, describePlan, describeResult } from '../../io/restart/restart-report.ts';
import { runRestart } from '../../io/restart/run-restart.ts';
import { say } from '../say.ts';
import type { RestartDocuments } from './restart-documents.ts';

export interface RunPlanOptions extends Omit<RestartOptions, 'signal'> {
  readonly log: LogOutputChannel;
  readonly documents: RestartDocuments;
}

/**
 * Asks once with the whole plan, carries it out with its steps as progress, and tells the result. It ends when the restart
 * has: a notice of its result that nobody answers must not keep the next restart away.
 */
export async function runPlan(options: RunPlanOptions): Promise<void> {
  const { plan, log } = options;
  log.info(describePlan(plan));
  if (!(await confirm(options))) return;
  const result = await follow(options);
  void tell(result, options).catch((error: unknown) => log.error(String(error)));
}

/** One question with the whole plan. A plan that says stop can only be read. */
async function confirm({ plan, documents }: RunPlanOptions): Promise<boolean> {
  const detail = describePlan(plan, { short: true, say });
  const details = l10n.t('Show the Whole Plan');
  const options = { modal: true, detail };
  const name = l10n.t('Restart plan of {0}', plan.project.name);
  if (plan.stopped) {
    const message = l10n.t('This restart would do harm, so it was stopped before anything was touched.');
    if ((await window.showErrorMessage(message, options, details)) === details) {
      await documents.show(`${name}.md`, planAsMarkdown(name, plan));
    }
    return false;
  }
  const warnings = plan.checks.flatMap((check) => check.problems).length;
  const names = plan.steps.map((step) => step.service).join(', ');
  const question =
    warnings === 0
      ? l10n.t('Restart {0}?', names)
      : warnings === 1
        ? l10n.t('Restart {0}? There is one warning.', names)
        : l10n.t('Restart {0}? There are {1} warnings.', names, warnings);
  const go = l10n.t('Restart');
  const answer = await window.showInformationMessage(question, options, go, details);
  if (answer === details) await documents.show(`${name}.md`, planAsMarkdown(name, plan));
  return answer === go;
}

function planAsMarkdown(title: string, plan: RestartPlan): string {
  return `# ${title}\n\n${describePlan(plan, { say })}\n`;
}

const ends: ReadonlySet<StepState> = new Set(['up', 'kept', 'rolled-back', 'not-rolled-back', 'skipped', 'cancelled']);

async function follow({ log, documents, ...options }: RunPlanOptions): Promise<RestartResult> {
  const { plan } = options;
  const progressOptions = {
    location: ProgressLocation.Notification,
    title: l10n.t('Restarting {0}', plan.project.name),
    cancellable: true,
  };
  return window.withProgress(progressOptions, async (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => {
      abort.abort();
      progress.report({ message: l10n.t('cancelled; what was begun is finished or put back first') });
    });
    const run = runRestart({ ...options, signal: abort.signal });
    const count = plan.steps.length;
    const place = new Map(plan.steps.map(({ service }, index) => [service, index + 1]));
    const words = (event: RestartEvent, text: string) =>
      event.kind === 'step' && count > 1 ? `${place.get(event.service)}/${count} ${text}` : text;
    for (;;) {
      const { done, value } = await run.next();
      if (done) return value;
      const text = describeEvent(value, say);
      if (text === undefined) continue;
      log.info(text);
      const hasEnded = value.kind === 'step' && ends.has(value.state);
      if (value.kind !== 'output') {
        progress.report({ message: words(value, text), ...(hasEnded && { increment: 100 / count }) });
      }
    }
  });
}

async function tell(result: RestartResult, { log, documents }: RunPlanOptions): Promise<void> {
  const report = describeResult(result, say);
  log.info(report);
  const [headline = ''] = report.split('\n');
  if (result.outcome === 'done') {
    void window.showInformationMessage(headline);
    return;
  }
  const [show, diagnose] = [l10n.t('Show Report'), l10n.t('Diagnose Stack')];
  const answer =
    result.outcome === 'cancelled'
      ? await window.showWarningMessage(headline, show)
      : await window.showErrorMessage(headline, show, diagnose);
  if (answer === diagnose) await commands.executeCommand('holdfast.diagnoseStack');
  const name = l10n.t('Restart of {0}', result.plan.project.name);
  if (answer === show) await documents.show(`${name}.md`, `# ${name}\n\n${report}\n`);
}
