import { BackupError } from '../../io/backup/backup-error.ts';
import { openVolumeLocks } from '../../io/backup/volume-lock.ts';
import { readSnapshot } from '../../io/engine/read-snapshot.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import { type Ask, askOnTerminal, whyNoPerson } from '../ask-person.ts';
import type { Command, CommandContext, ExitCode } from '../command.ts';
import { openProject } from '../open-stack.ts';
import { openTidyStorage } from '../open-storage.ts';
import { formatIn, parseArguments } from '../parse-arguments.ts';
import { resolveVolumes } from '../volume-names.ts';

const usage = 'usage: holdfast volume-lock [list] | lock VOLUME… | unlock VOLUME [--format text|json]';

/**
 * Lists, makes and opens locks on volumes. A locked volume cannot be removed, neither by `docker compose down -v` nor by
 * `docker volume rm -f` or `docker volume prune`. Opening one is a person's, who types the volume's name.
 *
 * Exit code 0: done; 1: it stayed as it was; 2: nobody could be asked.
 */
export const volumeLock: Command = (args, context) =>
  volumeLockWith((question) => askOnTerminal(question, context.signal), args, context);

/** The conversation behind `volume-lock`, with the terminal as a function. */
export async function volumeLockWith(ask: Ask, args: readonly string[], context: CommandContext): Promise<ExitCode> {
  const { action, names, json } = readArguments(args);
  const nobody = action === 'unlock' ? whyNoPerson(context) : undefined;
  if (nobody !== undefined) {
    context.stderr(`holdfast: unlock opens a volume to removal, and ${nobody}\n`);
    return 2;
  }
  const storage = await openTidyStorage(context);
  const locks = openVolumeLocks(storage, stateFolder(context.environment));
  if (action === 'list') {
    const locked = [...(await locks.list({ signal: context.signal }))].sort();
    if (json) context.stdout(`${JSON.stringify({ locked })}\n`);
    else context.stdout(locked.length === 0 ? 'No volume is locked.\n' : `${locked.join('\n')}\n`);
    return 0;
  }
  const snapshot = await readSnapshot(storage.engine, [], { signal: context.signal });
  const volumes = resolveVolumes(names, { project: openProject([], context), snapshot });
  if (action === 'unlock') return unlock(volumes[0] ?? '', { ask, locks, context });
  try {
    for (const volume of volumes) {
      await locks.lock(volume);
      context.stdout(`✔ ${volume} is locked: "down -v", "volume rm" and "volume prune" leave it.\n`);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    context.stderr(`holdfast: ${error.message}\n`);
    return 1;
  }
}

async function unlock(
  volume: string,
  {
    ask,
    locks,
    context,
  }: { readonly ask: Ask; readonly locks: ReturnType<typeof openVolumeLocks>; readonly context: CommandContext },
): Promise<ExitCode> {
  if (!(await locks.list()).has(volume) && !locks.wanted().includes(volume)) {
    context.stdout(`${volume} is not locked.\n`);
    return 0;
  }
  const answer = await ask(`Type "${volume}" to unlock it, or press Enter to leave it locked: `);
  if (answer.trim() !== volume) {
    context.stdout('It stays locked.\n');
    return 1;
  }
  await locks.unlock(volume);
  context.stdout(`${volume} is unlocked.\n`);
  return 0;
}

function readArguments(args: readonly string[]) {
  const options = { format: { type: 'string', default: 'text' } } as const;
  return parseArguments(args, { usage, options }, ({ values, positionals }) => {
    const [action = 'list', ...names] = positionals;
    if (!['list', 'lock', 'unlock'].includes(action)) throw new Error(`unknown action "${action}"`);
    if (action === 'list' && names.length > 0) throw new Error('list takes no volume');
    if (action === 'lock' && names.length === 0) throw new Error('name the volumes to lock');
    if (action === 'unlock' && names.length !== 1) throw new Error('name the one volume to unlock');
    return { action, names, json: formatIn(['json', 'text'], values.format) === 'json' };
  });
}
