import { createJudge, type ProjectJudge } from '../../core/guard/create-judge.ts';
import { builtInPolicy } from '../../core/guard/policy.ts';
import type { FileView } from '../../core/text/file-view.ts';
import { memoryView } from './memory-view.ts';
import type { Case } from './read-case.ts';

/** The folder in which the projects of cases are. */
export const root = '/work/shop';

/** A judge of the project in `root`, with an empty environment and the built-in policy. */
export function judgeOfRoot(): ProjectJudge {
  return createJudge({ request: { directory: root, environment: {} }, policy: builtInPolicy });
}

/** A view of a project's files by paths relative to `root`; a file with the text `undefined` isn't there. */
export function projectView(files: Iterable<readonly [string, string | undefined]>): FileView {
  const texts = new Map<string, string>();
  for (const [path, text] of files) if (text !== undefined) texts.set(`${root}/${path}`, text);
  return memoryView(texts);
}

/**
 * The files of one side of a case: blocks named `SIDE` (compose.yaml) or `SIDE PATH`. A side `after` takes the files that
 * it doesn't name from `before`; a block with the text `(none)` is a file that isn't there.
 */
export function filesOfSide(
  { blocks }: Case,
  side: 'before' | 'after' | 'result',
  base: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const files = new Map(base);
  for (const { name, text } of blocks) {
    const [role, path = 'compose.yaml'] = name.split(' ');
    if (role !== side) continue;
    if (text === '(none)\n') files.delete(path);
    else files.set(path, withMarks(text));
  }
  return files;
}

/** Blocks can't show what ends a line or a file: `␍` is a carriage return, `␄` at the end says that no line break follows. */
function withMarks(text: string): string {
  return text.replaceAll('␍', '\r').replace(/␄\n$/, '').replace(/^␂/, '\uFEFF');
}

/** The lines of a block, without blank ones; none when there is no such block. */
export function linesOfBlock({ blocks }: Case, name: string): readonly string[] {
  const block = blocks.find((candidate) => candidate.name === name);
  return (block?.text ?? '').split('\n').filter((line) => line.trim() !== '');
}
