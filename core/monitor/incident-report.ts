import type { Diagnosis, Root } from '../stack/diagnosis/diagnose.ts';
import type { TimelineEntry } from './timeline.ts';
import { markdownText, timelineAsMarkdown } from './timeline-report.ts';

export interface IncidentInput {
  readonly project: string;
  readonly diagnosis: Diagnosis;
  /** What happened before, oldest first. */
  readonly entries: readonly TimelineEntry[];
  /** Name and version of the engine; undefined: none answers. */
  readonly engine?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Entries that the report has at most; the newest count. */
const mostEntries = 100;

/** An incident as people write it down afterwards, in Markdown: what is wrong, since when, by which evidence, and what to do. */
export function incidentReport({ project, diagnosis, entries, engine, now }: IncidentInput): string {
  const { roots, notes } = diagnosis;
  const time = new Date(now).toISOString().replace('T', ' ').slice(0, 16);
  const lines = [`# Incident: ${markdownText(project)}, ${time} UTC`, ''];
  lines.push(engine === undefined ? 'No engine answers.' : `Engine: ${markdownText(engine)}.`, '', '## Cause', '');
  if (roots.length === 0) lines.push('Nothing is wrong at the moment of this report.');
  for (const root of roots) lines.push(...causeOf(root));
  lines.push('', '## Evidence', '');
  const evidence = roots.flatMap((root) => root.evidence.map((text) => `- ${nameOf(root)}${markdownText(text)}`));
  lines.push(...(evidence.length > 0 ? evidence : ['None was found.']));
  lines.push('', '## Steps', '');
  const steps = roots.flatMap((root) => root.steps.map((text) => `${nameOf(root)}${markdownText(text)}`));
  lines.push(...(steps.length > 0 ? steps.map((text, index) => `${index + 1}. ${text}`) : ['None.']));
  for (const { never } of roots) if (never !== undefined) lines.push('', `**${markdownText(never)}**`);
  if (notes.length > 0) lines.push('', '## Worth a look', '', ...notes.map((note) => `- ${markdownText(note)}`));
  const shown = entries.slice(-mostEntries);
  lines.push('', '## Timeline', '');
  if (shown.length < entries.length) lines.push(`The last ${shown.length} of ${entries.length} entries.`, '');
  lines.push(timelineAsMarkdown(shown).trimEnd());
  return `${lines.join('\n')}\n`;
}

function causeOf(root: Root): string[] {
  const cause = root.cause === undefined ? '' : ` ${markdownText(root.cause)}`;
  const suffering = root.suffering.map((chain) => `  - It takes along: ${markdownText(chain)}`);
  return [`- **${markdownText(root.title)}**${cause}`, ...suffering];
}

function nameOf({ service }: Root): string {
  return service === undefined ? '' : `${markdownText(service)}: `;
}
