import { commands, type Disposable, env, type LogOutputChannel, Range, Uri, window, workspace } from 'vscode';
import type { Container } from '../../core/stack/container.ts';
import { findDataAtRisk } from '../../core/stack/data-at-risk.ts';
import { isAnonymousName } from '../../core/stack/read-engine.ts';
import type { ContainerView, ProjectView } from '../../core/stack/stack.ts';
import { indexLines } from '../../core/text/line-index.ts';
import type { Engine } from '../../io/engine/engine.ts';
import { openDockerTerminal } from './docker-terminal.ts';
import { provideInspections } from './inspect-document.ts';
import { isRunning } from './node-items.ts';
import type { StackNode } from './nodes.ts';
import type { Stack } from './stack.ts';
import type { StackTree } from './stack-tree.ts';
import { findTargets, type Target } from './targets.ts';

export interface StackCommandOptions {
  readonly stack: Stack;
  readonly tree: StackTree;
  readonly log: LogOutputChannel;
}

/** Registers what can be done with a service or container. Every command works from the tree, a code lens and the palette. */
export function registerStackCommands({ stack, tree, log }: StackCommandOptions): Disposable[] {
  const inspections = provideInspections(() => stack.engine);

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
    const targets = findTargets({ stack: stack.view, tree, argument, all }).filter(({ container }) =>
      wanted.fits(container),
    );
    if (targets.length > 0 || argument !== undefined) return targets;
    const everything = findTargets({ stack: stack.view, tree, argument: undefined, all: [] });
    return pick(
      everything.filter(({ container }) => wanted.fits(container)),
      wanted.question,
    );
  }

  async function onEach(targets: readonly Target[], act: (engine: Engine, container: Container) => Promise<void>) {
    const engine = connected(stack);
    const results = await Promise.allSettled(targets.map(({ container }) => act(engine, container.container)));
    const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    if (failed.length > 0) throw failed[0];
  }

  return [
    inspections,
    register('startContainer', async (argument, all) => {
      const targets = await containers(argument, all, { question: 'Start which container?', fits: isDown });
      await onEach(targets, (engine, { id }) => engine.start(id));
    }),
    register('stopContainer', async (argument, all) => {
      const targets = await containers(argument, all, { question: 'Stop which container?', fits: isUp });
      await onEach(targets, (engine, { id }) => engine.stop(id));
    }),
    register('restartContainer', async (argument, all) => {
      const targets = await containers(argument, all, { question: 'Restart which container?', fits: isUp });
      await onEach(targets, (engine, { id }) => engine.restart(id));
    }),
    register('showLogs', async (argument, all) => {
      for (const target of await containers(argument, all, { question: 'Whose logs?', fits: () => true })) {
        const { id, name } = target.container.container;
        openDockerTerminal(connected(stack), {
          name: `${name} logs`,
          icon: 'output',
          args: ['logs', '--follow', '--tail', '200', id],
        });
      }
    }),
    register('openShell', async (argument, all) => {
      const [target] = await containers(argument, all, { question: 'Open a shell in which container?', fits: isUp });
      if (target === undefined) return;
      const { id, name } = target.container.container;
      const shell = 'if command -v bash >/dev/null 2>&1; then exec bash; else exec sh; fi';
      openDockerTerminal(connected(stack), {
        name: `${name} shell`,
        icon: 'terminal',
        args: ['exec', '-it', id, 'sh', '-c', shell],
      });
    }),
    register('openPort', async (argument, all) => {
      const targets = await containers(argument, all, {
        question: 'Whose port?',
        fits: (container) => container.ports.length > 0,
      });
      const ports = targets.flatMap(({ container }) => container.ports.filter((port) => port.protocol === 'tcp'));
      const items = ports.map((port) => ({
        label: `localhost:${port.hostPort}`,
        description: `→ ${port.containerPort}`,
        port,
      }));
      const chosen = items.length > 1 ? await window.showQuickPick(items, { title: 'Open which port?' }) : items[0];
      if (chosen === undefined) return;
      const { hostPort, containerPort } = chosen.port;
      const scheme = containerPort === 443 || containerPort === 8443 ? 'https' : 'http';
      await env.openExternal(Uri.parse(`${scheme}://localhost:${hostPort}`));
    }),
    register('copyContainerId', async (argument, all) => {
      const targets = await containers(argument, all, {
        question: 'Copy the id of which container?',
        fits: () => true,
      });
      await env.clipboard.writeText(targets.map(({ container }) => container.container.id).join('\n'));
    }),
    register('inspectContainer', async (argument, all) => {
      const [target] = await containers(argument, all, { question: 'Inspect which container?', fits: () => true });
      if (target !== undefined) await inspections.open(target.container.container);
    }),
    register('removeContainer', async (argument, all) => {
      const targets = await containers(argument, all, { question: 'Remove which container?', fits: isDown });
      await removeContainers(stack, targets);
    }),
    register('showInFile', async (argument) => {
      const node = tree.nodeOf(argument) ?? tree.selected()[0];
      if (node !== undefined) await showInFile(node);
    }),
    register('refreshStack', async () => {
      stack.refresh();
    }),
  ];
}

interface Wanted {
  readonly question: string;
  readonly fits: (container: ContainerView) => boolean;
}

function isUp({ state }: ContainerView): boolean {
  return isRunning(state);
}

function isDown({ state }: ContainerView): boolean {
  return !isRunning(state);
}

function connected(stack: Stack): Engine {
  if (stack.engine === undefined) throw new Error('The engine cannot be reached.');
  return stack.engine;
}

async function pick(targets: readonly Target[], question: string): Promise<readonly Target[]> {
  if (targets.length === 0) {
    void window.showInformationMessage('There is no container to which this applies.');
    return [];
  }
  const items = targets.map((target) => ({
    label: target.container.container.name,
    description: target.container.container.status,
    target,
  }));
  const chosen = await window.showQuickPick(items, { title: question, matchOnDescription: true });
  return chosen === undefined ? [] : [chosen.target];
}

/** Removing loses what is only in the container, so that is named, and a person confirms it. Volumes are never removed. */
async function removeContainers(stack: Stack, targets: readonly Target[]): Promise<void> {
  if (targets.length === 0) return;
  const names = targets.map(({ container }) => container.container.name).join(', ');
  const answer = await window.showWarningMessage(
    `Remove ${names}?`,
    { modal: true, detail: targets.flatMap(({ container }) => whatIsLost(container.container)).join('\n') },
    'Remove',
  );
  if (answer !== 'Remove') return;
  const engine = connected(stack);
  for (const { container } of targets) await engine.remove(container.container.id);
}

function whatIsLost(container: Container): string[] {
  const lines = [`• ${container.name}: everything written inside the container and its logs are lost.`];
  for (const risk of findDataAtRisk(container, undefined)) {
    if (risk.kind === 'writable-layer') lines.push(`   Its data at ${risk.path} is only in the container: LOST.`);
  }
  for (const mount of container.mounts) {
    if (mount.type !== 'volume') continue;
    const name = mount.name ?? '';
    lines.push(
      isAnonymousName(name)
        ? `   The anonymous volume at ${mount.target} stays, but nothing will name it any more (${name.slice(0, 12)}…).`
        : `   The volume ${name} stays.`,
    );
  }
  return lines;
}

async function showInFile(node: StackNode): Promise<void> {
  const location =
    node.kind === 'service' ? node.view.location : node.kind === 'container' ? node.service?.location : undefined;
  const file = location?.file ?? (node.kind === 'project' ? fileOf(node.view) : undefined);
  if (file === undefined) {
    void window.showInformationMessage('No file of this workspace declares it.');
    return;
  }
  const document = await workspace.openTextDocument(Uri.file(file));
  const start = location === undefined ? undefined : indexLines(document.getText()).position(location.range.start);
  const selection = start === undefined ? undefined : new Range(start.line, start.column, start.line, start.column);
  await window.showTextDocument(document, selection === undefined ? {} : { selection });
}

function fileOf(project: ProjectView): string | undefined {
  return project.project?.composeFiles[0];
}
