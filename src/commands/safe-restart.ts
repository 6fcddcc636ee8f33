import { commands, type Disposable, type LogOutputChannel, ProgressLocation, window, workspace } from 'vscode';
import type { Project } from '../../core/project/project.ts';
import type { RestartPlan } from '../../core/stack/restart-plan.ts';
import { toPortablePath } from '../../io/disk.ts';
import type { Engine } from '../../io/engine/engine.ts';
import { findCompose } from '../../io/restart/compose-command.ts';
import { prepareRestart } from '../../io/restart/prepare-restart.ts';
import type { RestartResult } from '../../io/restart/restart-event.ts';
import { describeEvent, describePlan, describeResult } from '../../io/restart/restart-report.ts';
import { runRestart } from '../../io/restart/run-restart.ts';
import type { DeclaredProjects } from '../stack-view/declared-projects.ts';
import type { Stack } from '../stack-view/stack.ts';
import type { StackTree } from '../stack-view/stack-tree.ts';
import { chooseServices, type ServiceChoice } from './choose-services.ts';

export interface SafeRestartOptions {
  readonly stack: Stack;
  readonly tree: StackTree;
  readonly projects: DeclaredProjects;
  readonly log: LogOutputChannel;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly hasHeldChanges: (projectDirectory: string) => boolean;
}

/** "Safe Restart…": pick services, see the plan, confirm once, follow the progress, read the result. */
export function registerSafeRestart(options: SafeRestartOptions): Disposable {
  const { log } = options;
  const running = new Set<string>();
  return commands.registerCommand('holdfast.safeRestart', async (argument: unknown, all: unknown) => {
    try {
      const choice = await chooseServices(options, argument, all);
      if (choice === undefined) return;
      if (running.has(choice.project.directory)) {
        void window.showInformationMessage(`A restart of ${choice.project.name} is under way already.`);
        return;
      }
      running.add(choice.project.directory);
      try {
        await restart(options, choice);
      } finally {
        running.delete(choice.project.directory);
      }
    } catch (error) {
      log.error(`safeRestart: ${error instanceof Error ? error.stack : error}`);
      void window.showErrorMessage(`Safe restart: ${error instanceof Error ? error.message : error}`);
    }
  });
}

async function restart(options: SafeRestartOptions, { project, services }: ServiceChoice): Promise<void> {
  const { stack, log, environment, hasHeldChanges } = options;
  const engine = stack.engine;
  if (engine === undefined) {
    const answer = await window.showErrorMessage(
      'Safe restart needs an engine, and none is connected.',
      'Choose Docker Engine…',
      'Start Docker Engine…',
    );
    if (answer !== undefined) {
      await commands.executeCommand(answer.startsWith('Choose') ? 'holdfast.chooseEngine' : 'holdfast.startEngine');
    }
    return;
  }
  const compose = await findCompose({ environment });
  if (compose === undefined) {
    throw new Error('Docker Compose was not found. Install the docker compose plugin, or docker-compose.');
  }
  const plan = await window.withProgress(
    { location: ProgressLocation.Notification, title: `Planning the restart of ${project.name}` },
    () =>
      prepareRestart({
        engine,
        project,
        services,
        environment,
        heldChanges: hasHeldChanges(project.directory),
        unsavedFiles: unsavedFiles(project),
      }),
  );
  log.info(describePlan(plan));
  if (!(await confirm(plan, log))) return;
  const result = await follow({ plan, engine, compose, environment, log });
  await tell(result, log);
}

/** One question with the whole plan. A plan that says stop can only be read. */
async function confirm(plan: RestartPlan, log: LogOutputChannel): Promise<boolean> {
  const detail = describePlan(plan, { short: true });
  if (plan.stopped) {
    const answer = await window.showErrorMessage(
      'This restart would do harm, so it was stopped before anything was touched.',
      { modal: true, detail },
      'Show Details',
    );
    if (answer !== undefined) log.show();
    return false;
  }
  const warnings = plan.checks.filter((check) => check.result === 'warning').length;
  const question = `Restart ${plan.steps.map((step) => step.service).join(', ')}?${warnings > 0 ? ` (${warnings} warning${warnings === 1 ? '' : 's'})` : ''}`;
  return (await window.showInformationMessage(question, { modal: true, detail }, 'Restart')) === 'Restart';
}

async function follow(options: {
  readonly plan: RestartPlan;
  readonly engine: Engine;
  readonly compose: NonNullable<Awaited<ReturnType<typeof findCompose>>>;
  readonly environment: SafeRestartOptions['environment'];
  readonly log: LogOutputChannel;
}): Promise<RestartResult> {
  const { plan, engine, compose, environment, log } = options;
  const progressOptions = {
    location: ProgressLocation.Notification,
    title: `Restarting ${plan.project.name}`,
    cancellable: true,
  };
  return window.withProgress(progressOptions, async (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    const run = runRestart({ plan, engine, compose, environment, signal: abort.signal });
    const share = 100 / plan.steps.length;
    for (;;) {
      const { done, value } = await run.next();
      if (done) return value;
      const text = describeEvent(value);
      if (text !== undefined) {
        log.info(text);
        const ended =
          value.kind === 'step' &&
          ['up', 'rolled-back', 'not-rolled-back', 'skipped', 'cancelled'].includes(value.state);
        if (value.kind !== 'output') progress.report({ message: text, ...(ended && { increment: share }) });
      }
    }
  });
}

async function tell(result: RestartResult, log: LogOutputChannel): Promise<void> {
  const report = describeResult(result);
  log.info(report);
  const [headline = ''] = report.split('\n');
  if (result.outcome === 'done') {
    void window.showInformationMessage(headline);
    return;
  }
  const show = result.outcome === 'cancelled' ? window.showWarningMessage : window.showErrorMessage;
  if ((await show(headline, 'Show Report')) === undefined) return;
  const document = await workspace.openTextDocument({ language: 'markdown', content: report });
  await window.showTextDocument(document);
}

function unsavedFiles(project: Project): string[] {
  const files = new Set(project.files.map((file) => file.file));
  return workspace.textDocuments
    .filter((document) => document.isDirty && document.uri.scheme === 'file')
    .map((document) => toPortablePath(document.uri.fsPath))
    .filter((file) => files.has(file));
}
