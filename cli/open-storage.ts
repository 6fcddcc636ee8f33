import { defaultBackupFolder } from '../io/backup/catalogue.ts';
import { tidyUp } from '../io/backup/tidy-up.ts';
import { EngineError } from '../io/engine/engine-error.ts';
import { type EngineStorage, openStorage } from '../io/engine/storage.ts';
import { type CommandContext, UsageError } from './command.ts';
import { openEngine } from './open-stack.ts';

/** The engine's storage, with what earlier programs left half-done put right; `folder` is where the backups are. */
export async function openTidyStorage(
  context: CommandContext,
  folder = defaultBackupFolder(context.environment),
): Promise<EngineStorage> {
  const engine = await openEngine(context).catch((error: unknown) => {
    throw error instanceof EngineError ? new UsageError(error.message) : error;
  });
  const storage = await openStorage(engine);
  for (const line of await tidyUp({ storage, folder, environment: context.environment })) {
    context.stderr(`holdfast: ${line}\n`);
  }
  return storage;
}
