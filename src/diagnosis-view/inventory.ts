import { l10n } from 'vscode';
import type { Engine } from '../../io/engine/engine.ts';

/** What a cleanup of volumes would destroy: every volume that no container uses, one sentence each. */
export async function readInventory(engine: Engine): Promise<readonly string[]> {
  const [volumes, containers] = await Promise.all([engine.volumes(), engine.containers()]);
  const used = new Set(containers.flatMap(({ mounts }) => mounts.map(({ name }) => name)));
  return volumes
    .filter(({ name }) => !used.has(name))
    .map(({ name, created, anonymous }) => {
      const since = created === undefined ? '' : l10n.t(', made on {0}', new Date(created).toLocaleDateString());
      return anonymous
        ? l10n.t('An anonymous volume ({0}…){1}.', name.slice(0, 12), since)
        : l10n.t('The volume {0}{1}.', name, since);
    });
}
