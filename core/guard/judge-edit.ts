import { compareSides, composeFiles } from '../changes/compare-broken.ts';
import { significantText } from '../changes/torn-text.ts';
import { loadProject } from '../project/load-project.ts';
import type { LoadProject, Project, ProjectRequest } from '../project/project.ts';
import type { FileView } from '../text/file-view.ts';
import { judge, overallVerdict } from './judge.ts';
import { judgeProtectedText, protectedTextOf } from './protected-text.ts';
import { protectedNames } from './protection.ts';
import type { Judgement, Policy } from './verdict.ts';

export interface JudgeEditOptions {
  readonly before: FileView;
  readonly after: FileView;
  readonly request: ProjectRequest;
  readonly policy: Policy;
  /** A loader with caches of its own, for callers that judge often. */
  readonly load?: LoadProject | undefined;
  /** True when it is known that the edit only takes whole entries out of files: see `Sides`. */
  readonly removesOnly?: boolean | undefined;
}

/**
 * Compares two ways to read one project and says what may pass: the one judge that every gate asks.
 *
 * Never throws. Texts that differ in nothing but comments and blank lines are allowed without being compared.
 */
export function judgeEdit(options: JudgeEditOptions): Judgement {
  const { before, after, request, policy, load = loadProject, removesOnly } = options;
  const text = protectedTextOf(request, policy);
  if (text !== undefined) return judgeProtectedText({ file: text, before, after, policy });
  const projectBefore = load(before, request);
  if (sameMeaning({ project: projectBefore, request, before, after })) {
    return { verdict: 'allow', changes: [], before: projectBefore, after: projectBefore };
  }
  const projectAfter = load(after, request);
  const sides = { before: projectBefore, after: projectAfter, viewBefore: before, viewAfter: after, removesOnly };
  const marked = protectedNames(projectBefore);
  const names = new Set([...(policy.protectedNames ?? []), ...marked]);
  const changes = judge(compareSides(sides), { ...policy, protectedNames: names });
  return { verdict: overallVerdict(changes), changes, before: projectBefore, after: projectAfter };
}

/** Names under which Compose finds files by itself; one that appears can take another one's place. */
const foundNames = ['compose', 'docker-compose'].flatMap((stem) =>
  ['', '.override'].flatMap((part) => [`${stem}${part}.yaml`, `${stem}${part}.yml`]),
);

function sameMeaning(options: {
  readonly project: Project;
  readonly request: ProjectRequest;
  readonly before: FileView;
  readonly after: FileView;
}): boolean {
  const { project, request, before, after } = options;
  const compose = new Set(composeFiles(project).map(({ file }) => file));
  const appears = (file: string) => before.kind(file) !== after.kind(file);
  const folders = new Set([project.directory, request.directory]);
  if ([...folders].some((folder) => foundNames.some((name) => appears(`${folder}/${name}`)))) return false;
  return project.files.every(({ file }) => {
    const [old, now] = [before.readText(file), after.readText(file)];
    if (old === now) return true;
    if (old === undefined || now === undefined || !compose.has(file)) return false;
    return significantText(old) === significantText(now);
  });
}
