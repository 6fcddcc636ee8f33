import {
  commands,
  Disposable,
  EventEmitter,
  type LogOutputChannel,
  ProgressLocation,
  Uri,
  window,
  workspace,
} from 'vscode';
import { type Diagnosis, diagnose } from '../../core/stack/diagnosis/diagnose.ts';
import { diagnosisAsMarkdown } from '../../core/stack/diagnosis/diagnosis-as-markdown.ts';
import { gatherSymptoms } from '../../io/restart/gather-symptoms.ts';
import type { DeclaredProjects } from '../stack-view/declared-projects.ts';
import type { Stack } from '../stack-view/stack.ts';

export interface DiagnoseOptions {
  readonly stack: Stack;
  readonly projects: DeclaredProjects;
  readonly log: LogOutputChannel;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** "Diagnose Stack": looks at everything, changes nothing, and shows what is wrong and why as a Markdown document, read-only. */
export function registerDiagnoseStack(options: DiagnoseOptions): Disposable {
  const { stack, projects, log, environment } = options;
  const address = Uri.from({ scheme: 'holdfast-diagnosis', path: '/Diagnosis.md' });
  const changed = new EventEmitter<Uri>();
  let report = '';
  const provider = workspace.registerTextDocumentContentProvider(address.scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: () => report,
  });
  const command = commands.registerCommand('holdfast.diagnoseStack', async () => {
    try {
      const diagnosis = await window.withProgress(
        { location: ProgressLocation.Notification, title: 'Looking for what is wrong', cancellable: true },
        async (_progress, token): Promise<Diagnosis> => {
          const abort = new AbortController();
          token.onCancellationRequested(() => abort.abort());
          const { engine, view } = stack;
          if (engine === undefined) return diagnose({ stack: view, logs: new Map(), checks: new Map() });
          const { signal } = abort;
          return diagnose(await gatherSymptoms({ engine, projects: projects.list(), environment, signal }));
        },
      );
      const name = projects.list().length === 1 ? (projects.list()[0]?.name ?? 'Stack') : 'Stack';
      const content = diagnosisAsMarkdown(name, diagnosis);
      report = content;
      changed.fire(address);
      const document = await workspace.openTextDocument(address);
      await window.showTextDocument(document, { preview: true });
    } catch (error) {
      log.error(`diagnoseStack: ${error instanceof Error ? error.stack : error}`);
      void window.showErrorMessage(`Diagnose: ${error instanceof Error ? error.message : error}`);
    }
  });
  return Disposable.from(command, provider, changed);
}
