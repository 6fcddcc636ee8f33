import { homedir } from 'node:os';
import path from 'node:path';
import { createTwoFilesPatch } from 'diff';
import {
  commands,
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  type QuickPickItem,
  window,
  workspace,
} from 'vscode';
import { agentSetups } from '../../io/agents/agents.ts';
import { carryOut, isPresent, type PlannedFile, planInstall, SetupConflict } from '../../io/agents/install.ts';
import { installLauncher, launcherPath } from '../../io/agents/launcher.ts';
import type { AgentSetup, Place } from '../../io/agents/setup.ts';
import { stateFolder } from '../../io/state/state-folder.ts';

interface AgentItem extends QuickPickItem {
  readonly agent: AgentSetup;
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
 * `Holdfast: Set Up Agents…`: the person ticks agents, sees what would be written to their settings, and confirms.
 * Nothing is written before that; `holdfast agents uninstall` takes it back to the byte.
 */
export function registerSetUpAgents(context: ExtensionContext, log: LogOutputChannel): Disposable {
  return commands.registerCommand('holdfast.setUpAgents', async () => {
    const place: Place = { scope: 'user', home: homedir(), project: firstFolder(), platform: process.platform };
    const chosen = await chooseAgents(place);
    if (chosen === undefined || chosen.length === 0) return;
    updateLauncher(context);

    const folder = stateFolder(process.env);
    const plan: PlannedFile[] = [];
    for (const agent of chosen) {
      try {
        plan.push(...planInstall({ agent, place, launcher: launcherPath(folder), stateFolder: folder }));
      } catch (error) {
        if (!(error instanceof SetupConflict)) throw error;
        void window.showWarningMessage(`${agent.title}: ${error.message}`);
      }
    }
    if (plan.length === 0) {
      void window.showInformationMessage('The hooks of these agents are in place already.');
      return;
    }
    if (!(await confirm(plan))) return;
    carryOut(plan, folder);
    log.info(`agents set up: ${chosen.map(({ name }) => name).join(', ')}`);
    void window.showInformationMessage(
      `Set up ${chosen.map(({ title }) => title).join(', ')}. Start their sessions anew, so that they read their hooks.`,
    );
  });
}

function firstFolder(): string {
  return workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath ?? homedir();
}

async function chooseAgents(place: Place): Promise<readonly AgentSetup[] | undefined> {
  const items = agentSetups.map((agent): AgentItem => {
    const present = isPresent(agent, place.home, process.env);
    return { label: agent.title, picked: present, ...(present && { description: 'found on this machine' }), agent };
  });
  const chosen = await window.showQuickPick(items, {
    title: 'Which agents ask Holdfast before they edit or run something?',
    placeHolder: 'Their settings are shown before anything is written',
    canPickMany: true,
  });
  return chosen?.map(({ agent }) => agent);
}

/** Shows the changes as one patch beside a modal question. */
async function confirm(plan: readonly PlannedFile[]): Promise<boolean> {
  const patch = plan
    .map(({ path: file, before, after }) => createTwoFilesPatch(file, file, before ?? '', after ?? '', '', ''))
    .join('\n');
  const document = await workspace.openTextDocument({ language: 'diff', content: patch });
  await window.showTextDocument(document, { preview: true });
  const write = plan.length === 1 ? 'Write This File' : `Write These ${plan.length} Files`;
  const answer = await window.showWarningMessage(
    'Write the hooks into the settings of these agents?',
    { modal: true, detail: plan.map(({ path: file }) => path.normalize(file)).join('\n') },
    write,
  );
  return answer === write;
}
