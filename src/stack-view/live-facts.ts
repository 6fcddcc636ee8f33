import { l10n } from 'vscode';
import type { EngineSnapshot } from '../../core/stack/snapshot.ts';
import type { StackView } from '../../core/stack/stack.ts';
import { bytesInWords } from '../../core/text/bytes-in-words.ts';
import { lastBackupOf } from '../../io/backup/catalogue.ts';
import type { Engine } from '../../io/engine/engine.ts';
import { openStorage } from '../../io/engine/storage.ts';
import type { LiveFacts } from '../guard/live-facts.ts';

/** Milliseconds: how long sizes count as known, and how long an engine may take to measure them. */
const sizesLast = 60_000;
const sizesLimit = 30_000;

/**
 * What the engine and the backups know of volumes and services. Sizes are asked for when the first question comes; until the
 * engine has measured them, which can take it long, the rest is told without them.
 */
export function createLiveFacts(options: {
  readonly stack: {
    readonly view: StackView;
    readonly snapshot: EngineSnapshot;
    readonly engine: Engine | undefined;
  };
  readonly environment: Readonly<Record<string, string | undefined>>;
}): LiveFacts {
  const { stack, environment } = options;
  let sizes:
    | { readonly of: Engine; readonly at: number; readonly bytes: Promise<ReadonlyMap<string, number>> }
    | undefined;

  const sizeOf = async (name: string): Promise<string | undefined> => {
    const { engine } = stack;
    if (engine === undefined) return undefined;
    if (sizes?.of !== engine || Date.now() - sizes.at > sizesLast) {
      const signal = AbortSignal.timeout(sizesLimit);
      const bytes = openStorage(engine)
        .then((storage) => storage.volumeSizes({ signal }))
        .catch(() => new Map<string, number>());
      sizes = { of: engine, at: Date.now(), bytes };
    }
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, 1000, undefined).unref());
    const bytes = (await Promise.race([sizes.bytes, late]))?.get(name);
    return bytes === undefined || bytes < 0 ? undefined : bytesInWords(bytes);
  };

  return {
    async volume(name) {
      const users = usersOf(stack.view, stack.snapshot, name);
      const backup = lastBackupOf(name, { environment });
      const inWords = backup
        ? l10n.t('last backup {0}', new Date(backup.at).toLocaleString())
        : l10n.t('no backup known');
      return [await sizeOf(name), users, inWords].filter((fact) => fact !== undefined).join(', ');
    },
    containers(directory, service) {
      return stack.view.projects
        .filter((project) => project.directory === directory)
        .flatMap(({ services }) => services.filter(({ name }) => name === service))
        .flatMap(({ containers }) => containers.map(({ container }) => `${container.name} (${container.state})`));
    },
  };
}

/** Who uses a volume, in words; undefined when the engine is not connected. */
function usersOf(view: StackView, snapshot: EngineSnapshot, engineName: string): string | undefined {
  if (view.engine.kind !== 'connected') return undefined;
  if (!snapshot.volumes.has(engineName)) return l10n.t('not made yet');
  const containers = [
    ...view.projects.flatMap((project) => project.services.flatMap((service) => service.containers)),
    ...view.loose,
  ].filter(({ container }) => container.mounts.some((mount) => mount.name === engineName));
  if (containers.length === 0) return l10n.t('no container uses it');
  const names = containers.map(({ container }) => `${container.name} (${container.state})`);
  return l10n.t('used by {0}', names.join(', '));
}
