import { homedir } from 'node:os';
import { judgeCommand } from '../../core/guard/command/judge-command.ts';
import type { Surroundings } from '../../core/guard/command/surroundings.ts';
import { isProtectedText } from '../../core/guard/protected-text.ts';
import type { CommandVerdict } from '../../core/guard/verdict.ts';
import { isComposeName } from '../../core/project/compose-name.ts';
import { disk, toPortablePath } from '../../io/disk.ts';
import { createRealPath } from '../../io/real-path.ts';
import { statQuietly } from '../../io/stat-quietly.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import { createPolicyReader } from './policy-reader.ts';
import { projectOf } from './protected-file.ts';

export interface JudgeShellOptions {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly shellsAreBlind?: boolean | undefined;
}

/** What the judge may ask about the project, besides its files. */
type ProjectQuestions = Required<Pick<Surroundings, 'judgeWrite' | 'dataFolders' | 'namedDataFolders' | 'dataAtRisk'>>;

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

/**
 * Judges a command with what the disk says about the place where it would run. The project is only read when the
 * verdict hangs on it: a first round notes whether it was asked about.
 */
export async function judgeShell(
  command: string | readonly string[],
  options: JudgeShellOptions,
): Promise<CommandVerdict> {
  const files = fileQuestions(options);
  let asked = false;
  let asksOrphans = false;
  const ask = <T>(answer: T) => {
    asked = true;
    return answer;
  };
  const first = judgeCommand(command, {
    ...files,
    judgeWrite: () => ask({ verdict: 'allow', message: '' } as const),
    dataFolders: () => ask([]),
    namedDataFolders: () => ask([]),
    dataAtRisk: () => ask(undefined),
    orphans: () => {
      asksOrphans = true;
      return ask(undefined);
    },
  });
  if (!asked) return first;
  const { findOrphans, projectQuestions } = await import('./judge-project.ts');
  const questions = projectQuestions(options) satisfies ProjectQuestions;
  const orphans = asksOrphans ? await findOrphans(options) : undefined;
  return judgeCommand(command, { ...files, ...questions, orphans: () => orphans });
}

function fileQuestions({ cwd, environment, shellsAreBlind }: JudgeShellOptions): Surroundings {
  const policyOf = createPolicyReader(stateFolder(environment));
  const isProtectedName = (path: string) => isComposeName(path) || isProtectedText(path, policyOf(cwd).protectedFiles);
  const isProtected = (path: string) => isProtectedName(path) || isPartOfProject(path);
  return {
    cwd,
    home: toPortablePath(environment.HOME || environment.USERPROFILE || homedir()),
    environment,
    isProtected,
    protectedFiles: (directory) => protectedFilesBelow(directory, cwd, isProtectedName),
    readFile(path) {
      const stat = statQuietly(path);
      return stat?.isFile() && stat.size <= largestScript ? disk.readText(path) : undefined;
    },
    stateFolder: toPortablePath(stateFolder(environment)),
    realPath: createRealPath(),
    shellsAreBlind,
  };
}

/** A YAML file of any name that a Compose file includes. */
function isPartOfProject(path: string): boolean {
  return /\.ya?ml$/i.test(path) && projectOf(path, disk) !== undefined;
}

/**
 * Protected files in and below a folder, as far as a quick look reaches; those of the working folder in any
 * case. What comes with packages and builds is nobody's project.
 */
function protectedFilesBelow(
  directory: string,
  cwd: string,
  isProtectedName: (path: string) => boolean,
): readonly string[] {
  const found = new Set<string>();
  let entries = 0;
  const visit = (folder: string, depth: number) => {
    for (const name of disk.list(folder) ?? []) {
      if (++entries > mostEntries) return;
      const path = `${folder === '/' ? '' : folder}/${name}`;
      if (isProtectedName(path) || (depth === 0 && isPartOfProject(path))) {
        if (isComposeName(path) || disk.kind(path) === 'file') found.add(path);
      } else if (depth < deepest && !skipped.has(name) && !/\.\w+$/.test(name) && disk.kind(path) === 'directory')
        visit(path, depth + 1);
    }
  };
  if (!directory.split('/').some((name) => skipped.has(name) && !cwd.split('/').includes(name))) visit(directory, 0);
  if (directory !== cwd && (directory === '/' || cwd.startsWith(`${directory}/`))) {
    for (const name of disk.list(cwd) ?? []) if (isProtectedName(`${cwd}/${name}`)) found.add(`${cwd}/${name}`);
  }
  return [...found];
}
