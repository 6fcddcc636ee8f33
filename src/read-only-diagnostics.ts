import { basename, dirname } from 'node:path';
import { Diagnostic, DiagnosticSeverity, Disposable, languages, Range, type TextDocument, workspace } from 'vscode';
import type { Finding } from '../core/lint/finding.ts';
import { lint } from '../core/lint/lint.ts';
import { createProjectLoader } from '../core/project/load-project.ts';
import { overlay } from '../core/text/file-view.ts';
import { indexLines } from '../core/text/line-index.ts';
import { disk, toPortablePath } from '../io/disk.ts';
import { composeLanguageId } from '../server/protocol.ts';

/** Names that Compose finds by itself; all of a folder's are one project. */
const defaultFileName = /^(docker-)?compose(\.override)?\.ya?ml$/;
const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};
/** Milliseconds without a further edit after which the file is read again. */
const pause = 300;

/**
 * Shows what is wrong with the Compose files that are open, while their folder is not trusted: read in this process, with the
 * rules as they come, so that nothing is started and no setting of the folder is asked. Ends when the folder is trusted.
 */
export function showReadOnlyDiagnostics(): Disposable {
  const shown = languages.createDiagnosticCollection('holdfast');
  const { load } = createProjectLoader();
  const timers = new Map<TextDocument, NodeJS.Timeout>();

  const look = (document: TextDocument) => {
    timers.delete(document);
    if (document.isClosed || document.languageId !== composeLanguageId || document.uri.scheme !== 'file') return;
    const file = toPortablePath(document.uri.fsPath);
    const view = overlay(disk, new Map([[file, document.getText()]]));
    const directory = dirname(file);
    const isDefault = defaultFileName.test(basename(file));
    const project = load(view, { directory, environment: {}, ...(!isDefault && { files: [file] }) });
    const findings = lint(project, { view }).filter(({ location }) => location.file === file);
    shown.set(
      document.uri,
      findings.map((finding) => toDiagnostic(finding, document.getText())),
    );
  };
  const soon = (document: TextDocument) => {
    clearTimeout(timers.get(document));
    timers.set(
      document,
      setTimeout(() => look(document), pause),
    );
  };
  for (const document of workspace.textDocuments) soon(document);
  return Disposable.from(
    shown,
    workspace.onDidOpenTextDocument(soon),
    workspace.onDidChangeTextDocument(({ document }) => soon(document)),
    workspace.onDidCloseTextDocument(({ uri }) => shown.delete(uri)),
    new Disposable(() => {
      for (const timer of timers.values()) clearTimeout(timer);
    }),
  );
}

function toDiagnostic({ location, severity, message, rule }: Finding, text: string): Diagnostic {
  const lines = indexLines(text);
  const [from, to] = [lines.position(location.range.start), lines.position(location.range.end)];
  const diagnostic = new Diagnostic(
    new Range(from.line, from.column, to.line, to.column),
    message,
    severities[severity],
  );
  diagnostic.source = 'holdfast';
  diagnostic.code = rule;
  return diagnostic;
}
