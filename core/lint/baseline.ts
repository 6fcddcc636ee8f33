import type { Project } from '../project/project.ts';
import type { FileView } from '../text/file-view.ts';
import { serviceAt } from './excludes.ts';
import type { Finding } from './finding.ts';

/** The file that keeps the findings a project had when it began with Holdfast. */
export const baselineName = '.holdfast-baseline.json';

/** Findings are known again by rule, file and service: lines move, messages change. */
interface BaselineEntry {
  readonly rule: string;
  readonly file: string;
  readonly service?: string | undefined;
  readonly count: number;
}

/** The text of a baseline that holds these findings. */
export function baselineText(findings: readonly Finding[], project: Project): string {
  const counts = new Map<string, BaselineEntry>();
  for (const finding of findings) {
    const entry = entryOf(finding, project);
    const key = keyOf(entry);
    counts.set(key, { ...entry, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return `${JSON.stringify({ findings: [...counts.values()] }, null, 2)}\n`;
}

/** Leaves out findings that the project's baseline holds, as many of each kind as it holds. */
export function applyBaseline(findings: readonly Finding[], project: Project, view: FileView): readonly Finding[] {
  const text = view.readText(`${project.directory}/${baselineName}`);
  if (text === undefined) return findings;
  const left = new Map(readEntries(text).map((entry) => [keyOf(entry), entry.count]));
  return findings.filter((finding) => {
    const key = keyOf(entryOf(finding, project));
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
}

function entryOf(finding: Finding, project: Project): BaselineEntry {
  const { file } = finding.location;
  const relative = file.startsWith(`${project.directory}/`) ? file.slice(project.directory.length + 1) : file;
  return { rule: finding.rule, file: relative, service: serviceAt(project, finding.location)?.name, count: 1 };
}

function keyOf({ rule, file, service }: BaselineEntry): string {
  return JSON.stringify([rule, file, service ?? null]);
}

function readEntries(text: string): readonly BaselineEntry[] {
  try {
    const { findings } = JSON.parse(text) as { findings?: unknown };
    return Array.isArray(findings) ? findings.filter(isEntry) : [];
  } catch {
    return [];
  }
}

function isEntry(value: unknown): value is BaselineEntry {
  const entry = value as Partial<BaselineEntry> | null;
  return typeof entry?.rule === 'string' && typeof entry.file === 'string' && typeof entry.count === 'number';
}
