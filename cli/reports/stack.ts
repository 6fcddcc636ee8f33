import type { Drift } from '../../core/stack/drift-subject.ts';
import { exitCodeInWords } from '../../core/stack/exit-code.ts';
import { stateInWords } from '../../core/stack/service-state.ts';
import type { ContainerView, ProjectView, ServiceView, StackView } from '../../core/stack/stack.ts';
import { type Swarm, troubleOf } from '../../core/stack/swarm.ts';
import { visibleText } from '../../core/text/visible-text.ts';

/** The stack as one JSON document; field names are part of the command line's contract. */
export function stackAsJson(view: StackView): string {
  const { engine } = view;
  return JSON.stringify({
    engine: {
      state: engine.kind,
      ...(engine.kind !== 'none' && { name: engine.engine }),
      ...(engine.kind === 'connected' && { version: engine.version.version, api: engine.version.api }),
      ...(engine.kind === 'unreachable' && { reason: engine.reason, message: engine.message }),
    },
    projects: view.projects.map((project) => ({
      name: project.name,
      directory: project.directory ?? null,
      declared: project.project !== undefined,
      valid: project.project?.valid ?? null,
      otherDirectories: project.otherDirectories,
      services: project.services.map(serviceAsJson),
    })),
    containers: view.loose.map(containerAsJson),
    pods: view.pods.map(({ name, state, containers }) => ({
      name,
      state,
      containers: containers.map(containerAsJson),
    })),
    swarm: view.swarm === undefined ? null : swarmAsJson(view.swarm),
  });
}

function swarmAsJson({ nodes, services }: Swarm) {
  return {
    nodes: nodes.map(({ hostname, manager, leader, state, availability }) => ({
      hostname,
      manager,
      leader,
      state,
      availability,
    })),
    services: services.map((service) => ({
      name: service.name,
      stack: service.stack ?? null,
      image: service.image,
      mode: service.mode,
      wanted: service.wanted,
      running: service.running,
      trouble: troubleOf(service) ?? null,
      tasks: service.tasks.map(({ slot, node, state, desired, error, at }) => ({
        slot,
        node,
        state,
        desired,
        error,
        at,
      })),
    })),
  };
}

function serviceAsJson(service: ServiceView) {
  return {
    name: service.name,
    state: service.state,
    declared: service.declared,
    drift: service.drift?.map(driftAsJson) ?? null,
    risks: service.risks.map(({ kind, path, volume, known, message }) => ({ kind, path, volume, known, message })),
    obstacles: service.obstacles,
    containers: service.containers.map(containerAsJson),
  };
}

function driftAsJson({ field, item, declared, running, message }: Drift) {
  return { field, item, declared, running, message };
}

function containerAsJson({ container, state, ports }: ContainerView) {
  return {
    id: container.id,
    name: container.name,
    image: container.image,
    state,
    health: container.health ?? null,
    exitCode: container.exitCode ?? null,
    restarts: container.details?.restartCount ?? null,
    outOfMemory: container.details?.oomKilled ?? null,
    ports: ports.map(({ hostIp, hostPort, containerPort, protocol }) => ({
      hostIp,
      hostPort,
      containerPort,
      protocol,
    })),
  };
}

/** The stack as a table a project, with what is wrong below it. */
export function stackAsText(view: StackView): string {
  const { engine } = view;
  const lines: string[] = [];
  if (engine.kind === 'connected') lines.push(`${engine.engine}: ${engine.version.product} ${engine.version.version}`);
  else lines.push(engine.kind === 'unreachable' ? engine.message : 'No engine is connected.');
  for (const project of view.projects) lines.push('', ...projectLines(project));
  for (const pod of view.pods) lines.push('', `Pod ${pod.name}`, ...containerLines(pod.containers));
  const rest = view.loose.filter(({ container }) => container.pod === undefined);
  if (rest.length > 0) lines.push('', 'Without Compose', ...containerLines(rest));
  if (view.swarm !== undefined) lines.push('', ...swarmLines(view.swarm));
  return `${lines.map((line) => visibleText(line, 5000)).join('\n')}\n`;
}

function containerLines(containers: readonly ContainerView[]): string[] {
  return table(containers.map((it) => ['', it.container.name, containerState(it), portsOf([it])]));
}

function swarmLines({ nodes, services }: Swarm): string[] {
  const ready = nodes.filter((node) => node.state === 'ready').length;
  const troubles = services.flatMap((service) => {
    const trouble = troubleOf(service);
    return trouble === undefined ? [] : [`  ! ${service.name}: ${trouble}`];
  });
  const away = nodes
    .filter((node) => node.state !== 'ready' || node.availability !== 'active')
    .map((node) => `  ! node ${node.hostname} is ${node.state}, ${node.availability}`);
  return [
    `Swarm, ${ready} of ${nodes.length} node${nodes.length === 1 ? '' : 's'} ready`,
    ...table(services.map((it) => ['', it.name, `${it.running} of ${it.wanted} running`, it.image])),
    ...troubles,
    ...away,
  ];
}

function projectLines(project: ProjectView): string[] {
  const where = project.directory === undefined ? '' : ` (${project.directory})`;
  const rows = project.services.map((service) => {
    const [first] = service.containers;
    const state =
      service.containers.length === 1 && first !== undefined ? containerState(first) : stateInWords[service.state];
    return ['', service.name, service.declared ? state : `not in the file, ${state}`, portsOf(service.containers)];
  });
  const notes = project.services.flatMap((service) => [
    ...service.obstacles.map((text) => `  ! ${service.name}: ${text}`),
    ...service.risks.filter((risk) => risk.known).map((risk) => `  ! ${service.name}: ${risk.message}`),
    ...(service.drift ?? []).map((drift) => `  ~ ${service.name}: ${drift.message}`),
  ]);
  const empty = project.project !== undefined && rows.length === 0 ? ['  The files declare no services.'] : [];
  return [`${project.name}${where}`, ...empty, ...table(rows), ...notes];
}

function containerState({ container, state }: ContainerView): string {
  const restarts = container.details?.restartCount ?? 0;
  const why = container.state === 'running' ? undefined : exitCodeInWords(container);
  const again = restarts > 0 ? `, ${restarts} restart${restarts === 1 ? '' : 's'}` : '';
  return `${stateInWords[state]}${why === undefined ? '' : `: ${why}`}${again}`;
}

function portsOf(containers: readonly ContainerView[]): string {
  const ports = containers.flatMap(({ ports: own }) => own.map((port) => `${port.hostPort}→${port.containerPort}`));
  return [...new Set(ports)].join(' ');
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
