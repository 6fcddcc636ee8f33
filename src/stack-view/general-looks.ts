import { l10n } from 'vscode';
import type { EngineState } from '../../core/stack/snapshot.ts';
import type { StackView } from '../../core/stack/stack.ts';
import type { NodeLook } from './node-look.ts';
import type { StateGroup } from './nodes.ts';

/** A group of services and containers that are alike. */
export function groupLook(group: StateGroup, count: number): NodeLook {
  const [label, icon, color] = {
    trouble: [l10n.t('In trouble'), 'error', 'list.errorForeground'],
    up: [l10n.t('Up'), 'play-circle', 'testing.iconPassed'],
    down: [l10n.t('Not running'), 'debug-stop', 'disabledForeground'],
    ended: [l10n.t('Finished'), 'check', 'testing.iconPassed'],
    unknown: [l10n.t('Not known'), 'question', 'disabledForeground'],
  }[group] as [string, string, string];
  return {
    label,
    description: String(count),
    icon,
    color,
    context: 'group',
    spoken: `${label}, ${count}`,
    collapsible: group === 'trouble' || group === 'up' ? 'expanded' : 'collapsed',
  };
}

/** One of several engines. */
export function engineLook(label: string, view: StackView, { isChosen }: { readonly isChosen: boolean }): NodeLook {
  const { engine, projects, loose } = view;
  const isThere = engine.kind === 'connected';
  const containers = projects.flatMap(({ services }) => services.flatMap((service) => service.containers));
  const parts = isThere
    ? [
        `${engine.version.product} ${engine.version.version}`,
        l10n.t('{0} containers', containers.length + loose.length),
      ]
    : [engine.kind === 'connecting' ? l10n.t('connecting') : l10n.t('does not answer')];
  if (isChosen) parts.unshift(l10n.t('chosen'));
  const description = parts.join(' · ');
  return {
    label: label === '' ? l10n.t('No engine') : label,
    description,
    icon: isThere ? 'server' : 'debug-disconnect',
    color: isThere ? undefined : 'disabledForeground',
    context: 'engine',
    spoken: `${label}, ${description.replaceAll(' · ', ', ')}`,
    collapsible: isChosen ? 'expanded' : 'collapsed',
  };
}

/** Why there is nothing to be said of what runs. */
export function stateLook(engine: EngineState): NodeLook {
  const label =
    engine.kind === 'connecting' ? l10n.t('Connecting to the engine…') : l10n.t('No container engine answers');
  const description = engine.kind === 'unreachable' ? engine.message : '';
  return {
    label,
    description,
    icon: engine.kind === 'connecting' ? 'sync' : 'debug-disconnect',
    color: 'list.warningForeground',
    context: 'engine-state',
    spoken: description === '' ? label : `${label}: ${description}`,
    collapsible: 'none',
  };
}

/** A way out, as a row that runs a command. */
export function offerLook(command: 'holdfast.chooseEngine' | 'holdfast.startEngine'): NodeLook {
  const isStart = command === 'holdfast.startEngine';
  const label = isStart ? l10n.t('Start Docker Engine…') : l10n.t('Choose Docker Engine…');
  return {
    label,
    description: '',
    icon: isStart ? 'server-process' : 'server-environment',
    context: 'offer',
    spoken: label,
    collapsible: 'none',
    command,
  };
}
