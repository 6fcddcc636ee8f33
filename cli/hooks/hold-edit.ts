import { relative } from 'pathe';
import { judgeEdit } from '../../core/guard/judge-edit.ts';
import { builtInPolicy } from '../../core/guard/policy.ts';
import type { Judgement } from '../../core/guard/verdict.ts';
import type { ProjectRequest } from '../../core/project/project.ts';
import { type FileView, overlay } from '../../core/text/file-view.ts';

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
  before: FileView,
): readonly HeldEdit[] {
  const after = overlay(before, texts);
  const held: HeldEdit[] = [];
  for (const request of requests) {
    const judgement = judgeEdit({ before, after, request, policy: builtInPolicy });
    if (judgement.verdict !== 'allow') held.push({ request, judgement });
  }
  return held;
}

/** The held changes in words, one a line, worst first. */
export function changeLines({ judgement }: HeldEdit, cwd: string): readonly string[] {
  const order = { deny: 0, ask: 1, allow: 2 };
  return judgement.changes
    .filter((change) => change.verdict !== 'allow')
    .sort((a, b) => order[a.verdict] - order[b.verdict])
    .map((change) => {
      const file = change.before?.file ?? change.after?.file;
      return `- ${change.message}${file === undefined ? '' : ` (${relative(cwd, file) || file})`}`;
    });
}
