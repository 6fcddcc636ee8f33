import { MarkdownString } from 'vscode';
import { exitCodeInWords } from '../../core/stack/exit-code.ts';
import { stateInWords } from '../../core/stack/service-state.ts';
import type { ContainerView, ProjectView, ServiceView } from '../../core/stack/stack.ts';
import type { StackNode } from './nodes.ts';

/** The longer story of a row, made when it is asked for. */
export function tooltipOf(node: StackNode, now: number): MarkdownString {
  const text = new MarkdownString(undefined, true);
  switch (node.kind) {
    case 'project':
      projectStory(text, node.view);
      break;
    case 'service':
      serviceStory(text, node.view, now);
      break;
    case 'container':
      containerStory(text, node.view, now);
      break;
    case 'loose':
      paragraph(text, 'Containers that were made without Compose, or by `docker compose run`.');
  }
  return text;
}

function projectStory(text: MarkdownString, project: ProjectView): void {
  heading(text, project.name);
  if (project.directory !== undefined) bullet(text, `Folder: ${project.directory}`);
  for (const file of project.project?.composeFiles ?? []) bullet(text, `File: ${file}`);
  for (const folder of project.otherDirectories) {
    warning(text, `Containers of the same project name were started from ${folder}.`);
  }
  const errors = project.project?.problems.filter((problem) => problem.severity === 'error') ?? [];
  for (const problem of errors.slice(0, 5)) warning(text, problem.message);
}

function serviceStory(text: MarkdownString, service: ServiceView, now: number): void {
  // A single container says the same about itself further down.
  if (service.containers.length !== 1) heading(text, `${service.name}: ${stateInWords[service.state]}`);
  if (!service.declared) {
    warning(text, 'It runs and the file no longer has it. If it was deleted by mistake, put its block back.');
  }
  for (const obstacle of service.obstacles) warning(text, obstacle);
  for (const risk of service.risks) warning(text, risk.message);
  if (service.drift !== undefined && service.drift.length > 0) {
    paragraph(text, 'What runs differs from the file; a safe restart brings it in:');
    for (const drift of service.drift.slice(0, 12)) bullet(text, drift.message);
    if (service.drift.length > 12) bullet(text, `and ${service.drift.length - 12} more`);
  }
  for (const container of service.containers) containerStory(text, container, now);
}

function containerStory(text: MarkdownString, { container, state, ports }: ContainerView, now: number): void {
  const { details } = container;
  heading(text, `${container.name}: ${stateInWords[state]}`);
  const words = exitCodeInWords(container);
  if (words !== undefined && container.state !== 'running') {
    const code = container.exitCode === undefined ? '' : ` (exit code ${container.exitCode})`;
    bullet(text, `Ended: ${words}${code}`);
  }
  if (details?.startedAt !== undefined && container.state === 'running') {
    bullet(text, `Up for ${inWords(now - Date.parse(details.startedAt))}`);
  } else if (details?.finishedAt !== undefined && container.state !== 'running') {
    bullet(text, `That was ${inWords(now - Date.parse(details.finishedAt))} ago`);
  }
  if ((details?.restartCount ?? 0) > 0) bullet(text, `Restarted ${details?.restartCount} times by the engine`);
  const probe = details?.health?.log.at(-1);
  if (probe !== undefined) {
    bullet(text, `Last health probe: ${probe.exitCode === 0 ? 'passed' : `failed with ${probe.exitCode}`}`);
    if (probe.output.trim() !== '') text.appendCodeblock(probe.output.trim().slice(-400), 'text');
  }
  bullet(text, `Image: ${details?.config.image ?? container.image}`);
  for (const port of ports) {
    bullet(text, `Port ${port.hostIp || '0.0.0.0'}:${port.hostPort} → ${port.containerPort}/${port.protocol}`);
  }
  for (const mount of container.mounts.slice(0, 10)) {
    const source = mount.type === 'volume' ? `volume ${mount.name}` : mount.source || mount.type;
    bullet(text, `${mount.target} ← ${source}${mount.writable ? '' : ' (read-only)'}`);
  }
  bullet(text, `Id: ${container.id.slice(0, 12)}`);
}

// Names, messages and outputs come from outside, so they go in as text and never as Markdown. VS Code's own appendText makes
// every space a non-breaking one, and lines then break within words.
function heading(text: MarkdownString, content: string): void {
  text.appendMarkdown(`\n\n**${plain(content)}**\n\n`);
}

function paragraph(text: MarkdownString, content: string): void {
  text.appendMarkdown(`\n\n${plain(content)}\n\n`);
}

function bullet(text: MarkdownString, content: string): void {
  text.appendMarkdown(`- ${plain(content)}\n`);
}

function warning(text: MarkdownString, content: string): void {
  text.appendMarkdown(`- $(warning) ${plain(content)}\n`);
}

function plain(content: string): string {
  return content.replace(/[\\`*_{}[\]<>()#+\-.!|~$&]/g, '\\$&').replace(/\s*\n\s*/g, ' ');
}

/** A span of milliseconds as people say it. */
export function inWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
