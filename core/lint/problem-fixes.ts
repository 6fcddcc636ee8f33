import type { Problem } from '../project/problem.ts';
import type { Project } from '../project/project.ts';
import type { FileView } from '../text/file-view.ts';
import { addToSection, replace } from './edits/edits.ts';
import type { Fix } from './finding.ts';

/** What can be done about a problem of the project itself, best first. */
export function fixesOfProblem(problem: Problem, project: Project, view: FileView): readonly Fix[] {
  const { file, range } = problem.location;
  const text = view.readText(file)?.slice(range.start, range.end) ?? '';
  const fixes = [fromSuggestion(problem, text), escapeDollar(problem, view), defineName(problem, project, view, text)];
  return fixes.filter((fix) => fix !== undefined);
}

/** Puts what was meant in the place of what was written, in the same quotes. */
function fromSuggestion({ suggestion, location, rule }: Problem, text: string): Fix | undefined {
  if (suggestion === undefined || text === '' || text.includes('\n')) return undefined;
  if (rule === 'wrong-kind') {
    // The text itself is kept: the number 1.10 is another one than the version "1.10".
    return /^["'[{&*!|>]/.test(text)
      ? undefined
      : { title: `Put ${text} in quotes`, edits: [replace(location, `"${text}"`)], safe: true };
  }
  const [, quote = '', inner = ''] = /^(["']?)(.*)\1$/.exec(text) ?? [];
  if (!/^[\w./:@-]+$/.test(inner)) return undefined;
  return {
    title: `Change to "${suggestion}"`,
    edits: [replace(location, `${quote}${suggestion}${quote}`)],
    safe: rule === 'unknown-key',
  };
}

/** For `pa$sword`: a dollar sign behind a letter is most often part of a password. */
function escapeDollar({ rule, location }: Problem, view: FileView): Fix | undefined {
  if (rule !== 'unset-variable' && rule !== 'bad-interpolation') return undefined;
  const text = view.readText(location.file);
  const { start, end } = location.range;
  if (text === undefined) return undefined;
  const dollar = text.indexOf('$', start);
  if (dollar < 0 || dollar >= end || text[dollar + 1] === '{' || text[dollar + 1] === '$') return undefined;
  return {
    title: 'Write "$$" for a plain dollar sign',
    edits: [{ file: location.file, range: { start: dollar, end: dollar + 1 }, text: '$$' }],
    safe: false,
  };
}

/** Adds an undefined volume or network to its top-level section. */
function defineName(problem: Problem, project: Project, view: FileView, text: string): Fix | undefined {
  const section =
    problem.rule === 'undefined-volume' ? 'volumes' : problem.rule === 'undefined-network' ? 'networks' : undefined;
  if (section === undefined) return undefined;
  const name = /^["']?([a-zA-Z0-9._-]+)/.exec(text)?.[1];
  if (name === undefined) return undefined;
  const edit = addToSection(section, name, { project, view, file: problem.location.file });
  return edit && { title: `Define "${name}" under "${section}"`, edits: [edit], safe: false };
}
