import type { ProjectJudge } from '../../core/guard/create-judge.ts';
import { overlay } from '../../core/text/file-view.ts';
import type { AcceptedProject } from './accepted-project.ts';

/** Judges a deletion that nobody made, so that the first real one does not wait for the engine to compile the judge. */
export function rehearse(judge: ProjectJudge, accepted: AcceptedProject): void {
  const [file, text] = [...accepted.texts()].find(([, found]) => found !== undefined) ?? [];
  if (file === undefined || text === undefined) return;
  const before = accepted.view();
  const after = overlay(before, new Map([[file, text.slice(0, text.lastIndexOf('\n', text.length / 2) + 1)]]));
  judge.hold({ before, after, judgement: judge.judge(before, after), approved: new Set() });
}
