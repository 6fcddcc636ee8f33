import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type DumpTool, readCounts } from '../../core/backup/dump-tools.ts';
import type { BackupSource } from '../../core/backup/manifest.ts';
import { executeToEnd } from '../engine/execute.ts';
import type { EngineStorage } from '../engine/storage.ts';
import { BackupError } from './backup-error.ts';
import { ownLabels, thisProcess } from './volume-access.ts';

/** A database server that nobody can reach, on a volume of a trial's own. */
export interface TrialServer {
  readonly id: string;
  /** Runs a script in it; throws a BackupError with what it complained about. */
  run(script: string, options?: { readonly silence?: number }): Promise<string>;
  count(): Promise<Readonly<Record<string, number>>>;
  /** Lets it end by itself, so that the volume is whole, and removes it. */
  close(): Promise<void>;
}

/** Milliseconds. */
const limits = { start: 5 * 60_000, step: 60_000, poll: 250 };
const stopSeconds = 60;

/**
 * Starts the image that a backup came from on a volume, without a network and without ports, and waits until it takes
 * commands.
 *
 * @param options.fresh true: the volume is empty, and the server shall make itself a new database in it
 * @throws BackupError `not-restorable` when the image is not there, or the server does not come up
 */
export async function startTrialServer(
  storage: EngineStorage,
  options: {
    readonly volume: string;
    readonly source: BackupSource;
    readonly tool: DumpTool;
    readonly fresh: boolean;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<TrialServer> {
  const { volume, source, tool, fresh, signal } = options;
  const { engine } = storage;
  const image = (await engine.image(source.imageId, { signal })) ?? (await engine.image(source.image, { signal }));
  if (image === undefined) {
    const message = `The image ${source.image} is needed to read this backup, and the engine does not have it. Pull it first.`;
    throw new BackupError('not-restorable', message);
  }
  const names = Object.entries(source.environment).map(([name, value]) => `${name}=${value}`);
  const words = [...(source.command ?? []), ...((fresh ? tool.loading : tool.reading) ?? [])];
  const id = await storage.createContainer({
    image: image.id,
    labels: { [ownLabels.role]: 'rehearsal', [ownLabels.volume]: volume, [ownLabels.process]: thisProcess() },
    mounts: [{ volume, target: source.target, readOnly: false }],
    run: {
      environment: [...names, ...(fresh ? tool.fresh(randomBytes(18).toString('hex')) : [])],
      command: words.length === 0 ? undefined : words,
    },
  });
  const server: TrialServer = {
    id,
    async run(script, { silence = limits.step } = {}) {
      const { code, stdout, stderr } = await executeToEnd(
        storage.execute(id, { command: ['sh', '-c', script], signal, silence }),
      );
      if (code === 0) return stdout;
      const said = stderr.trim().split('\n').slice(-3).join(' ') || `code ${code}`;
      throw new BackupError('not-restorable', `${tool.title} could not read the backup: ${said}`);
    },
    async count() {
      return readCounts(await server.run(tool.count, { silence: limits.start }));
    },
    async close() {
      await engine.stop(id, { grace: stopSeconds }).catch(() => {});
      await storage.removeContainer(id, { withAnonymous: true });
    },
  };
  try {
    await engine.start(id, { signal });
    await untilReady(storage, server, { tool, signal });
    return server;
  } catch (error) {
    await storage.removeContainer(id, { withAnonymous: true });
    throw error;
  }
}

async function untilReady(
  storage: EngineStorage,
  server: TrialServer,
  { tool, signal }: { readonly tool: DumpTool; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const deadline = Date.now() + limits.start;
  for (;;) {
    const [container] = await storage.engine.containers({ ids: [server.id], signal });
    if (container?.state !== 'running') {
      const log = await storage.engine.logs(server.id, { tail: 5 }).catch(() => []);
      throw new BackupError('not-restorable', `${tool.title} ended instead of starting: ${log.join(' ')}`);
    }
    const ready = await server.run(tool.ready).then(
      () => true,
      () => false,
    );
    if (ready) return;
    if (Date.now() > deadline) {
      throw new BackupError('not-restorable', `${tool.title} did not come up within ${limits.start / 60_000} minutes.`);
    }
    await delay(limits.poll, undefined, { signal });
  }
}
