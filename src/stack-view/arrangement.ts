import { commands, Disposable, type Event, EventEmitter, l10n, type Memento, type QuickPickItem, window } from 'vscode';
import { type Condition, conditions, isFiltering, noFilter, type StackFilter } from '../../core/stack/filter-stack.ts';
import type { Grouping } from './nodes.ts';

/** How a person wants to see the stack: which rows, and put together by what. Kept for the workspace. */
export interface Arrangement extends Disposable {
  readonly filter: StackFilter;
  readonly grouping: Grouping;
  readonly onDidChange: Event<void>;
}

const keys = { filter: 'holdfast.stackFilter', grouping: 'holdfast.stackGrouping' };

export function keepArrangement(workspaceState: Memento): Arrangement {
  const changed = new EventEmitter<void>();
  let filter = readFilter(workspaceState.get(keys.filter));
  let grouping = workspaceState.get<Grouping>(keys.grouping, 'project');

  async function setFilter(next: StackFilter): Promise<void> {
    filter = next;
    changed.fire();
    await commands.executeCommand('setContext', 'holdfast.stackFiltered', isFiltering(filter));
    await workspaceState.update(keys.filter, filter);
  }

  async function setGrouping(next: Grouping): Promise<void> {
    grouping = next;
    changed.fire();
    await workspaceState.update(keys.grouping, grouping);
  }

  const registrations = [
    commands.registerCommand('holdfast.filterStack', async () => {
      const chosen = await askFilter(filter);
      if (chosen !== undefined) await setFilter(chosen);
    }),
    commands.registerCommand('holdfast.clearStackFilter', () => setFilter(noFilter)),
    commands.registerCommand('holdfast.groupStack', async () => {
      const chosen = await askGrouping(grouping);
      if (chosen !== undefined) await setGrouping(chosen);
    }),
  ];
  void commands.executeCommand('setContext', 'holdfast.stackFiltered', isFiltering(filter));
  return {
    get filter() {
      return filter;
    },
    get grouping() {
      return grouping;
    },
    onDidChange: changed.event,
    dispose: () => Disposable.from(...registrations, changed).dispose(),
  };
}

/** The filter in words, for above the tree; undefined when there is none. */
export function filterInWords(filter: StackFilter): string | undefined {
  if (!isFiltering(filter)) return undefined;
  const parts = filter.text.trim() === '' ? [] : [`"${filter.text.trim()}"`];
  const chosen = filter.conditions.map((condition) => conditionWords()[condition].label);
  if (chosen.length > 0) parts.push(chosen.join(l10n.t(' or ')));
  return l10n.t('Only {0}', parts.join(', '));
}

function conditionWords(): Readonly<Record<Condition, { readonly label: string; readonly detail: string }>> {
  return {
    trouble: {
      label: l10n.t('in trouble'),
      detail: l10n.t('Failed, unhealthy, restarting, blocked, partly running, or not in the file'),
    },
    up: { label: l10n.t('up'), detail: l10n.t('Running, whatever its health') },
    down: { label: l10n.t('not running'), detail: l10n.t('Stopped, finished, failed, or never made') },
    differs: { label: l10n.t('differs from the file'), detail: l10n.t('A restart would bring in changes') },
    'at-risk': { label: l10n.t('data at risk'), detail: l10n.t('Data that the next recreation would lose') },
  };
}

/** One question for text and states: what is typed is the text, what is ticked the states. */
function askFilter(now: StackFilter): Promise<StackFilter | undefined> {
  type Item = QuickPickItem & { readonly condition: Condition };
  const pick = window.createQuickPick<Item>();
  pick.title = l10n.t('Show which services?');
  pick.placeholder = l10n.t('Words in a name, an image or a port; tick states below; Enter');
  pick.canSelectMany = true;
  pick.items = conditions.map((condition) => ({ ...conditionWords()[condition], condition, alwaysShow: true }));
  pick.selectedItems = pick.items.filter(({ condition }) => now.conditions.includes(condition));
  pick.value = now.text;
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      resolve({ text: pick.value.trim(), conditions: pick.selectedItems.map(({ condition }) => condition) });
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

async function askGrouping(now: Grouping): Promise<Grouping | undefined> {
  const items: (QuickPickItem & { readonly grouping: Grouping })[] = [
    { label: l10n.t('By project'), detail: l10n.t('Projects with their services'), grouping: 'project' },
    { label: l10n.t('By state'), detail: l10n.t('What is in trouble first'), grouping: 'state' },
    { label: l10n.t('By engine'), detail: l10n.t('All engines and contexts that are set up'), grouping: 'engine' },
  ];
  const shown = items.map((item) => (item.grouping === now ? { ...item, description: l10n.t('now') } : item));
  return (await window.showQuickPick(shown, { title: l10n.t('Group the stack how?') }))?.grouping;
}

function readFilter(stored: unknown): StackFilter {
  const { text, conditions: chosen } = (stored ?? {}) as Partial<Record<keyof StackFilter, unknown>>;
  return {
    text: typeof text === 'string' ? text : '',
    conditions: Array.isArray(chosen) ? conditions.filter((condition) => chosen.includes(condition)) : [],
  };
}
