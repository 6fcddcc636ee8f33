import { commands, Disposable, type LogOutputChannel, l10n, ProgressLocation, Uri, window, workspace } from 'vscode';
import type { Project } from '../../core/project/project.ts';
import { readProbeSettings, readRestartSettings } from '../../core/settings/restart-settings.ts';
import type { SaidProbes } from '../../core/stack/http-probe.ts';
import type { RestartPlan } from '../../core/stack/restart-plan.ts';
import { sameFolder } from '../../core/stack/stack.ts';
import { toPortablePath } from '../../io/disk.ts';
import type { Engine } from '../../io/engine/engine.ts';
import { type ComposeProgram, findCompose } from '../../io/restart/compose-command.ts';
import { prepareRestart } from '../../io/restart/prepare-restart.ts';
import type { RestartOptions } from '../../io/restart/restart-context.ts';
import { planRestore } from '../../io/restart/restore-stack.ts';
import type { StackPoint } from '../../io/restart/stack-points.ts';
import { forgetUnfinished } from '../../io/restart/unfinished.ts';
import { browseEarlierStacks } from '../restart-view/earlier-stacks.ts';
import { type RestartDocuments, restartDocuments } from '../restart-view/restart-documents.ts';
import { runPlan } from '../restart-view/run-plan.ts';
import { settleUnfinished, tellUnfinished } from '../restart-view/settle-unfinished.ts';
import type { DeclaredProjects } from '../stack-view/declared-projects.ts';
import type { Stack } from '../stack-view/stack.ts';
import type { StackTree } from '../stack-view/stack-tree.ts';
import { chooseServices } from './choose-services.ts';

export interface SafeRestartOptions {
  readonly stack: Stack;
  readonly tree: StackTree;
  readonly projects: DeclaredProjects;
  readonly log: LogOutputChannel;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly hasHeldChanges: (projectDirectory: string) => boolean;
}

/** What one call of a command works with. */
interface Restarting extends SafeRestartOptions {
  readonly documents: RestartDocuments;
}

/**
 * "Safe Restart…": pick services, see the plan, confirm once, follow the progress, read the result. "Go Back to an Earlier
 * Stack…": the same for what a restore point holds. Restarts that were cut off are told of after the start.
 */
export function registerSafeRestart(options: SafeRestartOptions): Disposable {
  const { log, projects, environment, stack } = options;
  const documents = restartDocuments();
  const own: Restarting = { ...options, documents };
  const running = new Set<string>();
  const once = async (project: Project, work: () => Promise<void>) => {
    if (running.has(project.directory)) {
      void window.showInformationMessage(l10n.t('A restart of {0} is under way already.', project.name));
      return;
    }
    running.add(project.directory);
    try {
      await work();
    } finally {
      running.delete(project.directory);
    }
  };
  const guarded = async (name: string, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      log.error(`${name}: ${error instanceof Error ? error.stack : error}`);
      void window.showErrorMessage(l10n.t('Safe restart: {0}', error instanceof Error ? error.message : String(error)));
    }
  };
  const safeRestart = (argument: unknown, all: unknown) =>
    guarded('safeRestart', async () => {
      const cutOff = cutOffProject(projects, argument);
      if (cutOff !== undefined) return once(cutOff, () => restart(own, cutOff, undefined));
      const choice = await chooseServices(options, argument, all);
      if (choice !== undefined) await once(choice.project, () => restart(own, choice.project, choice.services));
    });
  const earlierStacks = () =>
    guarded('showEarlierStacks', () =>
      browseEarlierStacks({
        projects: projects.list(),
        engine: stack.engine,
        environment,
        documents,
        bringBack: (project, point, services) =>
          once(project, async () => void (await bringBack(own, { project, point, services }))),
      }),
    );
  return Disposable.from(
    documents,
    tellUnfinished(projects, environment),
    commands.registerCommand('holdfast.safeRestart', safeRestart),
    commands.registerCommand('holdfast.showEarlierStacks', earlierStacks),
  );
}

/** The project that the notice of a restart that was cut off is about. */
function cutOffProject(projects: DeclaredProjects, argument: unknown): Project | undefined {
  const { directory, settle } = (argument ?? {}) as { readonly directory?: unknown; readonly settle?: unknown };
  if (settle !== true || typeof directory !== 'string') return undefined;
  return projects.list().find((project) => sameFolder(project.directory, directory));
}

/** @param services undefined: only what a restart that was cut off left open */
async function restart(options: Restarting, project: Project, services: readonly string[] | undefined): Promise<void> {
  const { environment } = options;
  const settlement = await settleUnfinished(project, environment);
  if (settlement === undefined) return;
  if (settlement === 'nothing') {
    if (services !== undefined) await planAndRun(options, project, (shared) => prepareRestart({ ...shared, services }));
    return;
  }
  const { point, broken, open } = settlement.unfinished;
  if (settlement.way === 'go-on') {
    const rest = [...new Set([...broken, ...open])].filter((name) => project.services.has(name));
    const plan = (shared: Shared) => prepareRestart({ ...shared, services: rest });
    return planAndRun(options, project, plan, { goesOnFrom: point });
  }
  const isAsBefore = await bringBack(options, { project, point, services: undefined, why: 'go-back' });
  if (isAsBefore === 'nothing to do') forgetUnfinished({ environment, project });
}

async function bringBack(
  options: Restarting,
  wish: {
    readonly project: Project;
    readonly point: StackPoint;
    readonly services: readonly string[] | undefined;
    readonly why?: StackPoint['why'];
  },
): Promise<'nothing to do' | undefined> {
  const { project, point, services, why = 'restore' } = wish;
  let nothing: 'nothing to do' | undefined;
  const plan = async (shared: Shared) => {
    const found = await planRestore({ ...shared, point, services });
    if (found !== undefined) return found;
    nothing = 'nothing to do';
    void window.showInformationMessage(l10n.t('The services of {0} run as they did then.', project.name));
    return undefined;
  };
  await planAndRun(options, project, plan, { why });
  return nothing;
}

interface Shared {
  readonly engine: Engine;
  readonly project: Project;
  readonly environment: Restarting['environment'];
  readonly heldChanges: boolean;
  readonly unsavedFiles: readonly string[];
  readonly compose: ComposeProgram;
  readonly probes: SaidProbes;
  readonly signal: AbortSignal;
}

async function planAndRun(
  options: Restarting,
  project: Project,
  makePlan: (shared: Shared) => Promise<RestartPlan | undefined>,
  more: Pick<RestartOptions, 'why' | 'goesOnFrom'> = {},
): Promise<void> {
  const { stack, log, environment, hasHeldChanges, documents } = options;
  const { engine } = stack;
  if (engine === undefined) return offerEngine();
  const title = l10n.t('Planning the restart of {0}', project.name);
  const progress = { location: ProgressLocation.Notification, title, cancellable: true };
  const planned = await window.withProgress(progress, async (_, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    const { signal } = abort;
    try {
      const compose = await findCompose({ environment, signal });
      if (compose === undefined) {
        throw new Error(l10n.t('Docker Compose was not found. Install the docker compose plugin, or docker-compose.'));
      }
      const heldChanges = hasHeldChanges(project.directory);
      const unsaved = unsavedFiles(project);
      const probes = saidProbes(project);
      const plan = await makePlan({
        ...{ engine, project, environment, heldChanges, unsavedFiles: unsaved, compose, probes, signal },
      });
      return plan && { plan, compose };
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  });
  if (planned === undefined) return;
  const configuration = workspace.getConfiguration('holdfast.restart');
  const settings = readRestartSettings((name) => configuration.get(name));
  await runPlan({ ...planned, ...more, ...settings, engine, environment, log, documents });
}

function saidProbes({ directory }: Project): SaidProbes {
  const said = workspace.getConfiguration('holdfast.restart', Uri.file(directory)).inspect<unknown>('httpProbes');
  return readProbeSettings([said?.globalValue, said?.workspaceValue, said?.workspaceFolderValue]);
}

async function offerEngine(): Promise<void> {
  const [choose, start] = [l10n.t('Choose Docker Engine…'), l10n.t('Start Docker Engine…')];
  const message = l10n.t('Safe restart needs an engine, and none is connected.');
  const answer = await window.showErrorMessage(message, choose, start);
  if (answer === choose) await commands.executeCommand('holdfast.chooseEngine');
  if (answer === start) await commands.executeCommand('holdfast.startEngine');
}

function unsavedFiles(project: Project): string[] {
  const files = new Set(project.files.map((file) => file.file));
  return workspace.textDocuments
    .filter((document) => document.isDirty && document.uri.scheme === 'file')
    .map((document) => toPortablePath(document.uri.fsPath))
    .filter((file) => files.has(file));
}
