import { l10n } from 'vscode';
import type { AuditEvent, AuditRoad } from '../../io/state/audit-log.ts';

/** How a version or a decision came about, in words. */
export function roadInWords(road: AuditRoad): string {
  switch (road) {
    case 'hook':
      return l10n.t('proposed by an agent');
    case 'save':
      return l10n.t('saved in the editor');
    case 'disk':
      return l10n.t('written to disk');
    case 'gate':
      return l10n.t('committed');
    case 'git':
      return l10n.t('checked out by git');
    case 'editor':
      return l10n.t('by your word in the editor');
    case 'terminal':
      return l10n.t('by your word in a terminal');
    case 'command':
      return l10n.t('typed as a command');
    case 'start':
      return l10n.t('found when Holdfast started');
  }
}

/** What the audit log tells, in words. */
export function eventInWords(event: AuditEvent): string {
  switch (event) {
    case 'held':
      return l10n.t('Held');
    case 'approved':
      return l10n.t('Approved');
    case 'discarded':
      return l10n.t('Dropped; everything was kept');
    case 'let-through':
      return l10n.t('Let through');
    case 'denied':
      return l10n.t('Refused');
    case 'restored':
      return l10n.t('Restored');
    case 'made-read-only':
      return l10n.t('Made read-only');
    case 'failed':
      return l10n.t('Failed');
  }
}
