import { visibleText } from '../../text/visible-text.ts';
import type { Diagnosis, Root } from './diagnose.ts';

/** The diagnosis as Markdown, which can be read in a terminal and put into an incident report. */
export function diagnosisAsMarkdown(project: string, { roots, notes }: Diagnosis): string {
  const lines = [`# ${project}: ${roots.length === 0 ? 'nothing is wrong' : counted(roots.length)}`];
  for (const root of roots) lines.push('', ...rootLines(root));
  if (notes.length > 0) lines.push('', '## Worth a look', '', ...notes.map((note) => `- ${note}`));
  return `${lines.map(plainLine).join('\n')}\n`;
}

/** Names and words of engines and programs are in it: they stay on their line, and none becomes a link or a picture. */
function plainLine(line: string): string {
  return visibleText(line, 2000).replaceAll('](', '] (');
}

function rootLines(root: Root): string[] {
  const lines = [`## ${root.title}`];
  if (root.cause !== undefined) lines.push('', root.cause);
  const section = (title: string, items: readonly string[], mark: (index: number) => string) => {
    if (items.length > 0) lines.push('', `${title}:`, '', ...items.map((item, index) => `${mark(index)} ${item}`));
  };
  section('Evidence', root.evidence, () => '-');
  section('Suffering from it', root.suffering, () => '-');
  section('What to do', root.steps, (index) => `${index + 1}.`);
  if (root.never !== undefined) lines.push('', `**${root.never}**`);
  return lines;
}

function counted(roots: number): string {
  return roots === 1 ? 'one thing is wrong' : `${roots} things are wrong`;
}
