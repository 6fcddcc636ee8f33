import { l10n, MarkdownString } from 'vscode';
import { exitCodeInWords } from '../../core/stack/exit-code.ts';
import { stateInWords } from '../../core/stack/service-state.ts';
import type { ContainerView, ProjectView, ServiceView } from '../../core/stack/stack.ts';
import type { SwarmService } from '../../core/stack/swarm.ts';
import { say } from '../say.ts';
import type { LookContext } from './node-items.ts';
import type { StackNode } from './nodes.ts';
import { usageInWords } from './usage-words.ts';

/** The longer story of a row, made when it is asked for. */
export function tooltipOf(node: StackNode, context: LookContext): MarkdownString {
  const text = new MarkdownString(undefined, true);
  switch (node.kind) {
    case 'project':
      projectStory(text, node.view);
      break;
    case 'service':
      serviceStory(text, node.view, context);
      break;
    case 'container':
      containerStory(text, node.view, context);
      break;
    case 'loose':
      paragraph(text, l10n.t('Containers that were made without Compose, or by "docker compose run".'));
      break;
    case 'engine-state':
      if (node.view.engine.kind === 'unreachable') paragraph(text, node.view.engine.message);
      paragraph(
        text,
        l10n.t(
          'Holdfast keeps trying. Below is what the files declare; diagnostics and the guard work without an engine.',
        ),
      );
      break;
    case 'engine':
      heading(text, node.label);
      if (node.content.view.engine.kind === 'unreachable') paragraph(text, node.content.view.engine.message);
      break;
    case 'swarm-service':
      swarmStory(text, node.view);
      break;
    default:
      break;
  }
  return text;
}

function projectStory(text: MarkdownString, project: ProjectView): void {
  heading(text, project.name);
  if (project.directory !== undefined) bullet(text, l10n.t('Folder: {0}', project.directory));
  for (const file of project.project?.composeFiles ?? []) bullet(text, l10n.t('File: {0}', file));
  for (const folder of project.otherDirectories) {
    warning(text, l10n.t('Containers of the same project name were started from {0}.', folder));
  }
  if (project.services.length === 0) paragraph(text, l10n.t('Its files declare no service, and none of it runs.'));
  const errors = project.project?.problems.filter((problem) => problem.severity === 'error') ?? [];
  for (const problem of errors.slice(0, 5)) warning(text, problem.message);
}

function serviceStory(text: MarkdownString, service: ServiceView, context: LookContext): void {
  // A single container says the same about itself further down.
  if (service.containers.length !== 1) heading(text, `${service.name}: ${say(stateInWords[service.state])}`);
  if (!service.declared) {
    warning(text, l10n.t('It runs and the file no longer has it. If it was deleted by mistake, put its block back.'));
  }
  for (const obstacle of service.obstacles) warning(text, obstacle);
  for (const risk of service.risks) warning(text, risk.message);
  if (service.drift !== undefined && service.drift.length > 0) {
    paragraph(text, l10n.t('What runs differs from the file; a safe restart brings it in:'));
    for (const drift of service.drift.slice(0, 12)) bullet(text, drift.message);
    if (service.drift.length > 12) bullet(text, l10n.t('and {0} more', service.drift.length - 12));
  }
  for (const container of service.containers) containerStory(text, container, context);
}

function containerStory(text: MarkdownString, { container, state, ports }: ContainerView, context: LookContext): void {
  const { details } = container;
  const { now } = context;
  heading(text, `${container.name}: ${say(stateInWords[state])}`);
  const words = exitCodeInWords(container, say);
  if (words !== undefined && container.state !== 'running') {
    const code = container.exitCode;
    bullet(text, code === undefined ? l10n.t('Ended: {0}', words) : l10n.t('Ended: {0} (exit code {1})', words, code));
  }
  if (details?.startedAt !== undefined && container.state === 'running') {
    bullet(text, l10n.t('Up for {0}', inWords(now - Date.parse(details.startedAt))));
  } else if (details?.finishedAt !== undefined && container.state !== 'running') {
    bullet(text, l10n.t('That was {0} ago', inWords(now - Date.parse(details.finishedAt))));
  } else if (details === undefined) bullet(text, container.status);
  const usage = usageInWords([context.usage(container.id)]);
  if (usage !== undefined) bullet(text, l10n.t('Uses {0}', usage));
  const restarts = details?.restartCount ?? 0;
  if (restarts > 0) {
    bullet(
      text,
      restarts === 1 ? l10n.t('Restarted once by the engine') : l10n.t('Restarted {0} times by the engine', restarts),
    );
  }
  const probe = details?.health?.log.at(-1);
  if (probe !== undefined) {
    bullet(
      text,
      probe.exitCode === 0
        ? l10n.t('Last health probe: passed')
        : l10n.t('Last health probe: failed with exit code {0}', probe.exitCode),
    );
    if (probe.output.trim() !== '') text.appendCodeblock(probe.output.trim().slice(-400), 'text');
  }
  bullet(text, l10n.t('Image: {0}', details?.config.image ?? container.image));
  if (container.pod !== undefined) bullet(text, l10n.t('Pod: {0}', container.pod.name));
  for (const port of ports) {
    const from = `${port.hostIp || '0.0.0.0'}:${port.hostPort}`;
    bullet(text, l10n.t('Port {0} → {1}', from, `${port.containerPort}/${port.protocol}`));
  }
  for (const mount of container.mounts.slice(0, 10)) {
    const source = mount.type === 'volume' ? l10n.t('volume {0}', mount.name ?? '') : mount.source || mount.type;
    bullet(text, `${mount.target} ← ${source}${mount.writable ? '' : ` ${l10n.t('(read-only)')}`}`);
  }
  bullet(text, l10n.t('ID: {0}', container.id.slice(0, 12)));
}

function swarmStory(text: MarkdownString, service: SwarmService): void {
  heading(text, service.name);
  if (service.stack !== undefined) bullet(text, l10n.t('Stack: {0}', service.stack));
  bullet(text, l10n.t('Image: {0}', service.image));
  for (const { node, state, desired, error, slot } of service.tasks.slice(0, 12)) {
    const place = slot > 0 ? `${slot} · ${node}` : node;
    const line = l10n.t('Task {0}: {1}, should be {2}', place, state, desired);
    if (error === '') bullet(text, line);
    else warning(text, `${line}: ${error}`);
  }
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
  return content.replace(/[\\`*_{}[\]<>()#+\-.!|~$&]/g, '\\$&').replace(/\n\s*/g, ' ');
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
