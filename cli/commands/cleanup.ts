import {
  ageInWords,
  reasonsToKeep,
  sizeInWords,
  takeInventory,
  unusedVolumes,
  type VolumeFacts,
} from '../../core/backup/inventory.ts';
import { defaultBackupFolder, openCatalogue } from '../../io/backup/catalogue.ts';
import { cleanUpVolumes } from '../../io/backup/clean-up.ts';
import { noteUnused } from '../../io/backup/unused-volumes.ts';
import { stoppedFolder } from '../../io/backup/volume-users.ts';
import { readSnapshot } from '../../io/engine/read-snapshot.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import { type Ask, askOnTerminal, whyNoPerson } from '../ask-person.ts';
import { type Command, type CommandContext, type ExitCode, UsageError } from '../command.ts';
import { openTidyStorage } from '../open-storage.ts';
import { formatIn, parseArguments } from '../parse-arguments.ts';
import { volumeAsJson } from '../reports/backups.ts';

const usage = 'usage: holdfast cleanup [VOLUME…] [--without-backup] [--format json|text]';

/**
 * In the place of prune: lists what no container uses, with size, age and backups. Volumes that are named are backed up and
 * removed, after a person agreed.
 *
 * Exit code 0: listed, or all named ones are removed; 1: some stayed; 2: nobody could be asked.
 */
export const cleanup: Command = (args, context) =>
  cleanupWith((question) => askOnTerminal(question, context.signal), args, context);

/** The conversation behind `cleanup`, with the terminal as a function. */
export async function cleanupWith(ask: Ask, args: readonly string[], context: CommandContext): Promise<ExitCode> {
  const { names, json, withoutBackup } = readArguments(args);
  const { signal, environment, stdout } = context;
  const nobody = names.length > 0 ? whyNoPerson(context) : undefined;
  if (nobody !== undefined) {
    context.stderr(`holdfast: cleanup removes volumes, and ${nobody}\n`);
    return 2;
  }
  const folder = defaultBackupFolder(environment);
  const storage = await openTidyStorage(context, folder);
  const { engine } = storage;
  const state = stateFolder(environment);
  const [snapshot, sizes] = await Promise.all([readSnapshot(engine, [], { signal }), storage.volumeSizes({ signal })]);
  const { host } = engine.endpoint;
  const unusedSince = noteUnused(snapshot, { stateFolder: state, engine: host, now: new Date() });
  const backups = openCatalogue(folder).list({ engine: host });
  const unused = unusedVolumes(takeInventory({ snapshot, backups, sizes, unusedSince }));
  if (names.length === 0) {
    stdout(json ? `${JSON.stringify({ unused: unused.map(volumeAsJson) })}\n` : listText(unused));
    return 0;
  }
  const unknown = names.find((name) => !unused.some((it) => it.name === name));
  if (unknown !== undefined) throw new UsageError(`"${unknown}" is no unused volume; see "holdfast cleanup"`);
  const chosen = unused.filter(({ name }) => names.includes(name));
  stdout(listText(chosen));
  const how = withoutBackup ? 'WITHOUT a backup' : 'after a backup of each';
  const answer = await ask(
    `Type "remove ${chosen.length}" to remove ${counted(chosen.length)} ${how}, or press Enter to keep all: `,
  );
  if (answer.trim() !== `remove ${chosen.length}`) {
    stdout('Nothing was removed.\n');
    return 1;
  }
  let kept = 0;
  const request = { storage, folder, stoppedFolder: stoppedFolder(state), signal };
  const spared = new Set(withoutBackup ? names : []);
  for await (const result of cleanUpVolumes({ ...request, volumes: names, withoutBackup: spared })) {
    if (result.outcome === 'removed') {
      stdout(`✔ ${result.volume} is removed${result.backup ? `; its backup is ${result.backup.id}` : ''}\n`);
    } else {
      kept += 1;
      stdout(`✖ ${result.volume} stays: ${result.reason}\n`);
    }
  }
  return kept === 0 ? 0 : 1;
}

function listText(volumes: readonly VolumeFacts[]): string {
  if (volumes.length === 0) return 'Every volume is used by a container, or locked.\n';
  const now = Date.now();
  const blocks = volumes.map((facts) => {
    const since = facts.unusedSince === undefined ? '' : `, first seen unused ${ageInWords(facts.unusedSince, now)}`;
    const made = facts.volume.created === undefined ? '' : `, made ${ageInWords(facts.volume.created, now)}`;
    const unnamed = facts.volume.anonymous ? 'without a name, ' : '';
    const head = `${facts.name}\n  ${unnamed}${sizeInWords(facts.size)}${made}${since}`;
    return [head, ...reasonsToKeep(facts).map((reason) => `  ⚠ ${reason}`)].join('\n');
  });
  return `${blocks.join('\n')}\n`;
}

function counted(count: number): string {
  return `${count} volume${count === 1 ? '' : 's'}`;
}

function readArguments(args: readonly string[]) {
  return parseArguments(
    args,
    {
      usage,
      options: { 'without-backup': { type: 'boolean', default: false }, format: { type: 'string', default: 'text' } },
    },
    ({ values, positionals }) => {
      const format = formatIn(['json', 'text'], values.format);
      return { names: positionals, json: format === 'json', withoutBackup: values['without-backup'] };
    },
  );
}
