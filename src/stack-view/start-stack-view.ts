import { commands, type Disposable, type Event, type ExtensionContext, type LogOutputChannel, window } from 'vscode';
import type { LoadProject } from '../../core/project/project.ts';
import type { StackView } from '../../core/stack/stack.ts';
import type { LiveState } from '../../server/protocol.ts';
import { registerDiagnoseStack } from '../commands/diagnose-stack.ts';
import { registerSafeRestart } from '../commands/safe-restart.ts';
import { startDataView } from '../data-view/start-data-view.ts';
import { type MonitorFeature, startWatching } from '../monitor/start-monitor.ts';
import { showResources } from '../resource-view/show-resources.ts';
import { keepArrangement } from './arrangement.ts';
import { findDeclaredProjects } from './declared-projects.ts';
import { chooseEngine } from './engine-choice.ts';
import { toLiveState } from './live-state.ts';
import { type Stack, watchStack } from './stack.ts';
import { registerStackCommands } from './stack-commands.ts';
import { showStackTree } from './stack-tree.ts';
import { registerStartEngine } from './start-engine.ts';

export interface StackViewDependencies {
  readonly log: LogOutputChannel;
  readonly loadProject: LoadProject;
  /** True while an edit of the project waits for a person's word; a restart stops then. */
  readonly hasHeldChanges: (projectDirectory: string) => boolean;
}

export interface StackFeature extends Disposable {
  readonly stack: Stack;
  readonly monitor: MonitorFeature;
  readonly onDidChange: Event<StackView>;
  /** For the language server. */
  liveState(): LiveState;
}

/** Starts the stack view, its commands and the safe restart. Without an engine it shows what is declared and how to get one. */
export function startStackView(context: ExtensionContext, deps: StackViewDependencies): StackFeature {
  const { log, loadProject, hasHeldChanges } = deps;
  const environment = process.env;
  const projects = findDeclaredProjects({ loadProject, environment });
  const choice = chooseEngine({
    workspaceState: context.workspaceState,
    environment,
    onChange: () => stack.reconnect(),
  });
  const stack = watchStack({ projects, endpoint: choice.current, environment });
  const arrangement = keepArrangement(context.workspaceState);
  const tree = showStackTree({ stack, arrangement, endpoint: choice.current, environment });
  const monitor = startWatching(context, { stack, projects, log, hasHeldChanges });

  const resources = showResources({ stack, log, onVisibility: () => lookAround() });

  const data = startDataView({ stack, log, environment });

  let told = '';
  function tellMenus(view: StackView): void {
    const { engine } = view;
    const state = engine.kind === 'unreachable' ? `unreachable-${engine.reason}` : engine.kind;
    if (state === told) return;
    told = state;
    log.info(`engine: ${state}${engine.kind === 'unreachable' ? ` (${engine.message})` : ''}`);
    void commands.executeCommand('setContext', 'holdfast.engine', engine.kind);
    const reason = engine.kind === 'unreachable' ? engine.reason : '';
    void commands.executeCommand('setContext', 'holdfast.engineReason', reason);
  }
  const tellProjects = () =>
    void commands.executeCommand('setContext', 'holdfast.hasProjects', projects.list().length > 0);

  /** Code lenses show live states, so an open Compose file is a look as well; and so does the monitor look. */
  const lookAround = () => {
    const composeOpen = window.visibleTextEditors.some(({ document }) => document.languageId === 'dockercompose');
    stack.look({
      visible: tree.tree.visible || resources.visible || data.isVisible || composeOpen || monitor.wantsToLook,
    });
  };

  const parts: Disposable[] = [
    stack.onDidChange(tellMenus),
    projects.onDidChange(tellProjects),
    projects.onDidChange(lookAround),
    tree.tree.onDidChangeVisibility(lookAround),
    data.onDidChangeVisibility(lookAround),
    window.onDidChangeVisibleTextEditors(lookAround),
    registerStartEngine(() => stack.reconnect()),
    ...registerStackCommands({ stack, tree, log, note: monitor.monitor.note }),
    registerDiagnoseStack({ stack, projects, timeline: monitor.timeline, log, environment }),
    registerSafeRestart({ stack, tree, projects, log, environment, hasHeldChanges }),
    monitor,
    resources,
    tree,
    data,
    arrangement,
    stack,
    choice,
    projects,
  ];
  tellMenus(stack.view);
  tellProjects();
  lookAround();
  const feature: StackFeature = {
    stack,
    monitor,
    onDidChange: stack.onDidChange,
    liveState: () => toLiveState(stack.view, stack.snapshot),
    dispose() {
      for (const part of parts) part.dispose();
    },
  };
  context.subscriptions.push(feature);
  return feature;
}
