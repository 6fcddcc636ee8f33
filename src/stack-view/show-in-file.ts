import { l10n, Range, Uri, window, workspace } from 'vscode';
import type { ServiceView } from '../../core/stack/stack.ts';
import { indexLines } from '../../core/text/line-index.ts';
import type { StackNode } from './nodes.ts';

/** Opens the place in the workspace's files that declares what a row shows. */
export async function showInFile(
  node: StackNode | { readonly kind: 'service'; readonly view: ServiceView },
): Promise<void> {
  const location =
    node.kind === 'service' ? node.view.location : node.kind === 'container' ? node.service?.location : undefined;
  const file = location?.file ?? (node.kind === 'project' ? node.view.project?.composeFiles[0] : undefined);
  if (file === undefined) {
    void window.showInformationMessage(l10n.t('No file of this workspace declares it.'));
    return;
  }
  const document = await workspace.openTextDocument(Uri.file(file));
  const start = location === undefined ? undefined : indexLines(document.getText()).position(location.range.start);
  const selection = start === undefined ? undefined : new Range(start.line, start.column, start.line, start.column);
  await window.showTextDocument(document, selection === undefined ? {} : { selection });
}
