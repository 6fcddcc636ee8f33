import { l10n, type QuickPickItem, window } from 'vscode';
import type { Project } from '../../core/project/project.ts';
import { stateInWords } from '../../core/stack/service-state.ts';
import { sameFolder } from '../../core/stack/stack.ts';
import { say } from '../say.ts';
import type { DeclaredProjects } from '../stack-view/declared-projects.ts';
import type { StackNode } from '../stack-view/nodes.ts';
import type { Stack } from '../stack-view/stack.ts';
import type { StackTree } from '../stack-view/stack-tree.ts';
import { isServiceArgument } from '../stack-view/targets.ts';

export interface ChooseOptions {
  readonly stack: Stack;
  readonly tree: StackTree;
  readonly projects: DeclaredProjects;
}

export interface ServiceChoice {
  readonly project: Project;
  readonly services: readonly string[];
}

/**
 * Finds out which services are meant: by a code lens, by the rows of the tree, or by asking. Undefined: the person went
 * away, or nothing can be restarted.
 */
export async function chooseServices(
  { stack, tree, projects }: ChooseOptions,
  argument: unknown,
  all: unknown,
): Promise<ServiceChoice | undefined> {
  if (isServiceArgument(argument)) {
    const project = projects.list().find((it) => sameFolder(it.directory, argument.directory));
    return project && { project, services: [argument.service] };
  }
  const handles = Array.isArray(all) && all.length > 0 ? all : argument === undefined ? [] : [argument];
  const nodes = handles.flatMap((handle) => tree.nodeOf(handle) ?? []);
  const meant = nodes.flatMap((node) => meantBy(stack, node) ?? []);
  const [first] = meant;
  if (first !== undefined) {
    const services = meant.filter((it) => it.project === first.project).flatMap((it) => it.service ?? []);
    const whole = meant.some((it) => it.project === first.project && it.service === undefined);
    return whole ? pickServices(stack, first.project) : { project: first.project, services };
  }
  if (nodes.length > 0) {
    void window.showInformationMessage(
      l10n.t('Its files are not in this workspace, so there is nothing to restart it from.'),
    );
    return undefined;
  }
  const project = await pickProject(projects.list());
  return project && pickServices(stack, project);
}

async function pickProject(projects: readonly Project[]): Promise<Project | undefined> {
  if (projects.length === 0)
    void window.showInformationMessage(l10n.t('There is no Compose project in this workspace.'));
  if (projects.length <= 1) return projects[0];
  const items = projects.map((project) => ({ label: project.name, description: project.directory, project }));
  return (await window.showQuickPick(items, { title: l10n.t('Restart services of which project?') }))?.project;
}

async function pickServices(stack: Stack, project: Project): Promise<ServiceChoice | undefined> {
  const view = stack.view.projects.find((it) => it.project === project || it.directory === project.directory);
  const items: QuickPickItem[] = [...project.services.keys()].map((name) => {
    const service = view?.services.find((it) => it.name === name);
    const differs = (service?.drift?.length ?? 0) > 0;
    return {
      label: name,
      description: service === undefined ? '' : say(stateInWords[service.state]),
      ...(differs && { detail: `$(diff) ${l10n.t('differs from the file: it will be recreated')}` }),
      picked: differs,
    };
  });
  const chosen = await window.showQuickPick(items, {
    title: l10n.t('Safe restart of {0}: which services?', project.name),
    placeHolder: l10n.t('Tick the services; what they need and is not up comes along'),
    canPickMany: true,
  });
  if (chosen === undefined) return undefined;
  if (chosen.length === 0) {
    void window.showInformationMessage(l10n.t('No service was ticked, so nothing is restarted.'));
    return undefined;
  }
  return { project, services: chosen.map((item) => item.label) };
}

interface Meant {
  readonly project: Project;
  /** Undefined: some of the project, still to be asked. */
  readonly service: string | undefined;
}

function meantBy(stack: Stack, node: StackNode): Meant | undefined {
  if (node.kind === 'project') return node.view.project && { project: node.view.project, service: undefined };
  if (node.kind === 'service')
    return node.project.project && { project: node.project.project, service: node.view.name };
  if (node.kind !== 'container' || node.service === undefined) return undefined;
  const { id, name } = node.service;
  const project = stack.view.projects.find((it) => it.services.some((service) => service.id === id))?.project;
  return project && { project, service: name };
}
