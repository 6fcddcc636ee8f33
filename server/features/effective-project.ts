import type { Value } from '../../core/project/project.ts';
import type { EffectiveProject } from '../protocol.ts';
import type { Snapshot } from '../snapshot.ts';

/** The merged project as a YAML text to look at. */
export function effectiveProject(snapshot: Snapshot | undefined): EffectiveProject | null {
  if (snapshot === undefined) return null;
  const { project } = snapshot;
  const lines = [`# The project as Compose sees it, from ${project.composeFiles.join(', ')}.`];
  print(project.root, '', lines);
  return { text: `${lines.join('\n')}\n` };
}

function print(value: Value, indent: string, lines: string[]): void {
  if (value.kind === 'mapping') {
    for (const [key, entry] of value.entries) printBelow(`${indent}${plainOrQuoted(key)}:`, entry.value, indent, lines);
  } else if (value.kind === 'sequence') {
    for (const item of value.items) printBelow(`${indent}-`, item, indent, lines);
  }
}

function printBelow(head: string, value: Value, indent: string, lines: string[]): void {
  if (value.kind === 'scalar') lines.push(`${head} ${scalarText(value.value)}`);
  else if (value.kind === 'sequence' ? value.items.length === 0 : value.entries.size === 0) {
    lines.push(`${head} ${value.kind === 'sequence' ? '[]' : '{}'}`);
  } else {
    lines.push(head);
    print(value, `${indent}  `, lines);
  }
}

function scalarText(value: string | number | boolean | null): string {
  return typeof value === 'string' ? plainOrQuoted(value) : String(value);
}

/** A text that YAML would read as something else is put in quotes; JSON's quoting is YAML's too. */
function plainOrQuoted(text: string): string {
  const isPlain =
    /^[A-Za-z_./][\w./ -]*$/.test(text) && !/^(?:true|false|yes|no|on|off|null)$/i.test(text) && text.trim() === text;
  return isPlain ? text : JSON.stringify(text);
}
