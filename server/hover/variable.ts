import { nameOf } from '../compose-names.ts';
import { displayValue, originText } from '../features/inlay-hints.ts';
import { code, fileLink, plain } from '../markdown.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Occurrence } from '../symbols/occurrence.ts';

/** A variable's value, and where it comes from. */
export function describeVariable(snapshot: Snapshot, symbol: Occurrence, offset: number): string {
  const uses = snapshot.project.variables.filter((use) => use.name === symbol.name);
  const here = uses.find(
    ({ location }) => location.file === snapshot.file && location.range.start <= offset && offset <= location.range.end,
  );
  const use = here ?? uses[0];
  const count = `Used in ${uses.length} ${uses.length === 1 ? 'place' : 'places'} of the project.`;
  if (use === undefined) return `**${symbol.name}** is used nowhere in the project's Compose files.`;
  if (use.value === undefined) {
    return [
      `**${symbol.name}** is not set, so it is filled in as nothing.`,
      `Set it in \`.env\`, or give it a default: \`\${${symbol.name}:-value}\`.`,
      count,
    ].join('\n\n');
  }
  const uri = use.origin.from === 'file' ? snapshot.uri(use.origin.file) : undefined;
  const origin =
    use.origin.from === 'file' && uri !== undefined
      ? `from ${fileLink(nameOf(use.origin.file), uri)}`
      : plain(originText(use));
  return [`**${symbol.name}** = ${code(displayValue(symbol.name, use.value))} (${origin})`, count].join('\n\n');
}
