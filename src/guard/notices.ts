import { type Disposable, l10n, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { ProposedChange } from '../../core/guard/approval.ts';
import { describeChange, listed, plainText, summarizeChanges } from './describe-change.ts';
import { fileName } from './file-name.ts';
import type { HeldChanges } from './held-changes.ts';

/** What a person may answer to a notice. */
export interface NoticeActions {
  readonly review: (proposalId: string) => void;
  readonly keep: (proposalId: string) => void;
  readonly showRestorePoints: () => void;
}

export interface Notices extends Disposable {
  held(proposal: {
    readonly id: string;
    readonly files: readonly string[];
    readonly changes: readonly ProposedChange[];
  }): void;
  letThrough(files: readonly string[], changes: readonly ProposedChange[]): void;
  madeReadOnly(file: string, makeWritable: () => void): void;
  failed(file: string, reason: string): void;
}

/** Milliseconds in which edits of many files gather into one notification, and in which the same one isn't shown twice. */
const gathering = 250;
const quietTime = 10_000;

/** Tells a person what was held: a notification, and a status bar item as long as something waits. */
export function createNotices(held: HeldChanges, actions: NoticeActions): Notices {
  const status = window.createStatusBarItem('holdfast.held', StatusBarAlignment.Left, 50);
  status.name = l10n.t('Holdfast: Held Changes');
  status.command = 'holdfast.held.focus';
  status.backgroundColor = new ThemeColor('statusBarItem.warningBackground');
  const refresh = () => {
    const count = held.list().length;
    status.text = l10n.t('$(lock) {0} held', count);
    status.tooltip =
      count === 1 ? l10n.t('1 held edit waits for your word') : l10n.t('{0} held edits wait for your word', count);
    status.accessibilityInformation = { label: `Holdfast: ${status.tooltip}` };
    if (count > 0) status.show();
    else status.hide();
  };
  const subscription = held.onDidChange(refresh);
  refresh();

  const shownAt = new Map<string, number>();
  let waiting: Parameters<Notices['held']>[0][] = [];
  let timer: NodeJS.Timeout | undefined;

  const show = async () => {
    const proposals = waiting;
    waiting = [];
    timer = undefined;
    const [first] = proposals;
    if (!first) return;
    const changes = proposals.flatMap((proposal) => proposal.changes);
    const files = [...new Set(proposals.flatMap((proposal) => proposal.files.map((file) => fileName(file))))];
    const what = changes.length <= 2 ? listed(changes.map(describeChange), 2) : summarizeChanges(changes);
    const message = l10n.t(
      'Holdfast held an edit of {0}: {1}. Its services and data are intact; the edit waits for you.',
      files.join(', '),
      what,
    );
    const [review, keep] = [l10n.t('Review'), l10n.t('Keep Everything')];
    const choice = await window.showWarningMessage(message, review, keep);
    if (choice === review) actions.review(first.id);
    if (choice === keep) for (const { id } of proposals) actions.keep(id);
  };

  return {
    held(proposal) {
      const now = Date.now();
      if (now - (shownAt.get(proposal.id) ?? 0) < quietTime) return;
      shownAt.set(proposal.id, now);
      waiting.push(proposal);
      timer ??= setTimeout(() => void show(), gathering);
    },
    letThrough(files, changes) {
      const names = files.map((file) => fileName(file)).join(', ');
      const message = l10n.t(
        '{0} is now as git has it at HEAD: {1}. Git and the restore points keep what was there.',
        names,
        summarizeChanges(changes),
      );
      void window.showInformationMessage(message, l10n.t('Show Restore Points')).then((choice) => {
        if (choice) actions.showRestorePoints();
      });
    },
    madeReadOnly(file, makeWritable) {
      const message = l10n.t(
        'A program keeps deleting parts of {0}. Holdfast made the file read-only; stop the program, then make it writable again.',
        fileName(file),
      );
      void window.showWarningMessage(message, l10n.t('Make Writable')).then((choice) => {
        if (choice) makeWritable();
      });
    },
    failed(file, reason) {
      void window.showErrorMessage(l10n.t('Holdfast could not guard {0}: {1}', fileName(file), plainText(reason)));
    },
    dispose() {
      clearTimeout(timer);
      subscription.dispose();
      status.dispose();
    },
  };
}
