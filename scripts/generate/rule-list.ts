import { readdirSync } from 'node:fs';
import path from 'node:path';

/** The text of core/lint/rule-list.ts: an import of each rule's file, and the list of them. */
export function ruleListText(root: string): string {
  const ids = ruleIdsIn(root);
  const imports = ids.map((id) => `import { rule as ${variable(id)} } from './rules/${id}.ts';`);
  return [
    "import type { Rule } from './rule.ts';",
    ...imports,
    '',
    '/** Every rule. Written by `npm run generate`. */',
    'export const rules: readonly Rule[] = [',
    ...ids.map((id) => `  ${variable(id)},`),
    '];',
    '',
  ].join('\n');
}

/** The ids of all rules: the names of the files in core/lint/rules. */
export function ruleIdsIn(root: string): readonly string[] {
  return readdirSync(path.join(root, 'core/lint/rules'))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.slice(0, -'.ts'.length))
    .sort();
}

function variable(id: string): string {
  return id.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
