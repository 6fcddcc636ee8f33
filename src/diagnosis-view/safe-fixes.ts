import { l10n } from 'vscode';
import type { Root } from '../../core/stack/diagnosis/diagnose.ts';
import type { ServiceView, StackView } from '../../core/stack/stack.ts';

/** A button of the diagnosis: something that only looks, or that has its own checks and asks before it acts. */
export interface SafeFix {
  readonly label: string;
  /** One of Holdfast's own commands. */
  readonly command: string;
  /** Whether the command gets the service. */
  readonly about: 'service' | 'nothing';
}

const fix = (label: string, command: string, about: SafeFix['about'] = 'service'): SafeFix => ({
  label,
  command: `holdfast.${command}`,
  about,
});

/** The safe things that can be done about a root with one press, best first. Nothing here deletes anything. */
export function safeFixesOf(root: Root, stack: StackView): readonly SafeFix[] {
  if (stack.engine.kind !== 'connected') {
    return [
      fix(l10n.t('Start Docker Engine…'), 'startEngine', 'nothing'),
      fix(l10n.t('Choose Docker Engine…'), 'chooseEngine', 'nothing'),
    ];
  }
  if (root.service === undefined) {
    return root.error === 'nothing-vanished' || root.error === 'project-valid'
      ? [
          fix(l10n.t('Show Restore Points…'), 'showRestorePoints', 'nothing'),
          fix(l10n.t('Review Held Changes'), 'reviewHeldChanges', 'nothing'),
        ]
      : [];
  }
  const service = serviceOf(root, stack);
  const fixes = [fix(l10n.t('Safe Restart…'), 'safeRestart')];
  if (service !== undefined && service.containers.length > 0) {
    fixes.push(fix(l10n.t('Show Logs'), 'showLogs'), fix(l10n.t('Inspect'), 'inspectContainer'));
  }
  if (service?.location !== undefined) fixes.push(fix(l10n.t('Show in File'), 'showInFile'));
  return fixes;
}

/** The service that a root is about, as it runs. */
export function serviceOf(root: Root, stack: StackView): ServiceView | undefined {
  const project = stack.projects.find(({ name, project: own }) => name === root.project && own !== undefined);
  return project?.services.find(({ name }) => name === root.service);
}
