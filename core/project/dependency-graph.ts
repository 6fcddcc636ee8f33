/** Which services wait for which, by name. Any map of services with dependencies can be one. */
interface GraphNode {
  readonly dependsOn: readonly { readonly service: string }[];
}

/**
 * The circles among services that wait for each other, each as the names along it, beginning with the one that comes first
 * in `services`; every service is in at most one of those given.
 */
export function findCycles(services: ReadonlyMap<string, GraphNode>): readonly (readonly string[])[] {
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[][] = [];
  for (const start of services.keys()) {
    if (state.has(start)) continue;
    // A stack of our own, since chains of services can be longer than the call stack.
    const path: { readonly name: string; next: number }[] = [{ name: start, next: 0 }];
    state.set(start, 'open');
    while (path.length > 0) {
      const top = path[path.length - 1];
      if (!top) break;
      const dependency = services.get(top.name)?.dependsOn[top.next]?.service;
      top.next += 1;
      if (dependency === undefined) {
        state.set(top.name, 'done');
        path.pop();
      } else if (state.get(dependency) === 'open') {
        const from = path.findIndex((step) => step.name === dependency);
        cycles.push(path.slice(from).map((step) => step.name));
      } else if (!state.has(dependency) && services.has(dependency)) {
        state.set(dependency, 'open');
        path.push({ name: dependency, next: 0 });
      }
    }
  }
  return cycles;
}
