import type { PreflightCheck } from '../preflight/check.ts';
import { isFine } from '../service-state.ts';
import type { EngineState } from '../snapshot.ts';
import type { ProjectView } from '../stack.ts';
import { type KnownError, knownError, recognizeError } from './error-catalogue.ts';
import type { Root } from './root.ts';

const storageErrors = new Set(['storage-damaged', 'storage-read-only', 'disk-full', 'disk-error']);

/** The engine does not answer, or answers with an error of its own. */
export function engineAwayRoot(engine: EngineState): Root {
  const message = engine.kind === 'unreachable' ? engine.message : 'No engine is connected.';
  const known = recognizeError([message]);
  const byReason = engine.kind === 'unreachable' ? stepsByReason[engine.reason] : undefined;
  const steps = known?.steps ?? byReason ?? ['Start the engine, or choose another one: docker context ls'];
  return {
    project: '',
    title: known === undefined ? message : 'The engine cannot do its work.',
    error: known?.id ?? 'engine-down',
    cause: known?.cause,
    evidence: known === undefined ? [] : [message],
    suffering: [],
    steps,
    never: known?.never ?? 'Do not reset the engine to factory settings: that deletes images, containers and volumes.',
  };
}

const stepsByReason: Readonly<Record<string, readonly string[]>> = {
  'not-running': [
    'Start it: systemctl start docker, or Docker Desktop.',
    'If another engine is meant, choose it: docker context ls, docker context use NAME',
  ],
  'no-permission': [
    'Add the user to the group of the socket and log in again: sudo usermod -aG docker $USER',
    'Or use a rootless engine.',
  ],
  ssh: ['Try the same connection by hand, it says more: ssh HOST docker version'],
  tls: ['Look whether the certificates have run out, and whether the name in them is the one in the address.'],
  timeout: [
    'Look whether the machine of the engine is up, and how loaded it is.',
    'If it is there and hangs, restart the engine; containers with a restart policy come back.',
  ],
  'too-old': ['Update the engine.'],
};

/** Errors of the storage under the engine: from its log, its disk, and the containers that could not be started. */
export function storageRoot(project: ProjectView, checks: readonly PreflightCheck[]): Root | undefined {
  const sound = checks.find((check) => check.id === 'storage-sound');
  const journal = sound?.problems.map((problem) => problem.message) ?? [];
  const fromEngine = journal.length > 0 ? recognizeError(journal) : undefined;
  const failed = project.services.flatMap((service) =>
    service.containers.flatMap(({ container }) => {
      const error = container.details?.error ?? '';
      const known = error === '' ? undefined : recognizeError([error]);
      return known !== undefined && storageErrors.has(known.id) ? [{ service: service.name, error, known }] : [];
    }),
  );
  const known: KnownError | undefined =
    fromEngine !== undefined && storageErrors.has(fromEngine.id) ? fromEngine : failed[0]?.known;
  if (known === undefined) return undefined;
  return {
    project: project.name,
    title: 'The storage of the engine is in trouble.',
    error: known.id,
    cause: known.cause,
    evidence: [...journal, ...failed.map(({ service, error }) => `${service} could not be started: ${error}`)],
    suffering: failed.map(({ service }) => `${service} → engine storage`),
    steps: known.steps,
    never: known.never,
  };
}

/** Ends of containers closer together than this, in milliseconds, have one cause. */
const together = 3000;
/**
 * Several services that went down in one moment, and whose start the engine no longer remembers: the engine, or its machine, was
 * stopped or died under them. Ends alone do not tell, they look like those of `docker compose stop`.
 */
export function engineEndedRoot(project: ProjectView, forgotten: ReadonlySet<string>): Root | undefined {
  const down = project.services.flatMap(({ name, declared, state, containers }) =>
    declared && !isFine(state)
      ? containers.flatMap(({ container }) => {
          const finished = Date.parse(container.details?.finishedAt ?? '');
          const fits = container.state === 'exited' && !container.details?.oomKilled;
          const withEngine = container.exitCode === 255 || forgotten.has(container.id);
          return fits && withEngine && !Number.isNaN(finished)
            ? [{ name, finished, code: container.exitCode ?? 0 }]
            : [];
        })
      : [],
  );
  const last = Math.max(...down.map(({ finished }) => finished));
  const atOnce = down.filter(({ finished }) => last - finished < together);
  const services = [...new Set(atOnce.map(({ name }) => name))];
  if (services.length < 2) return undefined;
  const known = knownError('engine-ended', {});
  return {
    project: project.name,
    title: `${services.length} services ended in the same moment: the engine or its machine went down under them.`,
    error: 'engine-ended',
    cause: known?.cause,
    evidence: [
      ...atOnce.map(({ name, finished, code }) => `${name} ended at ${new Date(finished).toISOString()} with ${code}.`),
      'The engine does not remember having started them: it was itself started after that.',
    ],
    suffering: services.map((name) => `${name} → engine`),
    steps: known?.steps ?? [],
    never: known?.never,
  };
}
