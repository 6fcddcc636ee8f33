import { type CodeAction, CodeActionKind, type CodeActionParams } from 'vscode-languageserver/node';
import type { Finding } from '../../core/lint/finding.ts';
import type { TextEdit } from '../../core/text/source.ts';
import { clientCommands, type IgnoreArgument } from '../protocol.ts';
import type { Snapshot } from '../snapshot.ts';
import { toDiagnostic, toWorkspaceEdit } from '../to-protocol.ts';
import { refactorings } from './refactorings.ts';

/** Fixes for the findings in the range, best first; all safe fixes at once; ignoring with a reason; and refactorings. */
export function codeActions(params: CodeActionParams, snapshot: Snapshot): CodeAction[] {
  const { current } = snapshot;
  const start = current.offsetAt(params.range.start);
  const end = current.offsetAt(params.range.end);
  const own = snapshot.findings.filter(({ location }) => location.file === snapshot.file);
  const here = own.filter(({ location: { range } }) => range.start <= end && start <= range.end);
  const wants = (kind: string) =>
    params.context.only?.some((only) => kind === only || kind.startsWith(`${only}.`)) ?? true;

  const actions: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) {
    for (const finding of here) actions.push(...fixesOf(finding, snapshot));
    const all = fixAll(own, snapshot, CodeActionKind.QuickFix);
    if (all !== undefined && here.length > 0) actions.push(all);
    for (const finding of here) actions.push(ignoreAction(finding, snapshot));
  }
  // "Fix all" as a source action is for saving and the menu; it isn't asked for with a plain light bulb.
  if (params.context.only !== undefined && wants(CodeActionKind.SourceFixAll)) {
    const all = fixAll(own, snapshot, `${CodeActionKind.SourceFixAll}.holdfast`);
    if (all !== undefined) actions.push(all);
  }
  if (wants(CodeActionKind.Refactor)) actions.push(...refactorings(snapshot, { start, end }));
  return actions;
}

function fixesOf(finding: Finding, snapshot: Snapshot): CodeAction[] {
  const diagnostics = [toDiagnostic(finding, snapshot, undefined)];
  return (finding.fixes ?? []).map((fix, index) => ({
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics,
    isPreferred: index === 0,
    edit: toWorkspaceEdit(fix.edits, snapshot),
  }));
}

function fixAll(findings: readonly Finding[], snapshot: Snapshot, kind: string): CodeAction | undefined {
  const edits = safeEdits(findings);
  if (edits.count < (kind === CodeActionKind.QuickFix ? 2 : 1)) return undefined;
  return {
    title: `Fix all ${edits.count} safely fixable problems`,
    kind,
    edit: toWorkspaceEdit(edits.edits, snapshot),
  };
}

/** The first safe fix of each finding, leaving out those that touch the same text as an earlier one. */
function safeEdits(findings: readonly Finding[]): { readonly count: number; readonly edits: TextEdit[] } {
  const edits: TextEdit[] = [];
  let count = 0;
  for (const finding of findings) {
    const fix = finding.fixes?.find((one) => one.safe);
    if (fix === undefined || fix.edits.some((edit) => edits.some((other) => overlaps(edit, other)))) continue;
    edits.push(...fix.edits);
    count += 1;
  }
  return { count, edits };
}

function overlaps(one: TextEdit, other: TextEdit): boolean {
  return one.file === other.file && one.range.start <= other.range.end && other.range.start <= one.range.end;
}

function ignoreAction(finding: Finding, snapshot: Snapshot): CodeAction {
  const { current } = snapshot;
  const { line } = current.positionAt(finding.location.range.start);
  const title = `Ignore ${finding.rule} here, with a reason…`;
  const action = { title, kind: CodeActionKind.QuickFix, diagnostics: [toDiagnostic(finding, snapshot, undefined)] };
  if (snapshot.client.commands) {
    const argument: IgnoreArgument = { uri: current.uri, line, rule: finding.rule };
    return { ...action, command: { title, command: clientCommands.ignore, arguments: [argument] } };
  }
  const lineStart = current.offsetAt({ line, character: 0 });
  const indent = /^ */.exec(current.getText().slice(lineStart, finding.location.range.start))?.[0] ?? '';
  const text = `${indent}# holdfast-ignore ${finding.rule}: say why\n`;
  return {
    ...action,
    edit: toWorkspaceEdit([{ file: snapshot.file, range: { start: lineStart, end: lineStart }, text }], snapshot),
  };
}
