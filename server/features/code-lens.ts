import type { CodeLens, CodeLensParams, Command } from 'vscode-languageserver/node';
import type { Project } from '../../core/project/project.ts';
import { serviceStates, stateInWords } from '../../core/stack/service-state.ts';
import { clientCommands, type LiveService, type ServiceArgument } from '../protocol.ts';
import type { Snapshot } from '../snapshot.ts';
import { toRange } from '../to-protocol.ts';

/** Above each service of this file: what runs of it, and what can be done with it. Only for clients with those commands. */
export function codeLenses(_params: CodeLensParams, snapshot: Snapshot): CodeLens[] {
  if (!snapshot.client.commands) return [];
  const { project } = snapshot;
  const lenses: CodeLens[] = [];
  for (const service of [...project.services.values(), ...project.disabledServices.values()]) {
    const definition = service.definitions.find(({ key }) => key.file === snapshot.file);
    if (definition === undefined) continue;
    const range = toRange(snapshot.current, definition.key.range);
    for (const command of commandsOf(snapshot, project, service.name)) lenses.push({ range, command });
  }
  return lenses;
}

function commandsOf(snapshot: Snapshot, project: Project, service: string): Command[] {
  const argument: ServiceArgument = {
    service,
    project: project.name,
    directory: project.directory,
    uri: snapshot.current.uri,
  };
  const containers = snapshot.live?.services.filter((one) => one.project === project.name && one.service === service);
  const command = (title: string, name: string): Command => ({ title, command: name, arguments: [argument] });
  const commands: Command[] = [];
  if (containers !== undefined) commands.push({ title: stateTitle(containers), command: '' });
  if (project.disabledServices.has(service)) commands.push({ title: 'off: no active profile', command: '' });
  else commands.push(command('Safe restart', clientCommands.safeRestart));
  if (containers === undefined || containers.length > 0) commands.push(command('Logs', clientCommands.showLogs));
  if (containers === undefined || containers.some((one) => one.state === 'running')) {
    commands.push(command('Shell', clientCommands.openShell));
  }
  return commands;
}

/** In the words of the stack view: `healthy`, `2 of 3 running, unhealthy`, `failed: crashed (aborted itself), 4 restarts`, `not running`. */
export function stateTitle(containers: readonly LiveService[]): string {
  const worst = serviceStates.find((state) => containers.some(({ condition }) => condition === state)) ?? 'missing';
  const why = containers.find(({ condition }) => condition === worst)?.why;
  const restarts = containers.reduce((sum, one) => sum + (one.restarts ?? 0), 0);
  const parts: string[] = [];
  if (containers.length > 1)
    parts.push(`${containers.filter(({ state }) => state === 'running').length} of ${containers.length} running`);
  if (containers.length < 2 || worst !== 'running') parts.push(`${stateInWords[worst]}${why ? `: ${why}` : ''}`);
  if (restarts > 0) parts.push(`${restarts} ${restarts === 1 ? 'restart' : 'restarts'}`);
  return parts.join(', ');
}
