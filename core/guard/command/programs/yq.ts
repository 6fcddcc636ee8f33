import { entryOf, type YamlEntry, type YamlNode } from '../../../yaml/node.ts';
import { readPlain } from '../../../yaml/read-plain.ts';
import { changeFile } from '../file-effects.ts';
import { readOptions } from '../options.ts';
import { type Program, readFile, resolvePath } from '../shell.ts';

/** `yq -i`: assignments of plain values and `del(…)` are computed, so that the judge of edits can see the result. */
export const followYq: Program = (call) => {
  const options = readOptions(call.args, {
    valued: 'o output-format p input-format I indent s split-exp expression from-file',
  });
  if (!options.has('i') && !options.has('inplace') && !options.has('in-place')) return undefined;
  const operands = /^e(val)?$/.test(options.operands[0]?.text ?? '') ? options.operands.slice(1) : options.operands;
  const elsewhere = options.has('expression') || options.has('from-file');
  const alone = elsewhere || operands.length === 1;
  const expression = alone ? '.' : (operands[0]?.text ?? '.');
  const isKnown = call.name === 'yq' && !elsewhere && !options.has('o') && !options.has('output-format');
  for (const file of alone ? operands : operands.slice(1)) {
    const before = file.glob ? undefined : readFile(call.shell, resolvePath(call.shell, file.text));
    changeFile(call, file.text, isKnown && before !== undefined ? applyYq(before, expression) : undefined);
  }
  return undefined;
};

type Step = string | number;

/**
 * Applies an expression of yq to a text: `.services.web.image = "nginx:1.28" | del(.services.old)`.
 *
 * @returns undefined for expressions and texts that are not as simple as that
 */
export function applyYq(text: string, expression: string): string | undefined {
  let result: string | undefined = text;
  for (const part of expression.split(/\|(?=\s*(?:\.|del\())/).map((one) => one.trim())) {
    if (part === '.') continue;
    const removed = /^del\((.*)\)$/s.exec(part)?.[1];
    if (removed === undefined) result = result && assignIn(result, part);
    else for (const path of removed.split(',')) result = result && remove(result, readPath(path));
  }
  return result;
}

/** A `*` or `?` in a name would stand for several. */
const step = /\.?\["([^"\\*?]+)"\]|\."([^"\\*?]+)"|\.?\[(\d+)\]|\.([A-Za-z_][\w-]*)/y;

function readPath(text = ''): readonly Step[] | undefined {
  const trimmed = text.trim();
  const steps: Step[] = [];
  step.lastIndex = 0;
  while (step.lastIndex < trimmed.length) {
    const found = step.exec(trimmed);
    if (found === null) return undefined;
    steps.push(found[3] === undefined ? (found[1] ?? found[2] ?? found[4] ?? '') : Number(found[3]));
  }
  return steps.length === 0 ? undefined : steps;
}

/** How far a path leads into a text: the entry or item that it ends at, and what of the path is left. */
function follow(text: string, path: readonly Step[]) {
  let node = readPlain(text, { file: '', offset: 0 })?.root as YamlNode | undefined;
  let entry: YamlEntry | undefined;
  let at = 0;
  for (; at < path.length; at++) {
    const name: Step = path[at] ?? '';
    const inner: YamlEntry | undefined = typeof name === 'string' ? entryOf(node, name) : undefined;
    const item: YamlNode | undefined =
      typeof name === 'number' && node?.kind === 'sequence' ? node.items[name] : undefined;
    if (inner === undefined && item === undefined) break;
    entry = inner;
    node = inner?.value ?? item;
  }
  return { node, entry, rest: path.slice(at) };
}

/** `PATH = VALUE`, or `PATH += VALUE`. */
function assignIn(text: string, assignment: string): string | undefined {
  const equals = assignment.indexOf('=');
  if (equals < 0) return undefined;
  const adds = assignment[equals - 1] === '+';
  const path = readPath(assignment.slice(0, adds ? equals - 1 : equals));
  const value = parsed(assignment.slice(equals + 1));
  if (path === undefined || value === undefined) return undefined;
  const { node, entry, rest } = follow(text, path);
  if (node === undefined) return undefined;
  const { start, end } = node.location.range;
  if (adds && !Array.isArray(value)) return undefined;
  if (adds && Array.isArray(value) && rest.length === 0) {
    if (node.kind !== 'sequence' || value.length === 0) return undefined;
    const added = JSON.stringify(value).slice(1, -1);
    if (text[start] === '[')
      return `${text.slice(0, start + 1)}${added}${node.items.length > 0 ? ', ' : ''}${text.slice(start + 1)}`;
    const lines = value.map((item) => `- ${JSON.stringify(item)}\n${indentAt(text, start)}`);
    return text.slice(0, start) + lines.join('') + text.slice(start);
  }
  const inner = rest.reduceRight<unknown>((made, name) => ({ [name]: made }), value);
  if (rest.some((name) => typeof name === 'number')) return undefined;
  if (rest.length === 0 || (node.kind === 'scalar' && node.value === null)) {
    const written = text.slice(start, end).trimEnd().length;
    if (entry === undefined) return text.slice(0, start) + JSON.stringify(inner) + text.slice(start + written);
    const afterKey = entry.key.location.range.end;
    return `${text.slice(0, afterKey)}: ${JSON.stringify(inner)}${text.slice(Math.max(start + written, afterKey + 1))}`;
  }
  if (node.kind !== 'mapping' || text[start] === '{') return undefined;
  const [key = ''] = rest;
  const name = /^[A-Za-z_][\w.-]*$/.test(String(key)) ? key : JSON.stringify(key);
  const added = JSON.stringify((inner as Readonly<Record<string, unknown>>)[key]);
  return `${text.slice(0, start)}${name}: ${added}\n${indentAt(text, start)}${text.slice(start)}`;
}

function indentAt(text: string, start: number): string {
  return ' '.repeat(start - (text.lastIndexOf('\n', start) + 1));
}

/** Takes an entry or an item of a block out, with its lines. */
function remove(text: string, path: readonly Step[] | undefined): string | undefined {
  if (path === undefined) return undefined;
  const { node, entry, rest } = follow(text, path);
  if (rest.length > 0) return undefined;
  const start = entry?.key.location.range.start;
  if (node === undefined || start === undefined) return undefined;
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const { range } = node.location;
  const last = Math.max(range.start + text.slice(range.start, range.end).trimEnd().length, start);
  const to = text.indexOf('\n', last);
  if (text.slice(from, start).trim() !== '') return undefined;
  return text.slice(0, from) + (to < 0 ? '' : text.slice(to + 1));
}

/** A value written as JSON; undefined for all else. */
function parsed(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}
