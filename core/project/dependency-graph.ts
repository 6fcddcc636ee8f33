/** Which services wait for which, by name. Any map of services with dependencies can be one. */
export interface GraphNode {
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

/**
 * Services in groups that can start together: each group waits only for those before it. Services of a circle, and those
 * that wait for them, come last in one group.
 */
export function startOrder(services: ReadonlyMap<string, GraphNode>): readonly (readonly string[])[] {
  const waiting = new Map(
    [...services].map(([name, node]) => [
      name,
      new Set(node.dependsOn.map(({ service }) => service).filter((other) => services.has(other))),
    ]),
  );
  const groups: string[][] = [];
  while (waiting.size > 0) {
    const ready = [...waiting].filter(([, others]) => others.size === 0).map(([name]) => name);
    if (ready.length === 0) return [...groups, [...waiting.keys()]];
    groups.push(ready);
    for (const name of ready) waiting.delete(name);
    for (const others of waiting.values()) for (const name of ready) others.delete(name);
  }
  return groups;
}

/** All services that wait for one of `names`, directly or through others, without `names` themselves. */
export function dependentsOf(services: ReadonlyMap<string, GraphNode>, names: Iterable<string>): ReadonlySet<string> {
  const direct = new Map<string, string[]>();
  for (const [name, node] of services) {
    for (const { service } of node.dependsOn) direct.set(service, [...(direct.get(service) ?? []), name]);
  }
  return reach(names, (name) => direct.get(name) ?? []);
}

/** All services that one of `names` waits for, directly or through others, without `names` themselves. */
export function dependenciesOf(services: ReadonlyMap<string, GraphNode>, names: Iterable<string>): ReadonlySet<string> {
  return reach(names, (name) => services.get(name)?.dependsOn.map(({ service }) => service) ?? []);
}

function reach(names: Iterable<string>, next: (name: string) => readonly string[]): ReadonlySet<string> {
  const given = new Set(names);
  const found = new Set<string>();
  const pending = [...given];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    for (const other of next(name)) {
      if (given.has(other) || found.has(other)) continue;
      found.add(other);
      pending.push(other);
    }
  }
  return found;
}
