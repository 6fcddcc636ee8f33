import { type Disposable, EventEmitter, Uri, window, workspace } from 'vscode';
import type { AuditEntry, AuditLog } from '../../io/state/audit-log.ts';

const auditScheme = 'holdfast-audit';
const auditUri = Uri.from({ scheme: auditScheme, path: '/Holdfast Audit Log' });

/** Shows the audit log as a document that can't be edited, newest entries first. */
export function provideAuditLog(audit: AuditLog): { show(): Promise<void> } & Disposable {
  const changed = new EventEmitter<Uri>();
  const provider = workspace.registerTextDocumentContentProvider(auditScheme, {
    onDidChange: changed.event,
    provideTextDocumentContent() {
      const entries = audit.read();
      const body =
        entries.length === 0 ? 'Nothing has been held, approved or dropped yet.\n' : entries.map(describe).join('\n');
      return `Holdfast audit log, newest first. Kept in ${audit.currentFile()}\n\n${body}\n`;
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
  const who = entry.agent ? `${entry.road} (${entry.agent})` : entry.road;
  const lines = [
    `${new Date(entry.at).toLocaleString()}  ${entry.event}  by ${who}${entry.proposal ? `  #${entry.proposal}` : ''}`,
  ];
  for (const file of entry.files ?? []) lines.push(`    ${file}`);
  for (const change of entry.changes ?? []) lines.push(`    - ${change}`);
  if (entry.note) lines.push(`    ${entry.note}`);
  return `${lines.join('\n')}\n`;
}
