import { type Disposable, l10n, MarkdownString, StatusBarAlignment, window } from 'vscode';
import { isFine, type ServiceState } from '../core/stack/service-state.ts';
import type { ServiceView, StackView } from '../core/stack/stack.ts';

export interface Status extends Disposable {
  /** Shows how the workspace's services are. */
  showStack(view: StackView): void;
  /** Shows that the folder is only read. */
  showUntrusted(): void;
}

/** Three words for what is seen at a glance, and a codicon that goes with them. */
interface Glance {
  readonly icon: string;
  readonly text: string;
}

/** The status bar's item: in three words how the workspace's services are; details in the tooltip, the view on a click. */
export function showStatus(): Status {
  const item = window.createStatusBarItem('holdfast.status', StatusBarAlignment.Left, 49);
  item.name = 'Holdfast';
  const show = ({ icon, text }: Glance, tooltip: MarkdownString, command: string) => {
    const shown = `$(${icon}) ${text}`;
    if (item.text !== shown) item.text = shown;
    item.tooltip = tooltip;
    item.command = command;
    item.accessibilityInformation = { label: `Holdfast: ${text}` };
    item.show();
  };
  return {
    showStack(view) {
      const declared = view.projects.filter(({ project }) => project !== undefined);
      if (declared.length === 0) item.hide();
      else
        show(
          glanceAt(
            view,
            declared.flatMap(({ services }) => services),
          ),
          details(view),
          'holdfast.stack.focus',
        );
    },
    showUntrusted() {
      const tooltip = new MarkdownString(
        l10n.t(
          'This folder is not trusted, so Holdfast only reads the Compose files that you open: it shows what is wrong with them, starts no process, writes no file, and asks no container engine. Deletions are not held back.',
        ),
      );
      show({ icon: 'eye', text: l10n.t('Holdfast only reads') }, tooltip, 'workbench.trust.manage');
    },
    dispose: () => item.dispose(),
  };
}

function glanceAt(view: StackView, services: readonly ServiceView[]): Glance {
  if (view.engine.kind === 'connecting') return { icon: 'sync', text: l10n.t('Looking for engine') };
  if (view.engine.kind !== 'connected') return { icon: 'debug-disconnect', text: l10n.t('No container engine') };
  const count = (matches: (state: ServiceState) => boolean) => services.filter(({ state }) => matches(state)).length;
  const started = count(
    (state) => state !== 'missing' && state !== 'off' && state !== 'created' && state !== 'unknown',
  );
  if (services.length === 0) return { icon: 'shield', text: l10n.t('No services declared') };
  if (started === 0) return { icon: 'shield', text: l10n.t('Stack not started') };
  const broken = count((state) => state === 'failed' || state === 'restarting' || state === 'unhealthy');
  if (broken === 1) return { icon: 'error', text: l10n.t('1 service failing') };
  if (broken > 1) return { icon: 'error', text: l10n.t('{0} services failing', broken) };
  const starting = count((state) => state === 'starting');
  if (starting === 1) return { icon: 'sync', text: l10n.t('1 service starting') };
  if (starting > 1) return { icon: 'sync', text: l10n.t('{0} services starting', starting) };
  const down = count((state) => !isFine(state) && state !== 'unknown');
  if (down === 1) return { icon: 'warning', text: l10n.t('1 service down') };
  if (down > 1) return { icon: 'warning', text: l10n.t('{0} services down', down) };
  return { icon: 'shield', text: l10n.t('All services up') };
}

/** Each project with how many of its services are up, and the engine they run on. */
function details(view: StackView): MarkdownString {
  const lines = new MarkdownString('', true);
  for (const { project, name, services } of view.projects) {
    if (project === undefined) continue;
    const up = services.filter(({ state }) => isFine(state)).length;
    lines.appendText(l10n.t('{0}: {1} of {2} services up', name, up, services.length)).appendMarkdown('  \n');
  }
  const { engine } = view;
  if (engine.kind === 'connected') {
    lines.appendText(l10n.t('Engine: {0}', engine.engine));
  } else if (engine.kind === 'unreachable') {
    lines.appendText(engine.message);
  } else if (engine.kind === 'none') {
    lines.appendText(l10n.t('No container engine was found. Diagnostics and the guard work without one.'));
  }
  lines.appendMarkdown('  \n').appendText(l10n.t('Deletions from Compose files are held until you approve them.'));
  return lines;
}
