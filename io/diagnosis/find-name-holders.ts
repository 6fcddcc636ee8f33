import { imageReference } from '../../core/stack/declared.ts';
import type { NameHolder } from '../../core/stack/diagnosis/symptoms.ts';
import type { StackView } from '../../core/stack/stack.ts';
import type { CallOptions } from '../engine/call-options.ts';
import { connectEngine } from '../engine/connect-engine.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engine-error.ts';
import { findEngines } from '../engine/find-engines.ts';
import { runLimited } from '../engine/run-limited.ts';
import { holderOfName } from './probe-name.ts';

/** Time for each other engine to say what it has, in milliseconds: one that is away must not hold up the diagnosis. */
const patience = 3000;

/**
 * Looks for who holds the container names of services that have no container: a ghost, which the engine's list does not show;
 * and for containers of these names on the other engines that are configured here.
 *
 * @returns by the service view's id; those of whose names nobody knows are left out
 */
export async function findNameHolders(
  engine: Engine,
  stack: StackView,
  options: CallOptions & { readonly environment: Readonly<Record<string, string | undefined>> },
): Promise<ReadonlyMap<string, NameHolder>> {
  const wanted = stack.projects.flatMap(({ project, services }) =>
    services.flatMap((view) => {
      const service = project?.services.get(view.name);
      const name = service?.containerName?.value;
      if (project === undefined || service === undefined || name === undefined) return [];
      return view.state === 'missing' ? [{ view, name, image: imageReference(project, service) }] : [];
    }),
  );
  if (wanted.length === 0) return new Map();
  const { signal } = options;
  const listed = await engine.containers({ signal });
  const found = new Map<string, NameHolder>();
  const elsewhere = await listElsewhere(engine, options);
  await runLimited(wanted, 4, async ({ view, name, image }) => {
    // A ghost may even be listed, and then cannot be shown.
    const id =
      listed.find((container) => container.name === name)?.id ??
      (await holderOfName(engine, { name, image, signal }).catch(() => undefined));
    const ghost = id !== undefined && (await isUnknown(engine, id, options)) ? id : undefined;
    const others = elsewhere.flatMap(({ label, names }) => (names.has(name) ? [label] : []));
    if (ghost !== undefined || others.length > 0) found.set(view.id, { name, ghost, elsewhere: others });
  });
  return found;
}

async function isUnknown(engine: Engine, id: string, { signal }: CallOptions): Promise<boolean> {
  try {
    await engine.inspect(id, { signal });
    return false;
  } catch (error) {
    return error instanceof EngineError && error.reason === 'not-found';
  }
}

async function listElsewhere(
  engine: Engine,
  { environment, signal }: Parameters<typeof findNameHolders>[2],
): Promise<readonly { readonly label: string; readonly names: ReadonlySet<string> }[]> {
  const others = findEngines({ environment }).endpoints.filter(({ host }) => host !== engine.endpoint.host);
  const found: { label: string; names: Set<string> }[] = [];
  await runLimited(others, 4, async (endpoint) => {
    const limited = AbortSignal.any([AbortSignal.timeout(patience), ...(signal ? [signal] : [])]);
    try {
      const other = await connectEngine(endpoint, { signal: limited });
      const containers = await other.containers({ signal: limited });
      found.push({ label: endpoint.label, names: new Set(containers.map(({ name }) => name)) });
    } catch {
      // An engine that does not answer has nothing to say about names.
    }
  });
  return found;
}
