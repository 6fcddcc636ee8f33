import { basename, dirname, relative } from 'pathe';
import type { WriteJudgement } from '../../core/guard/command/surroundings.ts';
import { heldChanges, judge, overallVerdict } from '../../core/guard/judge.ts';
import { judgeEdit } from '../../core/guard/judge-edit.ts';
import { narrowEdit } from '../../core/guard/narrow-edit.ts';
import { builtInPolicy } from '../../core/guard/policy.ts';
import { dataAtRisk, dataFolders, namedDataFolders } from '../../core/guard/project-data.ts';
import type { JudgedChange, Judgement, Policy } from '../../core/guard/verdict.ts';
import { isComposeName } from '../../core/project/compose-name.ts';
import { createProjectLoader, loadProject } from '../../core/project/load-project.ts';
import type { Project, ProjectRequest } from '../../core/project/project.ts';
import { type FileView, overlay, whyUnreadable } from '../../core/text/file-view.ts';
import { disk } from '../../io/disk.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import { createPolicyReader, type PolicyOf } from './policy-reader.ts';
import { isFoundName, projectOf, protectedRequest } from './protected-file.ts';

export interface HeldEdit {
  readonly request: ProjectRequest;
  readonly judgement: Judgement;
}

/**
 * Judges new texts of files, project by project.
 *
 * @returns one entry for each project in which something is not allowed
 */
export function judgeTexts(
  texts: ReadonlyMap<string, string | undefined>,
  requests: readonly ProjectRequest[],
  { before, policyOf }: { readonly before: FileView; readonly policyOf: PolicyOf },
): readonly HeldEdit[] {
  const held: HeldEdit[] = [];
  for (const request of requests) {
    // One loader for both sides: what they have in common is read once.
    const { load } = createProjectLoader();
    const unreadable = [...texts.keys()].filter((file) => isUnreadable(file, before));
    if (unreadable.length > 0) {
      held.push({
        request,
        judgement: judgeUnreadable(unreadable, load(before, request), policyOf(request.directory)),
      });
      continue;
    }
    const sides = narrowed(texts, request, before) ?? { before, after: overlay(before, texts) };
    const judgement = judgeEdit({ ...sides, request, policy: policyOf(request.directory), load });
    if (judgement.verdict !== 'allow') held.push({ request, judgement });
  }
  return held;
}

/** True for a file that is there and whose text is not to be had: too large, or without permission. */
function isUnreadable(file: string, view: FileView): boolean {
  return view.kind(file) === 'file' && view.readText(file) === undefined;
}

/** What nobody can read, nobody can say to lose nothing. */
function judgeUnreadable(files: readonly string[], project: Project, policy: Policy): Judgement {
  const changes = judge(
    files.map((file) => ({
      kind: 'file-unreadable',
      name: file,
      message: `The file ${basename(file)} ${whyUnreadable}, so that nobody can say what this edit takes away.`,
      before: { file, range: { start: 0, end: 0 } },
      after: null,
    })),
    policy,
  );
  return { verdict: overallVerdict(changes), changes, before: project, after: project };
}

/** Both sides with only the parts of the project's one file that matter; undefined where there is more to the project. */
function narrowed(texts: ReadonlyMap<string, string | undefined>, request: ProjectRequest, view: FileView) {
  const [first] = texts;
  const [file, after] = first ?? [];
  if (texts.size !== 1 || file === undefined || after === undefined || request.files !== undefined) return undefined;
  const text = view.readText(file);
  const { directory } = request;
  const found = (view.list(directory) ?? []).filter((name) => isComposeName(name) && isFoundName(name));
  const alone = found.length === 1 && `${directory}/${found[0]}` === file;
  if (text === undefined || !alone || view.readText(`${directory}/.env`)?.includes('COMPOSE_')) return undefined;
  const narrow = narrowEdit(text, after);
  if (narrow === undefined) return undefined;
  return {
    before: overlay(view, new Map([[file, narrow.before]])),
    after: overlay(view, new Map([[file, narrow.after]])),
    removesOnly: narrow.removesOnly,
  };
}

/** The held changes in words, one a line, worst first. */
export function changeLines(held: HeldEdit, cwd: string): readonly string[] {
  return worstFirst(held).map((change) => {
    const file = change.before?.file ?? change.after?.file;
    return `- ${change.message}${file === undefined ? '' : ` (${relative(cwd, file) || file})`}`;
  });
}

function worstFirst({ judgement }: HeldEdit): readonly JudgedChange[] {
  const order = { deny: 0, ask: 1, allow: 2 };
  return heldChanges(judgement.changes).sort((a, b) => order[a.verdict] - order[b.verdict]);
}

/** What the judge of commands may ask about the project in a folder. */
export function projectQuestions({ cwd, environment }: Pick<ProjectRequest, 'environment'> & { readonly cwd: string }) {
  const policyOf = createPolicyReader(stateFolder(environment ?? {}));
  let loaded: Project | undefined;
  const project = () => {
    loaded ??= loadProject(disk, { directory: cwd, environment });
    return loaded;
  };
  return {
    judgeWrite: (path: string, text: string) => judgeWrite(path, text, policyOf),
    dataFolders: () => dataFolders(project()),
    namedDataFolders: () => namedDataFolders(project()),
    dataAtRisk: (names: readonly string[] | undefined) => dataAtRisk(project(), names),
  };
}

/** Milliseconds that an engine has for a list of its containers. */
const patience = 1500;

/**
 * Services of the project in a folder that have containers but stand in no file any more, as the engine says.
 *
 * @returns undefined when no engine answers in time
 */
export async function findOrphans(
  options: Pick<ProjectRequest, 'environment'> & { readonly cwd: string },
): Promise<readonly string[] | undefined> {
  const { cwd, environment } = options;
  const project = loadProject(disk, { directory: cwd, environment });
  const filter = `label=com.docker.compose.project=${project.name}`;
  const format = '{{.Label "com.docker.compose.service"}}';
  try {
    const { runProcess } = await import('../../io/process.ts');
    const args = [
      'ps',
      '-a',
      '--filter',
      filter,
      '--filter',
      'label=com.docker.compose.oneoff=False',
      '--format',
      format,
    ];
    const { code, stdout } = await runProcess({ command: 'docker', args, cwd, environment, timeLimit: patience });
    if (code !== 0) return undefined;
    const services = new Set(stdout.split('\n').filter(Boolean));
    return [...services].filter((name) => !project.services.has(name) && !project.disabledServices.has(name));
  } catch {
    return undefined;
  }
}

function judgeWrite(path: string, text: string, policyOf: PolicyOf): WriteJudgement {
  const requests = [projectOf(path, disk), protectedRequest(path, policyOf(dirname(path)))];
  const known = requests.filter((request) => request !== undefined);
  const [held] = judgeTexts(new Map([[path, text]]), known, { before: disk, policyOf });
  if (held === undefined) return { verdict: 'allow', message: '' };
  const messages = worstFirst(held).map(({ message }) => message);
  const more = messages.length > 5 ? [`And ${messages.length - 5} more.`] : [];
  // What is said with it ends with a full stop of its own.
  const message = [...messages.slice(0, 5), ...more].join(' ').replace(/\.$/, '');
  return { verdict: held.judgement.verdict, message };
}

/** Judges an edit that deletes, once, so that a code cache has what a denial needs. See load-chunk.ts. */
export function warmUp(): void {
  const file = '/warm-up/compose.yaml';
  const service = (name: string) =>
    `  ${name}:\n    image: postgres:16\n    ports: ["5432:5432"]\n    environment:\n      A: b\n    depends_on: [b]\n    volumes:\n      - data:/var/lib/postgresql/data\n`;
  const volumes = 'volumes:\n  data:\n';
  const text = `services:\n${service('a')}${service('c')}  b:\n    build: .\n${volumes}`;
  const view: FileView = {
    readText: (path) => (path === file ? text : undefined),
    kind: (path) => (path === file ? 'file' : undefined),
    list: () => ['compose.yaml'],
  };
  for (const after of [text.replace(service('a'), ''), text.replace(volumes, ''), 'services:\n  b: [\n']) {
    for (const held of judgeTexts(new Map([[file, after]]), [{ directory: '/warm-up', environment: {} }], {
      before: view,
      policyOf: () => builtInPolicy,
    }))
      changeLines(held, '/warm-up');
  }
}
