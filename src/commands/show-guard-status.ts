import { homedir } from 'node:os';
import { commands, type Disposable, EventEmitter, l10n, Uri, window, workspace } from 'vscode';
import { visibleText } from '../../core/text/visible-text.ts';
import { agentSetups } from '../../io/agents/agents.ts';
import { isPresent } from '../../io/agents/install.ts';
import { isSetUp } from '../../io/agents/plan-setup.ts';
import type { Place } from '../../io/agents/setup.ts';
import { isProvenBy } from '../../io/state/approvals.ts';
import { type KeyedHash, keyFile } from '../../io/state/keyed-hash.ts';
import type { State } from '../../io/state/state.ts';
import type { Guard } from '../guard/start-guard.ts';

const scheme = 'holdfast-guard-status';
const uri = Uri.from({ scheme, path: `/${l10n.t('Holdfast Guard Status')}` });

/** `Holdfast: Show Guard Status`: what is guarded, by which gates, and where keys and copies are, as a read-only document. */
export function registerShowGuardStatus(guard: Guard): Disposable {
  const changed = new EventEmitter<Uri>();
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: () => describeGuard(guard),
  });
  const command = commands.registerCommand('holdfast.showGuardStatus', async () => {
    changed.fire(uri);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  });
  return {
    dispose() {
      for (const part of [changed, provider, command]) part.dispose();
    },
  };
}

async function describeGuard({ state, watched, editorKey }: Guard): Promise<string> {
  const sections: readonly (readonly [string, readonly string[]])[] = [
    [l10n.t('Guarded projects'), projectLines(state, watched())],
    [l10n.t('Agents that ask before they act'), agentLines(state)],
    [l10n.t('Terminals'), [terminalLine()]],
    [l10n.t('Approvals'), approvalLines(state, await editorKey)],
    [l10n.t('State folder'), [visibleText(state.folder)]],
  ];
  return sections.map(([title, lines]) => `${title}\n${lines.map((line) => `    ${line}\n`).join('')}`).join('\n');
}

function projectLines(state: State, directories: readonly string[]): readonly string[] {
  if (directories.length === 0) return [l10n.t('none: no Compose file was found in this workspace')];
  return [...new Set(directories)].map((directory) => {
    const projects = state.projects().filter((project) => project.directory === directory);
    const held = projects.reduce((sum, { proposals }) => sum + proposals.list().length, 0);
    const points = projects.reduce((sum, { restorePoints }) => sum + restorePoints.list().length, 0);
    return l10n.t('{0}: {1} held, {2} restore points', visibleText(directory), held, points);
  });
}

function agentLines({ folder }: State): readonly string[] {
  const home = homedir();
  const project = workspace.workspaceFolders?.find(({ uri: { scheme: kind } }) => kind === 'file')?.uri.fsPath ?? home;
  const places = (['user', 'project'] as const).map(
    (scope): Place => ({ scope, home, project, platform: process.platform }),
  );
  const lines = agentSetups.flatMap((agent) => {
    if (places.some((place) => isSetUp({ agent, place, stateFolder: folder })))
      return [l10n.t('{0}: set up', agent.title)];
    return isPresent(agent, home, process.env) ? [l10n.t('{0}: on this machine, not set up', agent.title)] : [];
  });
  return [
    ...(lines.length > 0 ? lines : [l10n.t('no agent was found on this machine')]),
    l10n.t('“Holdfast: Set Up Agents…” changes this; `holdfast agents doctor` proves each by a call.'),
  ];
}

function terminalLine(): string {
  return workspace.getConfiguration('holdfast.guard').get<boolean>('terminalShims', false)
    ? l10n.t('commands that would delete data are asked about')
    : l10n.t('not guarded; the setting holdfast.guard.terminalShims switches it on');
}

function approvalLines(state: State, editorKey: KeyedHash | undefined): readonly string[] {
  const { file, state: kept } = keyFile(state.folder);
  const used = state.projects().flatMap(({ approvals }) => approvals.used());
  const here = used.filter(({ road }) => road === 'editor');
  const proven = editorKey ? here.filter((approval) => isProvenBy(editorKey, approval)) : [];
  const lines = [
    kept === 'absent'
      ? l10n.t('The key for all programs will be in {0} (made with the first approval).', visibleText(file))
      : kept === 'private'
        ? l10n.t('The key for all programs is in {0}, which only you can read.', visibleText(file))
        : l10n.t(
            'The key for all programs is in {0}, WHICH OTHERS CAN READ: take their permission away.',
            visibleText(file),
          ),
    editorKey
      ? l10n.t('This editor has a key of its own in VS Code’s secret storage and signs with both.')
      : l10n.t('VS Code’s secret storage does not work here: approvals are signed with the key in the file alone.'),
    l10n.t('Used so far: {0}, of them {1} given in an editor.', used.length, here.length),
  ];
  if (editorKey && here.length > 0) {
    lines.push(
      proven.length === here.length
        ? l10n.t('All of those carry this editor’s own signature.')
        : l10n.t(
            '{0} of those lack this editor’s own signature: they were given in another editor, before it had a key, or by no editor at all. The audit log tells when.',
            here.length - proven.length,
          ),
    );
  }
  return lines;
}
