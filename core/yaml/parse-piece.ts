import { Composer, type CST, Parser } from 'yaml';
import { buildTree, type TreeContext } from './build-tree.ts';
import { emptyScalar } from './empty-scalar.ts';
import type { YamlComment, YamlNode } from './node.ts';
import type { Piece } from './piece.ts';
import { type Origin, Place } from './place.ts';
import { syntaxFaults } from './syntax-words.ts';

/** Reads a piece with the parser, whatever is in it. Takes and gives the same as `readPiece`; never throws. */
export function parsePiece(text: string, origin: Origin, anchors: ReadonlyMap<string, YamlNode>): Piece {
  const context: TreeContext = {
    text,
    origin,
    anchors: new Map(anchors),
    open: new Set(),
    borrowed: new Map(),
    defined: new Map(),
    problems: [],
  };
  const comments: YamlComment[] = [];
  let roots: (YamlNode | undefined)[] = [];
  let sound = true;
  const fail = (message: string, start: number, end: number) => {
    sound = false;
    const from = Math.min(start, text.length);
    const to = Math.min(Math.max(start, end), text.length);
    context.problems.push({ rule: 'yaml-syntax', message, location: new Place(origin, from, to) });
  };
  if (bracketDepth(text) > MAXIMUM_FLOW_DEPTH) {
    fail(`Brackets are nested more than ${MAXIMUM_FLOW_DEPTH} levels deep.`, 0, text.length);
    return {
      text,
      origin,
      roots: [undefined],
      comments,
      problems: context.problems,
      sound,
      borrowed: context.borrowed,
      defined: context.defined,
    };
  }
  const control = controlCharacter(text, origin);
  if (control >= 0)
    fail(
      'Control characters are not allowed in YAML; remove it, or write it as an escape in double quotes.',
      control,
      control + 1,
    );
  try {
    const tokens = [...new Parser().parse(text)];
    if (text.includes('#')) for (const token of tokens) collectComments(token, origin, comments);
    const composer = new Composer<never>({
      schema: 'failsafe',
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'error',
    });
    const documents = [...composer.compose(tokens, true, text.length)];
    for (const document of documents) {
      const faults = syntaxFaults(text, document.errors);
      for (const fault of faults) fail(fault.message, fault.start, fault.end);
      checkVersion(document, fail);
      const contents = document.contents as Parameters<typeof buildTree>[0] | null;
      const before = context.problems.length;
      const empty = contents === null || isNothing(contents);
      roots.push(empty ? undefined : buildTree(contents, context));
      const ofTree = context.problems.splice(before);
      if (ofTree.some((problem) => problem.rule === 'yaml-syntax')) sound = false;
      // What the tree looks like on a line that didn't parse is no fault of its own.
      const own = ofTree.filter(({ location }) => {
        const start = location.range.start - origin.offset;
        return !faults.some(({ line }) => line.start <= start && start <= line.end);
      });
      context.problems.push(...own);
      // Anchors hold within one document.
      if (documents.length > 1) context.anchors.clear();
    }
  } catch (error) {
    roots = [emptyScalar(new Place(origin, 0, 0))];
    fail(`It can't be read: ${error instanceof Error ? error.message : String(error)}.`, 0, text.length);
  }
  return {
    text,
    origin,
    roots,
    comments,
    problems: context.problems,
    sound,
    borrowed: context.borrowed,
    defined: context.defined,
  };
}

/** Characters that no YAML text may have: most controls, and byte order marks but at the beginning. */
const CONTROL = /(?![\t\n\r\u0085])\p{Cc}|[\uFEFF\uFFFE\uFFFF]/gu;

function controlCharacter(text: string, origin: Origin): number {
  CONTROL.lastIndex = origin.offset === 0 && text.startsWith('\uFEFF') ? 1 : 0;
  return CONTROL.exec(text)?.index ?? -1;
}

/** The parser's effort grows with the square of the depth. */
const MAXIMUM_FLOW_DEPTH = 400;

/** How deep brackets are nested at most, wherever they stand. */
function bracketDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  const brackets = /[[{\]}]/g;
  for (let match = brackets.exec(text); match; match = brackets.exec(text)) {
    depth = '[{'.includes(match[0]) ? depth + 1 : Math.max(0, depth - 1);
    if (depth > deepest) deepest = depth;
  }
  return deepest;
}

function isNothing(contents: { readonly range: readonly number[] }): boolean {
  const scalar = contents as {
    readonly type?: string;
    readonly value?: unknown;
    readonly tag?: string;
    readonly anchor?: string;
  };
  return scalar.type === 'PLAIN' && (scalar.value ?? '') === '' && !scalar.tag && !scalar.anchor;
}

function checkVersion(
  document: { directives?: { yaml: { version: string; explicit?: boolean } } },
  fail: (message: string, start: number, end: number) => void,
): void {
  const yaml = document.directives?.yaml;
  if (yaml?.explicit && yaml.version !== '1.1')
    fail(`Compose reads no YAML that calls itself ${yaml.version}: remove the %YAML line.`, 0, 0);
}

/** Walks a concrete syntax tree with a stack of its own, since nesting can be deep. */
function collectComments(root: CST.Token, origin: Origin, comments: YamlComment[]): void {
  const found: CST.SourceToken[] = [];
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const token = pending.pop() as Record<string, unknown> | undefined;
    if (!token) continue;
    if (token.type === 'comment') found.push(token as unknown as CST.SourceToken);
    for (const part of ['start', 'props', 'items', 'key', 'sep', 'value', 'end']) {
      const child = token[part];
      if (Array.isArray(child)) pending.push(...child);
      else if (child && typeof child === 'object') pending.push(child);
    }
  }
  found.sort((a, b) => a.offset - b.offset);
  for (const { source, offset } of found) {
    comments.push({ text: source, location: new Place(origin, offset, offset + source.length) });
  }
}
