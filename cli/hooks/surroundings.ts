import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import type { Surroundings, WriteJudgement } from '../../core/guard/command/surroundings.ts';
import { dataAtRisk, dataFolders } from '../../core/guard/project-data.ts';
import { loadProject } from '../../core/project/load-project.ts';
import type { Project } from '../../core/project/project.ts';
import { disk, toPortablePath } from '../../io/disk.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import { changeLines, judgeTexts } from './hold-edit.ts';
import { isComposeName, projectOf } from './protected-file.ts';

const largestScript = 1024 * 1024;
const skipped = new Set([
  'node_modules',
  '.git',
  '.venv',
  'venv',
  'vendor',
  'dist',
  'build',
  'target',
  '.cache',
  '__pycache__',
]);
const deepest = 4;
const mostEntries = 3000;

/** What the judge of commands may ask, answered from the disk. Nothing is read before it is asked for. */
export function diskSurroundings(options: {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): Surroundings {
  const { cwd, environment } = options;
  let loaded: Project | undefined;
  const project = () => {
    loaded ??= loadProject(disk, { directory: cwd, environment });
    return loaded;
  };
  return {
    cwd,
    home: toPortablePath(environment.HOME || environment.USERPROFILE || homedir()),
    environment,
    isProtected: (path) => isComposeName(path) || (/\.ya?ml$/i.test(path) && projectOf(path, disk) !== undefined),
    protectedFiles: (directory) => composeFilesBelow(directory, cwd),
    readFile(path) {
      const stat = statSync(path, { throwIfNoEntry: false });
      return stat?.isFile() && stat.size <= largestScript ? disk.readText(path) : undefined;
    },
    judgeWrite: (path, text) => judgeWrite(path, text, cwd),
    dataFolders: () => dataFolders(project()),
    dataAtRisk: () => dataAtRisk(project()),
    stateFolder: toPortablePath(stateFolder(environment)),
  };
}

function judgeWrite(path: string, text: string, cwd: string): WriteJudgement {
  const request = projectOf(path, disk);
  if (request === undefined) return { verdict: 'allow', message: '' };
  const [held] = judgeTexts(new Map([[path, text]]), [request], disk);
  if (held === undefined) return { verdict: 'allow', message: '' };
  const lines = changeLines(held, cwd).map((line) => line.slice(2));
  return { verdict: held.judgement.verdict, message: lines.slice(0, 5).join('; ') };
}

/** Compose files in and below a folder, as far as a quick look reaches; those of the working folder in any case. */
function composeFilesBelow(directory: string, cwd: string): readonly string[] {
  const found: string[] = [];
  let entries = 0;
  const visit = (folder: string, depth: number) => {
    for (const name of disk.list(folder) ?? []) {
      if (++entries > mostEntries) return;
      const path = `${folder === '/' ? '' : folder}/${name}`;
      if (isComposeName(path)) found.push(path);
      else if (depth < deepest && !skipped.has(name) && !/\.\w+$/.test(name) && disk.kind(path) === 'directory')
        visit(path, depth + 1);
    }
  };
  visit(directory, 0);
  if (directory !== cwd && (directory === '/' || cwd.startsWith(`${directory}/`))) {
    for (const name of disk.list(cwd) ?? []) if (isComposeName(name)) found.push(`${cwd}/${name}`);
  }
  return [...new Set(found)];
}
