import { l10n, window } from 'vscode';
import type { Container } from '../../core/stack/container.ts';
import { findDataAtRisk } from '../../core/stack/data-at-risk.ts';
import { isAnonymousName } from '../../core/stack/read-engine.ts';
import { visibleText } from '../../core/text/visible-text.ts';
import type { Engine } from '../../io/engine/engine.ts';

/**
 * Removes stopped containers. Removing loses what is only in a container, so that is named, and a person confirms it. Volumes
 * are never removed.
 *
 * @returns those that were removed
 */
export async function removeContainers(
  targets: readonly { readonly container: Container; readonly engine: Engine }[],
): Promise<readonly Container[]> {
  if (targets.length === 0) return [];
  const names = targets.map(({ container }) => visibleText(container.name));
  const remove = l10n.t('Remove');
  const detail = targets.flatMap(({ container }) => whatIsLost(container)).join('\n');
  const question =
    names.length > 3 ? l10n.t('Remove {0} containers?', names.length) : l10n.t('Remove {0}?', names.join(', '));
  if ((await window.showWarningMessage(question, { modal: true, detail }, remove)) !== remove) return [];
  for (const { container, engine } of targets) await engine.remove(container.id);
  return targets.map(({ container }) => container);
}

function whatIsLost(container: Container): string[] {
  const lines = [
    l10n.t('• {0}: everything written inside the container and its logs are lost.', visibleText(container.name)),
  ];
  for (const risk of findDataAtRisk(container, undefined)) {
    if (risk.kind === 'writable-layer') {
      lines.push(l10n.t('   Its data at {0} is only in the container: LOST.', visibleText(risk.path)));
    }
  }
  for (const mount of container.mounts) {
    if (mount.type !== 'volume') continue;
    const name = visibleText(mount.name ?? '');
    const target = visibleText(mount.target);
    lines.push(
      isAnonymousName(mount.name ?? '')
        ? l10n.t(
            '   The anonymous volume at {0} stays, but nothing will name it any more ({1}…).',
            target,
            name.slice(0, 12),
          )
        : l10n.t('   The volume {0} stays.', name),
    );
  }
  return lines;
}
