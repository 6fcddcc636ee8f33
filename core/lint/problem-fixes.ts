import type { Problem } from '../project/problem.ts';
import type { Project } from '../project/project.ts';
import type { FileView } from '../text/file-view.ts';
import type { YamlEntry, YamlFile, YamlNode } from '../yaml/node.ts';
import { addToSection, removeLines, replace } from './edits/edits.ts';
import { readOnce } from './facts/read-once.ts';
import type { Fix } from './finding.ts';
import { nameIn } from './suggest-name.ts';

/** What can be done about a problem of the project itself, best first. */
export function fixesOfProblem(problem: Problem, project: Project, view: FileView): readonly Fix[] {
  const { file, range } = problem.location;
  const text = view.readText(file)?.slice(range.start, range.end) ?? '';
  const fixes = [
    misspelledKey(problem, view, text),
    fromSuggestion(problem, text),
    escapeDollar(problem, view),
    defineName(problem, project, view, text),
  ];
  return fixes.filter((fix) => fix !== undefined);
}

/** Puts what was meant in the place of what was written, in the same quotes. */
function fromSuggestion({ suggestion, location, rule }: Problem, text: string): Fix | undefined {
  if (suggestion === undefined || text === '' || text.includes('\n') || rule === 'unknown-key') return undefined;
  if (rule === 'wrong-kind') {
    // The text itself is kept: the number 1.10 is another one than the version "1.10".
    return /^["'[{&*!|>]/.test(text)
      ? undefined
      : { title: `Put ${text} in quotes`, edits: [replace(location, `"${text}"`)], safe: true };
  }
  const written = rule.startsWith('undefined-') ? nameIn(text) : text.replace(/^(["'])(.*)\1$/, '$2');
  const at = written === undefined ? -1 : text.indexOf(written);
  if (written === undefined || at < 0 || !/^[\w./@-]+$/.test(written)) return undefined;
  const changed = text.slice(0, at) + suggestion + text.slice(at + written.length);
  return { title: `Change to "${suggestion}"`, edits: [replace(location, changed)], safe: false };
}

/** Corrects a key; where the right one is there already, it takes the wrong one out. */
function misspelledKey({ suggestion, location, rule }: Problem, view: FileView, text: string): Fix | undefined {
  if (rule !== 'unknown-key' || suggestion === undefined || text === '') return undefined;
  const siblings = mappingWith(readOnce(location.file, view.readText(location.file) ?? ''), location.range.start);
  const wrong = siblings.find((entry) => entry.key.location.range.start === location.range.start);
  if (!siblings.some((entry) => entry.key.text === suggestion)) {
    const quote = /^["']/.exec(text)?.[0] ?? '';
    const edits = [replace(location, `${quote}${suggestion}${quote}`)];
    return { title: `Change to "${suggestion}"`, edits, safe: wrong !== undefined };
  }
  const edit = wrong && removeLines(view, wrong.key.location, wrong.value.location);
  return edit && { title: `Remove ${text}, since "${suggestion}" is there already`, edits: [edit], safe: false };
}

/** The entries of the mapping that has a key at an offset. */
function mappingWith({ documents }: YamlFile, offset: number): readonly YamlEntry[] {
  const search = (node: YamlNode | undefined): readonly YamlEntry[] | undefined => {
    const { start, end } = node?.location.range ?? { start: 0, end: -1 };
    if (node === undefined || node.kind === 'scalar' || offset < start || offset > end) return undefined;
    if (node.kind === 'sequence') return firstOf(node.items, search);
    if (node.entries.some((entry) => entry.key.location.range.start === offset)) return node.entries;
    return firstOf(node.entries, (entry) => search(entry.value));
  };
  return firstOf(documents, (document) => search(document.root)) ?? [];
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
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
