import type { ContainerView, ServiceView, StackView } from '../../core/stack/stack.ts';
import { sameFolder } from '../../core/stack/stack.ts';
import type { Engine } from '../../io/engine/engine.ts';
import type { ServiceArgument } from '../../server/protocol.ts';
import { containersOf, type StackNode } from './nodes.ts';
import type { StackTree } from './stack-tree.ts';

/** A container that a command is meant for. */
export interface Target {
  readonly container: ContainerView;
  readonly service?: ServiceView | undefined;
  /** The engine that has it, when it is not the chosen one. */
  readonly engine?: Engine | undefined;
}

/**
 * The containers that a command's arguments mean: the row of a menu (with all selected rows), the service of a code lens,
 * or, without an argument, everything.
 */
export function findTargets(options: {
  readonly stack: StackView;
  readonly tree: StackTree;
  readonly argument: unknown;
  readonly all: unknown;
}): readonly Target[] {
  const { stack, tree, argument, all } = options;
  if (isServiceArgument(argument)) {
    const service = findService(stack, argument);
    return service === undefined ? [] : ofService(service);
  }
  const handles = Array.isArray(all) && all.length > 0 ? all : argument === undefined ? [] : [argument];
  const nodes = handles.map((handle) => tree.nodeOf(handle)).filter((node) => node !== undefined);
  if (nodes.length > 0) return unique(nodes.flatMap(ofNode));
  return [
    ...stack.projects.flatMap((project) => project.services.flatMap(ofService)),
    ...stack.loose.map((container) => ({ container })),
  ];
}

/** The service that a code lens is about, as it runs. */
export function findService(stack: StackView, argument: ServiceArgument): ServiceView | undefined {
  const projects = stack.projects.filter((project) => project.name === argument.project);
  const exact = projects.find(
    (project) => project.directory !== undefined && sameFolder(project.directory, argument.directory),
  );
  return (exact ?? projects[0])?.services.find((service) => service.name === argument.service);
}

export function isServiceArgument(argument: unknown): argument is ServiceArgument {
  const value = argument as Partial<ServiceArgument> | null | undefined;
  return typeof value?.service === 'string' && typeof value.project === 'string' && typeof value.directory === 'string';
}

function ofNode(node: StackNode): readonly Target[] {
  const engine = 'from' in node ? node.from?.engine : undefined;
  const service = node.kind === 'service' ? node.view : node.kind === 'container' ? node.service : undefined;
  return containersOf(node).map((container) => ({ container, service, engine }));
}

function ofService(service: ServiceView): Target[] {
  return service.containers.map((container) => ({ container, service }));
}

function unique(targets: readonly Target[]): Target[] {
  return [...new Map(targets.map((target) => [target.container.id, target])).values()];
}
