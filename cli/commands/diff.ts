import { basename, dirname, relative, resolve } from 'pathe';
import { judgeEdit } from '../../core/guard/judge-edit.ts';
import { type Relocation, realPath, relocatedView } from '../../core/guard/relocated-view.ts';
import { disk, toPortablePath } from '../../io/disk.ts';
import { readPolicy } from '../../io/policy/read-policy.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import { type Command, UsageError } from '../command.ts';
import { formatIn, parseArguments } from '../parse-arguments.ts';
import { changesAsJson, changesAsText } from '../reports/changes.ts';

const usage = 'usage: holdfast diff BEFORE AFTER [--format json|text]; each a project folder or a Compose file';

/**
 * Compares two copies of a project. A folder is read as Compose reads it; a file is taken for the project's only
 * Compose file. Where they are and what a given file is called makes no difference.
 *
 * Exit code 0 when nothing needs a person's word, 1 otherwise.
 */
export const diff: Command = async (args, { cwd, environment, stdout }) => {
  const { places, json } = readArguments(args);
  const [before, after] = places.map((place) => toPortablePath(resolve(cwd, place)));
  if (before === undefined || after === undefined) throw new UsageError(usage);
  const kind = disk.kind(before);
  if (kind === undefined) throw new UsageError(`${places[0]} does not exist`);

  const folder = kind === 'directory' ? before : dirname(before);
  const file = kind === 'file' ? before : disk.kind(after) === 'file' ? findFile(before) : undefined;
  const relocation = relocate({ after, folder, file });
  const viewBefore = relocatedView(disk, { from: folder, to: folder });
  const judgement = judgeEdit({
    before: viewBefore,
    after: relocatedView(disk, relocation),
    request: { directory: folder, files: file === undefined ? undefined : [file], environment },
    policy: readPolicy({ stateFolder: stateFolder(environment), directory: folder, view: viewBefore }),
  });

  const show = (path: string) => relative(cwd, path) || '.';
  const report = {
    judgement,
    before: { read: viewBefore.readText, path: show },
    after: { read: relocatedView(disk, relocation).readText, path: (path: string) => show(realPath(path, relocation)) },
  };
  stdout(json ? changesAsJson(report) : changesAsText(report));
  return judgement.verdict === 'allow' ? 0 : 1;
};

function readArguments(args: readonly string[]): { places: readonly string[]; json: boolean } {
  const options = { format: { type: 'string', default: 'text' } } as const;
  return parseArguments(args, { usage, options }, ({ values, positionals }) => {
    if (positionals.length !== 2) throw new Error('two projects are needed');
    return { places: positionals, json: formatIn(['json', 'text'], values.format) === 'json' };
  });
}

function relocate(options: { after: string; folder: string; file: string | undefined }): Relocation {
  const { after, folder, file } = options;
  if (disk.kind(after) !== 'file' && (file === undefined || disk.kind(after) === 'directory')) {
    const main = file === undefined ? undefined : findFile(after, basename(file));
    return { from: after, to: folder, files: file && main ? new Map([[file, main]]) : undefined };
  }
  return { from: dirname(after), to: folder, files: file === undefined ? undefined : new Map([[file, after]]) };
}

/** The Compose file of a folder, for comparing it with a single file. */
function findFile(folder: string, preferred?: string): string | undefined {
  const names = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
  if (preferred !== undefined) names.unshift(preferred);
  return names.map((name) => `${folder}/${name}`).find((file) => disk.kind(file) === 'file');
}
