import { commands, type Disposable, env, type LogOutputChannel, l10n, type QuickPickItem, Uri, window } from 'vscode';
import { type ContainerAction, entryOfAction } from '../../core/monitor/describe-action.ts';
import type { TimelineEntry } from '../../core/monitor/timeline.ts';
import type { Container } from '../../core/stack/container.ts';
import type { ContainerView } from '../../core/stack/stack.ts';
import type { Engine } from '../../io/engine/engine.ts';
import { openDockerTerminal } from './docker-terminal.ts';
import { provideInspections } from './inspect-document.ts';
import { provideLogs } from './log-document.ts';
import { isRunning } from './node-items.ts';
import { removeContainers } from './remove-containers.ts';
import { showInFile } from './show-in-file.ts';
import type { Stack } from './stack.ts';
import type { StackTree } from './stack-tree.ts';
import { findService, findTargets, isServiceArgument, type Target } from './targets.ts';

export interface StackCommandOptions {
  readonly stack: Stack;
  readonly tree: StackTree;
  readonly log: LogOutputChannel;
  /** Writes what was done into the timeline. */
  readonly note: (entry: TimelineEntry) => void;
}

/** Registers what can be done with a service or container. Every command works from the tree, a code lens and the palette. */
export function registerStackCommands({ stack, tree, log, note }: StackCommandOptions): Disposable[] {
  const inspections = provideInspections();
  const logs = provideLogs();

  function register(name: string, run: (argument: unknown, all: unknown) => Promise<void>): Disposable {
    return commands.registerCommand(`holdfast.${name}`, async (argument: unknown, all: unknown) => {
      try {
        await run(argument, all);
      } catch (error) {
        log.error(`${name}: ${error instanceof Error ? error.stack : error}`);
        void window.showErrorMessage(error instanceof Error ? error.message : String(error));
      }
    });
  }

  /** The containers that a command is meant for: those of the rows, of the code lens, or picked now. */
  async function containers(argument: unknown, all: unknown, wanted: Wanted): Promise<readonly Target[]> {
    const fits = ({ container }: Target) => wanted.fits(container);
    const targets = findTargets({ stack: stack.view, tree, argument, all }).filter(fits);
    if (argument !== undefined) {
      if (targets.length === 0) void window.showInformationMessage(nothingFits());
      return targets;
    }
    return pick(targets, wanted);
  }

  function engineOf({ engine }: Target): Engine {
    const connected = engine ?? stack.engine;
    if (connected === undefined) throw new Error(l10n.t('The engine cannot be reached.'));
    return connected;
  }

  /** Does something with all of them at once, writes it down, and tells the first failure. */
  async function onEach(
    targets: readonly Target[],
    action: ContainerAction,
    act: (engine: Engine, container: Container) => Promise<void>,
  ): Promise<void> {
    const results = await Promise.allSettled(
      targets.map(async (target) => {
        const { container } = target.container;
        note(entryOfAction(action, container, Date.now()));
        await act(engineOf(target), container);
      }),
    );
    const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    if (failed.length > 0) throw failed[0];
  }

  return [
    inspections,
    logs,
    register('startContainer', async (argument, all) => {
      const wanted = { question: l10n.t('Start which containers?'), fits: isDown, many: true };
      const targets = await containers(argument, all, wanted);
      await onEach(targets, 'start', (engine, { id }) => engine.start(id));
    }),
    register('stopContainer', async (argument, all) => {
      const wanted = { question: l10n.t('Stop which containers?'), fits: isUp, many: true };
      const targets = await containers(argument, all, wanted);
      await onEach(targets, 'stop', (engine, { id }) => engine.stop(id));
    }),
    register('restartContainer', async (argument, all) => {
      const wanted = { question: l10n.t('Restart which containers?'), fits: isUp, many: true };
      const targets = await containers(argument, all, wanted);
      await onEach(targets, 'restart', (engine, { id }) => engine.restart(id));
    }),
    register('showLogs', async (argument, all) => {
      for (const target of await containers(argument, all, { question: l10n.t('Whose logs?'), fits: any })) {
        const { id, name } = target.container.container;
        openDockerTerminal(engineOf(target), {
          name: l10n.t('{0} logs', name),
          icon: 'output',
          args: ['logs', '--follow', '--tail', '200', id],
        });
      }
    }),
    register('searchLogs', async (argument, all) => {
      const wanted = { question: l10n.t('Search the log of which container?'), fits: any };
      const [target] = await containers(argument, all, wanted);
      if (target === undefined) return;
      await logs.open(target.container.container, engineOf(target));
      await commands.executeCommand('actions.find');
    }),
    register('openShell', async (argument, all) => {
      const wanted = { question: l10n.t('Open a shell in which container?'), fits: isUp };
      const [target] = await containers(argument, all, wanted);
      if (target === undefined) return;
      const { id, name } = target.container.container;
      const shell = 'if command -v bash >/dev/null 2>&1; then exec bash; else exec sh; fi';
      openDockerTerminal(engineOf(target), {
        name: l10n.t('{0} shell', name),
        icon: 'terminal',
        args: ['exec', '-it', id, 'sh', '-c', shell],
      });
    }),
    register('openPort', async (argument, all) => {
      const wanted = { question: l10n.t('Whose port?'), fits: ({ ports }: ContainerView) => ports.length > 0 };
      await openPort(await containers(argument, all, wanted));
    }),
    register('copyContainerId', async (argument, all) => {
      const targets = await containers(argument, all, {
        question: l10n.t('Copy from which containers?'),
        fits: any,
        many: true,
      });
      await copy(targets, ({ container }) => [container.id]);
    }),
    register('copyContainerName', async (argument, all) => {
      const targets = await containers(argument, all, {
        question: l10n.t('Copy from which containers?'),
        fits: any,
        many: true,
      });
      await copy(targets, ({ container }) => [container.name]);
    }),
    register('copyImage', async (argument, all) => {
      const targets = await containers(argument, all, {
        question: l10n.t('Copy from which containers?'),
        fits: any,
        many: true,
      });
      await copy(targets, ({ container }) => [container.details?.config.image ?? container.image]);
    }),
    register('copyPort', async (argument, all) => {
      const wanted = {
        question: l10n.t('Whose port?'),
        fits: ({ ports }: ContainerView) => ports.length > 0,
        many: true,
      };
      const targets = await containers(argument, all, wanted);
      await copy(targets, ({ ports }) => ports.map(({ hostPort }) => `localhost:${hostPort}`));
    }),
    register('inspectContainer', async (argument, all) => {
      const wanted = { question: l10n.t('Inspect which container?'), fits: any };
      const [target] = await containers(argument, all, wanted);
      if (target !== undefined) await inspections.open(target.container.container, engineOf(target));
    }),
    register('removeContainer', async (argument, all) => {
      const wanted = { question: l10n.t('Remove which containers?'), fits: isDown, many: true };
      const targets = await containers(argument, all, wanted);
      const removed = await removeContainers(
        targets.map((target) => ({ container: target.container.container, engine: engineOf(target) })),
      );
      for (const container of removed) note(entryOfAction('remove', container, Date.now()));
    }),
    register('showInFile', async (argument) => {
      if (isServiceArgument(argument)) {
        const view = findService(stack.view, argument);
        if (view !== undefined) await showInFile({ kind: 'service', view });
        return;
      }
      const node = tree.nodeOf(argument) ?? tree.selected()[0];
      if (node !== undefined) await showInFile(node);
      else void window.showInformationMessage(l10n.t('Select a service in the Stack view first.'));
    }),
    register('refreshStack', async () => {
      stack.refresh();
    }),
  ];
}

interface Wanted {
  readonly question: string;
  readonly fits: (container: ContainerView) => boolean;
  /** Several may be ticked when the person is asked. */
  readonly many?: boolean;
}

const any = () => true;

function isUp({ state }: ContainerView): boolean {
  return isRunning(state);
}

function isDown({ state }: ContainerView): boolean {
  return !isRunning(state);
}

function nothingFits(): string {
  return l10n.t('There is no container to which this applies.');
}

async function pick(targets: readonly Target[], { question, many }: Wanted): Promise<readonly Target[]> {
  if (targets.length === 0) {
    void window.showInformationMessage(nothingFits());
    return [];
  }
  const items = targets.map((target) => ({
    label: target.container.container.name,
    description: target.container.container.status,
    target,
  }));
  const options = { title: question, matchOnDescription: true };
  if (many) {
    const chosen = await window.showQuickPick(items, { ...options, canPickMany: true });
    return (chosen ?? []).map(({ target }) => target);
  }
  const chosen = await window.showQuickPick(items, options);
  return chosen === undefined ? [] : [chosen.target];
}

async function copy(
  targets: readonly Target[],
  textsOf: (container: ContainerView) => readonly string[],
): Promise<void> {
  const texts = [...new Set(targets.flatMap(({ container }) => textsOf(container)))];
  if (texts.length === 0) return;
  await env.clipboard.writeText(texts.join('\n'));
  window.setStatusBarMessage(l10n.t('Copied: {0}', texts.length === 1 ? (texts[0] ?? '') : String(texts.length)), 3000);
}

async function openPort(targets: readonly Target[]): Promise<void> {
  const ports = targets.flatMap(({ container }) => container.ports.filter((port) => port.protocol === 'tcp'));
  const items = ports.map((port): QuickPickItem & { readonly port: typeof port } => ({
    label: `localhost:${port.hostPort}`,
    description: `→ ${port.containerPort}`,
    port,
  }));
  const chosen = items.length > 1 ? await window.showQuickPick(items, { title: l10n.t('Open which port?') }) : items[0];
  if (chosen === undefined) return;
  const { hostPort, containerPort } = chosen.port;
  const scheme = containerPort === 443 || containerPort === 8443 ? 'https' : 'http';
  await env.openExternal(Uri.parse(`${scheme}://localhost:${hostPort}`));
}
