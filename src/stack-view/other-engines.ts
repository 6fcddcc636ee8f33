import type { Disposable } from 'vscode';
import { joinStack } from '../../core/stack/stack.ts';
import type { EngineEndpoint } from '../../io/engine/endpoint.ts';
import { findEngines } from '../../io/engine/find-engines.ts';
import { type EngineWatch, watchEngine } from '../../io/engine/watch-engine.ts';
import type { OtherEngine } from './nodes.ts';

/** The engines besides the chosen one, watched while they are to be seen. */
export interface OtherEngines extends Disposable {
  list(): readonly OtherEngine[];
  /** Begins or ends watching them. */
  show(state: { readonly visible: boolean }): void;
}

export function watchOtherEngines(options: {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly chosen: () => EngineEndpoint | undefined;
  readonly onChange: () => void;
}): OtherEngines {
  const { environment, chosen, onChange } = options;
  const watches = new Map<string, { readonly watch: EngineWatch; latest: OtherEngine }>();

  function add(endpoint: EngineEndpoint): void {
    const { id, label } = endpoint;
    const watch = watchEngine({
      endpoint: () => endpoint,
      onSnapshot(snapshot) {
        const known = watches.get(id);
        if (known === undefined) return;
        known.latest = {
          id,
          label,
          view: joinStack({ projects: [], snapshot }),
          swarm: snapshot.swarm,
          engine: known.watch.engine,
        };
        onChange();
      },
    });
    const view = joinStack({ projects: [], snapshot: watch.snapshot });
    watches.set(id, { watch, latest: { id, label, view, engine: undefined } });
  }

  function end(): void {
    for (const { watch } of watches.values()) watch.dispose();
    watches.clear();
  }

  return {
    list: () => [...watches.values()].map(({ latest }) => latest),
    show({ visible }) {
      if (!visible) {
        end();
        return;
      }
      const own = chosen();
      const wanted = findEngines({ environment }).endpoints.filter(({ host }) => host !== own?.host);
      const ids = new Set(wanted.map(({ id }) => id));
      for (const [id, { watch }] of watches) {
        if (ids.has(id)) continue;
        watch.dispose();
        watches.delete(id);
      }
      for (const endpoint of wanted) if (!watches.has(endpoint.id)) add(endpoint);
    },
    dispose: end,
  };
}
