import { checkMapping } from './check-mapping.ts';
import { checkScalar } from './check-scalar.ts';
import { composeFile } from './compose-file.ts';
import { describeNode, describePlace, describeShape } from './describe.ts';
import type { ListShape, Shape } from './shape.ts';
import { type SpecPath, shapeAt } from './shape-at.ts';
import type { Report, SpecNode, SpecProblem, SpecSequence } from './spec-node.ts';

/**
 * Checks a node and all below it against the specification: unknown keys, wrong kinds, missing keys, grammars, items that
 * may not be there twice. Needs nothing but the node, so a service can be checked by itself when it changes.
 *
 * @param path where the node stands: `['services', 'db']`; `[]` for a whole file
 * @param root what a whole file looks like; another one for files that are no Compose files
 */
function validateNode(path: SpecPath, node: SpecNode, report: Report, root: Shape = composeFile): void {
  const shape = shapeAt(path, root);
  if (shape !== undefined) check(path, node, shape, report);
}

/** The same as `validateNode`, as a list. */
export function problemsOf(path: SpecPath, node: SpecNode, root: Shape = composeFile): SpecProblem[] {
  const problems: SpecProblem[] = [];
  validateNode(path, node, (problem) => problems.push(problem), root);
  return problems;
}

function check(path: SpecPath, node: SpecNode, shape: Shape, report: Report): void {
  if (node.tag === '!reset') return;
  if (node.kind === 'scalar' && node.unresolved) return;
  if (node.kind === 'scalar' && shape.scalar) checkScalar(path, node, shape, report);
  else if (node.kind === 'sequence' && shape.list) checkList(path, node, shape.list, report);
  else if (node.kind === 'mapping' && shape.mapping) checkMapping({ path, node, shape: shape.mapping, report, check });
  else {
    report({
      rule: 'wrong-kind',
      severity: 'error',
      message: `${describePlace(path)} takes ${describeShape(shape)}, and this is ${describeNode(node)}.${adviceFor(node, shape)}`,
      location: node.location,
    });
  }
}

function checkList(path: SpecPath, node: SpecSequence, shape: ListShape, report: Report): void {
  const seen = new Set<unknown>();
  for (const [index, item] of node.items.entries()) {
    check([...path, index], item, shape.items, report);
    if (shape.duplicates !== 'rejected' || item.kind !== 'scalar' || item.unresolved) continue;
    if (seen.has(item.value)) {
      report({
        rule: 'duplicate-item',
        severity: 'error',
        message: `"${item.value}" is in ${describePlace(path)} twice, which Compose refuses. Remove one of them.`,
        location: item.location,
      });
    }
    seen.add(item.value);
  }
}

function adviceFor(node: SpecNode, shape: Shape): string {
  if (node.kind === 'scalar' && node.value === null) return ' Give it a value, or remove the key.';
  if (node.kind === 'scalar' && shape.list && !shape.mapping)
    return ' Begin a line of its own with "- " for each item.';
  if (node.kind === 'sequence' && shape.mapping) return ' Write "name: value" lines instead of "- " items.';
  return '';
}
