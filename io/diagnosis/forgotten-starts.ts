import type { StackView } from '../../core/stack/stack.ts';
import type { CallOptions } from '../engine/call-options.ts';
import type { Engine } from '../engine/engine.ts';

/** The engine keeps its last 256 events; from about there on an event that is not among them may have been pushed out. */
const kept = 240;

/**
 * The ids of ended containers whose start the engine does not remember, although it remembers everything since: it was started
 * anew after them, so they may have ended with the one before it.
 */
export async function forgottenStarts(
  engine: Engine,
  stack: StackView,
  { signal }: CallOptions,
): Promise<ReadonlySet<string>> {
  // Podman writes its events into a file, and its containers do not end with it.
  if (engine.version.product !== 'docker') return new Set();
  const ended = stack.projects
    .filter(({ project }) => project !== undefined)
    .flatMap(({ services }) => services.flatMap(({ containers }) => containers))
    .filter(({ container }) => container.state === 'exited' && container.details?.startedAt !== undefined);
  if (ended.length < 2) return new Set();
  const remembered = new Set<string>();
  let count = 0;
  await engine.events({
    signal,
    since: 1,
    until: Math.ceil(Date.now() / 1000),
    onEvent({ action, id }) {
      count += 1;
      if (action === 'start') remembered.add(id);
    },
  });
  if (count >= kept) return new Set();
  return new Set(ended.map(({ container }) => container.id).filter((id) => !remembered.has(id)));
}
