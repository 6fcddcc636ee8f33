/** A swarm as one of its managers sees it. */
export interface Swarm {
  readonly nodes: readonly SwarmNode[];
  /** By name. */
  readonly services: readonly SwarmService[];
}

export interface SwarmNode {
  readonly id: string;
  readonly hostname: string;
  readonly manager: boolean;
  readonly leader: boolean;
  /** `ready`, `down`, `disconnected`, `unknown`. */
  readonly state: string;
  /** `active`, `pause`, `drain`. */
  readonly availability: string;
}

export interface SwarmService {
  readonly id: string;
  readonly name: string;
  /** The stack that it was deployed with. */
  readonly stack?: string | undefined;
  readonly image: string;
  readonly mode: 'replicated' | 'global' | 'job';
  /** Tasks that should run. */
  readonly wanted: number;
  /** Tasks that do run. */
  readonly running: number;
  /** Newest first; of each slot the one that should run and the last that failed. */
  readonly tasks: readonly SwarmTask[];
}

export interface SwarmTask {
  readonly id: string;
  /** 0 for tasks of global services. */
  readonly slot: number;
  /** The node's host name, or its id when the node is gone. */
  readonly node: string;
  /** `running`, `failed`, `rejected`, `pending`, `complete` … */
  readonly state: string;
  readonly desired: string;
  /** Why it failed or waits; empty when it does neither. */
  readonly error: string;
  readonly containerId?: string | undefined;
  /** ISO 8601, of the last change. */
  readonly at: string;
}

type Json = Readonly<Record<string, unknown>>;

/** Reads `GET /nodes`, `/services` and `/tasks`. */
export function readSwarm(raw: {
  readonly nodes: unknown;
  readonly services: unknown;
  readonly tasks: unknown;
}): Swarm {
  const nodes = list(raw.nodes).map(readNode);
  const hostnames = new Map(nodes.map((node) => [node.id, node.hostname]));
  const tasks = new Map<string, SwarmTask[]>();
  for (const task of list(raw.tasks)) {
    const service = text(task.ServiceID);
    tasks.set(service, [...(tasks.get(service) ?? []), readTask(task, hostnames)]);
  }
  const active = nodes.filter((node) => node.state === 'ready' && node.availability === 'active').length;
  const services = list(raw.services).map((service) => readService(service, tasks.get(text(service.ID)) ?? [], active));
  return {
    nodes: nodes.sort((a, b) => (a.hostname < b.hostname ? -1 : 1)),
    services: services.sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function readNode(raw: Json): SwarmNode {
  const spec = record(raw.Spec);
  return {
    id: text(raw.ID),
    hostname: text(record(raw.Description).Hostname) || text(raw.ID),
    manager: text(spec.Role) === 'manager',
    leader: record(raw.ManagerStatus).Leader === true,
    state: text(record(raw.Status).State),
    availability: text(spec.Availability),
  };
}

function readTask(raw: Json, hostnames: ReadonlyMap<string, string>): SwarmTask {
  const status = record(raw.Status);
  const node = text(raw.NodeID);
  const container = text(record(status.ContainerStatus).ContainerID);
  const state = text(status.State);
  // While a task waits, the reason stands in the message.
  const waits = state === 'pending' || state === 'assigned' ? text(status.Message) : '';
  return {
    id: text(raw.ID),
    slot: typeof raw.Slot === 'number' ? raw.Slot : 0,
    node: hostnames.get(node) ?? node,
    state,
    desired: text(raw.DesiredState),
    error: text(status.Err) || waits,
    containerId: container === '' ? undefined : container,
    at: text(status.Timestamp) || text(raw.UpdatedAt),
  };
}

function readService(raw: Json, tasks: readonly SwarmTask[], activeNodes: number): SwarmService {
  const spec = record(raw.Spec);
  const modes = record(spec.Mode);
  const replicas = record(modes.Replicated).Replicas;
  const isJob = 'ReplicatedJob' in modes || 'GlobalJob' in modes;
  const wanted =
    typeof replicas === 'number'
      ? replicas
      : typeof record(modes.ReplicatedJob).TotalCompletions === 'number'
        ? (record(modes.ReplicatedJob).TotalCompletions as number)
        : activeNodes;
  const stack = record(spec.Labels)['com.docker.stack.namespace'];
  return {
    id: text(raw.ID),
    name: text(spec.Name),
    stack: typeof stack === 'string' ? stack : undefined,
    image: text(record(record(spec.TaskTemplate).ContainerSpec).Image).replace(/@sha256:.*$/, ''),
    mode: isJob ? 'job' : 'Global' in modes ? 'global' : 'replicated',
    wanted,
    running: tasks.filter((task) => task.state === 'running' && task.desired === 'running').length,
    tasks: tellingTasks(tasks),
  };
}

/** Of each slot the task that should be there, and the last one that failed: the reason why that one is the newest. */
function tellingTasks(tasks: readonly SwarmTask[]): SwarmTask[] {
  const newest = [...tasks].sort((a, b) => (a.at < b.at ? 1 : -1));
  const seen = new Set<string>();
  return newest.filter((task) => {
    const wanted = task.desired === 'running' || task.desired === 'ready';
    if (!wanted && task.error === '' && task.state !== 'complete') return false;
    const key = `${wanted ? 'wanted' : 'ended'} ${task.slot} ${task.slot === 0 ? task.node : ''}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** The newest reason why a service has fewer running tasks than it should; undefined when it has enough or none is told. */
export function troubleOf(service: SwarmService): string | undefined {
  if (service.running >= service.wanted || service.mode === 'job') return undefined;
  return service.tasks.find((task) => task.error !== '')?.error;
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}

function record(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
