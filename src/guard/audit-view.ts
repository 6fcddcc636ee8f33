import { type Disposable, EventEmitter, l10n, Uri, window, workspace } from 'vscode';
import { visibleText } from '../../core/text/visible-text.ts';
import type { AuditEntry, AuditLog } from '../../io/state/audit-log.ts';
import { describeChangeId } from './describe-change.ts';
import { eventInWords, roadInWords } from './road-words.ts';

const auditScheme = 'holdfast-audit';
const auditUri = Uri.from({ scheme: auditScheme, path: `/${l10n.t('Holdfast Audit Log')}` });

/** Shows the audit log as a document that can't be edited, newest entries first. */
export function provideAuditLog(audit: AuditLog): { show(): Promise<void> } & Disposable {
  const changed = new EventEmitter<Uri>();
  const provider = workspace.registerTextDocumentContentProvider(auditScheme, {
    onDidChange: changed.event,
    provideTextDocumentContent() {
      const entries = audit.read();
      const body =
        entries.length === 0
          ? `${l10n.t('Nothing has been held, approved or dropped yet.')}\n`
          : entries.map(describe).join('\n');
      return `${l10n.t('Holdfast audit log, newest first. Kept in {0}', audit.currentFile())}\n\n${body}`;
    },
  });
  return {
    async show() {
      changed.fire(auditUri);
      await window.showTextDocument(await workspace.openTextDocument(auditUri), { preview: true });
    },
    dispose() {
      provider.dispose();
      changed.dispose();
    },
  };
}

function describe(entry: AuditEntry): string {
  const agent = entry.agent ? ` (${visibleText(entry.agent)})` : '';
  const lines = [
    `${new Date(entry.at).toLocaleString()}  ${eventInWords(entry.event)}: ${roadInWords(entry.road)}${agent}${entry.proposal ? `  #${entry.proposal}` : ''}`,
  ];
  for (const file of entry.files ?? []) lines.push(`    ${visibleText(file)}`);
  for (const change of entry.changes ?? []) lines.push(`    - ${describeChangeId(change)}`);
  if (entry.note) lines.push(`    ${visibleText(entry.note)}`);
  return `${lines.join('\n')}\n`;
}
