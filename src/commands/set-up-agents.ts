import { homedir } from 'node:os';
import { basename } from 'node:path';
import {
  commands,
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  l10n,
  type QuickPickItem,
  QuickPickItemKind,
  Uri,
  window,
  workspace,
} from 'vscode';
import { agentSetups } from '../../io/agents/agents.ts';
import { carryOut, isPresent, type PlannedFile } from '../../io/agents/install.ts';
import { installLauncher } from '../../io/agents/launcher.ts';
import { isSetUp, planSetup, undoing } from '../../io/agents/plan-setup.ts';
import type { AgentSetup, Place } from '../../io/agents/setup.ts';
import { stateFolder } from '../../io/state/state-folder.ts';

/** Scheme of the two sides of a comparison. The query is the side. */
const scheme = 'holdfast-setup';

type Extra = 'rules' | 'settings';

interface Choice {
  readonly wanted: readonly AgentSetup[];
  /** Set up until now, and ticked no more. */
  readonly unwanted: readonly AgentSetup[];
  readonly extras: readonly Extra[];
}

/**
 * Keeps the command line that agents' hooks call up to date with this version of the extension.
 *
 * @throws when the state folder cannot be written
 */
export function updateLauncher(context: ExtensionContext): void {
  installLauncher({
    stateFolder: stateFolder(process.env),
    dist: context.asAbsolutePath('dist'),
    runtime: process.execPath,
  });
}

/**
 * `Holdfast: Set Up Agents…`: the person ticks agents, sees what would change in their files, and confirms. Nothing is
 * written before that; what is written can be taken back at once, and later by taking the tick away.
 */
export function registerSetUpAgents(context: ExtensionContext, log: LogOutputChannel): Disposable {
  let shown: readonly PlannedFile[] = [];
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent({ path: file, query }) {
      const planned = shown.find(({ path }) => Uri.file(path).path === file);
      return (query === 'before' ? planned?.before : planned?.after) ?? '';
    },
  });
  const command = commands.registerCommand('holdfast.setUpAgents', async () => {
    const folder = stateFolder(process.env);
    const place: Place = { scope: 'user', home: homedir(), project: firstFolder(), platform: process.platform };
    const choice = await choose(place, folder);
    if (choice === undefined) return;
    const { wanted, unwanted, extras } = choice;
    const installing = planSetup({ action: 'install', agents: wanted, place, stateFolder: folder, extras });
    const removing = planSetup({ action: 'uninstall', agents: unwanted, place, stateFolder: folder });
    for (const { agent, message } of installing.conflicts) {
      void window.showWarningMessage(l10n.t('{0} was left out: {1}', agent.title, message));
    }
    const files = [...installing.files, ...removing.files];
    if (files.length === 0) {
      void window.showInformationMessage(l10n.t('Nothing to change: everything that you ticked is in place.'));
      return;
    }
    shown = files;
    const isConfirmed = await confirm(files);
    await closeComparison();
    if (!isConfirmed) return;
    updateLauncher(context);
    carryOut(files, folder);
    log.info(`agents set up: ${files.map(({ path }) => path).join(', ')}`);
    await tell(choice, () => {
      const undo = undoing(files);
      carryOut(undo, folder);
      log.info(`agents set up as before: ${undo.map(({ path }) => path).join(', ')}`);
      return files.filter(({ path }) => !undo.some((undone) => undone.path === path));
    });
  });
  return {
    dispose() {
      provider.dispose();
      command.dispose();
    },
  };
}

function firstFolder(): string {
  return workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath ?? homedir();
}

async function choose(place: Place, folder: string): Promise<Choice | undefined> {
  type Item = QuickPickItem & { readonly agent?: AgentSetup; readonly extra?: Extra };
  const setUp = new Set(agentSetups.filter((agent) => isSetUp({ agent, place, stateFolder: folder })));
  const agentItem = (agent: AgentSetup): Item => {
    const isThere = isPresent(agent, place.home, process.env);
    const facts = [
      ...(isThere ? [l10n.t('found on this machine')] : []),
      ...(setUp.has(agent) ? [l10n.t('set up')] : []),
    ];
    return { label: agent.title, description: facts.join(', '), picked: isThere || setUp.has(agent), agent };
  };
  const separator = (label: string): Item => ({ label, kind: QuickPickItemKind.Separator });
  const items: Item[] = [
    separator(l10n.t('Ask Holdfast before each edit and command')),
    ...agentSetups.map(agentItem).sort((a, b) => Number(b.picked) - Number(a.picked)),
  ];
  if (workspace.workspaceFolders?.length) {
    const name = basename(place.project);
    items.push(
      separator(l10n.t('In {0}', name)),
      {
        label: l10n.t('Rules for agents'),
        description: l10n.t('a section in AGENTS.md, CLAUDE.md or .cursorrules'),
        extra: 'rules',
      },
      {
        label: l10n.t('VS Code’s own confirmation'),
        description: l10n.t('of agents’ edits of Compose files, in .vscode/settings.json'),
        extra: 'settings',
      },
    );
  }
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Which agents ask Holdfast before they edit or run something?'),
    placeHolder: l10n.t('What changes in their files is shown before anything is written'),
    canPickMany: true,
    matchOnDescription: true,
  });
  if (picked === undefined) return undefined;
  const wanted = picked.flatMap(({ agent }) => agent ?? []);
  return {
    wanted,
    unwanted: [...setUp].filter((agent) => !wanted.includes(agent)),
    extras: picked.flatMap(({ extra }) => extra ?? []),
  };
}

/** Shows the changes, and asks above them, so that they can be read to the end before the answer. */
async function confirm(files: readonly PlannedFile[]): Promise<boolean> {
  const rows = files.map(({ path }): [Uri, Uri, Uri] => {
    const file = Uri.file(path);
    return [file, file.with({ scheme, query: 'before' }), file.with({ scheme, query: 'after' })];
  });
  const title = comparisonTitle();
  const [first] = rows;
  if (rows.length === 1 && first) await commands.executeCommand('vscode.diff', first[1], first[2], title);
  else await commands.executeCommand('vscode.changes', title, rows);
  const write = {
    label:
      files.length === 1 ? l10n.t('$(check) Write This File') : l10n.t('$(check) Write These {0} Files', files.length),
    detail: files.map(({ path }) => path).join('   '),
  };
  const leave = { label: l10n.t('$(close) Change Nothing') };
  const answer = await window.showQuickPick([write, leave], {
    title: l10n.t('Write what is shown below?'),
    placeHolder: l10n.t('Read it as long as you like: this question stays'),
    ignoreFocusOut: true,
  });
  return answer === write;
}

/** The tab is known by its name, to which VS Code adds a number of files: it does not tell what such a tab shows. */
async function closeComparison(): Promise<void> {
  const title = comparisonTitle();
  await window.tabGroups.close(
    window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(({ label }) => label.startsWith(title))),
  );
}

function comparisonTitle(): string {
  return l10n.t('Agents’ files: now ↔ set up');
}

/** @param undo takes everything back, and gives the files that were changed since and were left alone */
async function tell({ wanted, unwanted, extras }: Choice, undo: () => readonly PlannedFile[]): Promise<void> {
  const parts = [
    ...(wanted.length > 0 ? [l10n.t('Set up: {0}.', wanted.map(({ title }) => title).join(', '))] : []),
    ...(unwanted.length > 0 ? [l10n.t('Taken out of: {0}.', unwanted.map(({ title }) => title).join(', '))] : []),
    ...(extras.length > 0 ? [l10n.t('The project’s files were written.')] : []),
    ...wanted.flatMap(({ title, afterwards }) => (afterwards === undefined ? [] : [`${title}: ${afterwards}`])),
    ...(wanted.length > 0 ? [l10n.t('Start running sessions of agents anew, so that they read their hooks.')] : []),
  ];
  const undoIt = l10n.t('Undo');
  if ((await window.showInformationMessage(parts.join(' '), undoIt)) !== undoIt) return;
  const left = undo().map(({ path }) => path);
  void window.showInformationMessage(
    left.length === 0
      ? l10n.t('Every file is as it was.')
      : l10n.t('Changed since, and left as it is now: {0}', left.join(', ')),
  );
}
