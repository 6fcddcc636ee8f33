import { whyInWords } from '../../core/stack/exit-code.ts';
import type { EngineSnapshot } from '../../core/stack/snapshot.ts';
import type { StackView } from '../../core/stack/stack.ts';
import { type LiveState, toLiveEngine } from '../../server/protocol.ts';

/** What the language server wants to know of the stack. */
export function toLiveState(view: StackView, snapshot: EngineSnapshot): LiveState {
  if (view.engine.kind !== 'connected') return { services: [], images: [] };
  const images = new Set<string>();
  const services = view.projects.flatMap((project) =>
    project.services.flatMap((service) =>
      service.containers.map(({ container, state }) => {
        if (!container.image.startsWith('sha256:')) images.add(container.image);
        return {
          project: project.name,
          service: service.name,
          state: container.state,
          condition: state,
          why: whyInWords({ container, state }),
          restarts: container.details?.restartCount,
        };
      }),
    ),
  );
  return { services, images: [...images].sort(), engine: toLiveEngine(snapshot) };
}
