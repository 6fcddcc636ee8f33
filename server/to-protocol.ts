import { pathToFileURL } from 'node:url';
import {
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type Range as ProtocolRange,
  type TextEdit as ProtocolTextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding } from '../core/lint/finding.ts';
import type { Severity } from '../core/project/problem.ts';
import type { Range, TextEdit } from '../core/text/source.ts';

/** What conversions need to know of files: their texts, to count lines in, and the uris that the client uses for them. */
export interface Texts {
  document(file: string): TextDocument;
  uri(file: string): string;
}

export function toUri(file: string): string {
  return pathToFileURL(file).href;
}

export function toRange(document: TextDocument, range: Range): ProtocolRange {
  return { start: document.positionAt(range.start), end: document.positionAt(range.end) };
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

const tags = { unnecessary: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated } as const;

/** @param page where the rule's page is, or undefined when it has none */
export function toDiagnostic(finding: Finding, texts: Texts, page: string | undefined): Diagnostic {
  return {
    range: toRange(texts.document(finding.location.file), finding.location.range),
    severity: severities[finding.severity],
    source: 'holdfast',
    code: finding.rule,
    message: finding.message,
    ...(page === undefined ? {} : { codeDescription: { href: page } }),
    ...(finding.tags === undefined ? {} : { tags: finding.tags.map((tag) => tags[tag]) }),
    ...(finding.related === undefined
      ? {}
      : {
          relatedInformation: finding.related.map(({ message, location }) => ({
            message,
            location: { uri: texts.uri(location.file), range: toRange(texts.document(location.file), location.range) },
          })),
        }),
  };
}

/** Edits of several files as one change. */
export function toWorkspaceEdit(edits: readonly TextEdit[], texts: Texts): WorkspaceEdit {
  const changes: Record<string, ProtocolTextEdit[]> = {};
  for (const edit of edits) {
    const uri = texts.uri(edit.file);
    const change = { range: toRange(texts.document(edit.file), edit.range), newText: edit.text };
    changes[uri] = [...(changes[uri] ?? []), change];
  }
  return { changes };
}
