import { shareLost } from '../changes/salvage.ts';
import { isComposeName } from '../project/compose-name.ts';
import type { Project, ProjectRequest } from '../project/project.ts';
import { mappingAt } from '../project/value.ts';
import type { FileView } from '../text/file-view.ts';
import { globExpression } from './command/glob.ts';
import { judge, overallVerdict } from './judge.ts';
import type { Judgement, Policy, ProtectedFiles } from './verdict.ts';

/** The share of lines that an edit of a protected text may take out when nobody sets another one. */
export const usualShare = 0.3;

/**
 * Whether a file that is no Compose file is protected.
 *
 * @param file absolute path
 */
export function isProtectedText(file: string, protectedFiles: ProtectedFiles | undefined): boolean {
  if (protectedFiles === undefined || isComposeName(file)) return false;
  return protectedFiles.patterns.some((pattern) => {
    const trimmed = pattern.trim();
    if (trimmed === '') return false;
    return globExpression(trimmed.startsWith('/') ? trimmed : `**/${trimmed.replace(/^\.\//, '')}`).test(file);
  });
}

/** A protected text as what a proposal, an approval and a watch belong to. */
export function protectedTextRequest(file: string): ProjectRequest & { readonly files: readonly [string] } {
  return { directory: file.slice(0, file.lastIndexOf('/')) || '/', files: [file], environment: {} };
}

/** The protected text that a request is about; undefined when it is about a Compose project. */
export function protectedTextOf({ files }: Pick<ProjectRequest, 'files'>, policy: Policy): string | undefined {
  const [file, ...more] = files ?? [];
  return file !== undefined && more.length === 0 && isProtectedText(file, policy.protectedFiles) ? file : undefined;
}

/**
 * Judges an edit of a protected text by what is gone of it, since its meaning isn't known: the file itself, all of it, or
 * more than a share of its lines. Moved, reindented and blank lines and comments are not gone.
 */
export function judgeProtectedText(options: {
  readonly file: string;
  readonly before: FileView;
  readonly after: FileView;
  readonly policy: Policy;
}): Judgement {
  const { file, before, after, policy } = options;
  const loss = lossOf(before.readText(file), after.readText(file), policy.protectedFiles?.largestShare ?? usualShare);
  const place = { file, range: { start: 0, end: 0 } };
  const name = file.slice(file.lastIndexOf('/') + 1);
  const changes = judge(
    loss === undefined
      ? []
      : [{ ...loss, name: file, message: `The protected file ${name} ${loss.message}.`, before: place, after: null }],
    policy,
  );
  return {
    verdict: overallVerdict(changes),
    changes,
    before: textProject(file, before),
    after: textProject(file, after),
  };
}

function lossOf(before: string | undefined, after: string | undefined, largestShare: number) {
  if (before === undefined || before.trim() === '' || before === after) return undefined;
  if (after === undefined) return { kind: 'file-removed', message: 'is removed' } as const;
  if (after.trim() === '') return { kind: 'file-removed', message: 'is emptied' } as const;
  const share = shareLost(before, after);
  if (share <= largestShare) return undefined;
  const percent = (value: number) => `${Math.round(value * 100)} %`;
  const message = `loses ${percent(share)} of its lines; more than ${percent(largestShare)} need a person’s word`;
  return { kind: 'file-shortened', message } as const;
}

/** A protected text in the form of a project, of which it is the only file. */
export function textProject(file: string, view: FileView): Project {
  const location = { file, range: { start: 0, end: 0 } };
  const none = new Map<string, never>();
  return {
    name: file.slice(file.lastIndexOf('/') + 1),
    directory: file.slice(0, file.lastIndexOf('/')) || '/',
    composeFiles: [file],
    files: [{ file, role: 'compose', exists: view.readText(file) !== undefined, readable: true }],
    services: none,
    disabledServices: none,
    networks: none,
    volumes: none,
    secrets: none,
    configs: none,
    models: none,
    variables: [],
    problems: [],
    valid: true,
    root: mappingAt([], location),
  };
}

/** What holding leaves of an edit of a protected text: all of it, or nothing. */
export function holdProtectedText(
  file: string,
  judgement: Judgement,
  before: FileView,
  approved: ReadonlySet<string>,
): ReadonlyMap<string, string | undefined> {
  const isHeld = judgement.changes.some(({ id, verdict }) => verdict !== 'allow' && !approved.has(id));
  return isHeld ? new Map([[file, before.readText(file)]]) : new Map();
}
