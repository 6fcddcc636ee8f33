import { basename } from 'node:path';
import { type Disposable, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { ProposedChange } from '../../core/guard/approval.ts';
import { describeChange, type HeldChanges } from './held-changes.ts';
import { summary } from './held-view.ts';

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
  status.name = 'Holdfast: Held Changes';
  status.command = 'holdfast.held.focus';
  status.backgroundColor = new ThemeColor('statusBarItem.warningBackground');
  const refresh = () => {
    const count = held.list().length;
    status.text = `$(lock) ${count} held`;
    status.tooltip = `${count} held ${count === 1 ? 'edit waits' : 'edits wait'} for your word`;
    status.accessibilityInformation = { label: `Holdfast: ${count} held edits` };
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
    const files = [...new Set(proposals.flatMap((proposal) => proposal.files.map((file) => basename(file))))];
    const what = changes.length <= 2 ? changes.map(describeChange).join(' and ') : summary(changes);
    const message = `Holdfast held an edit of ${files.join(', ')}: ${what}. The file is whole; the edit waits for you.`;
    const choice = await window.showWarningMessage(message, 'Review', 'Keep Everything');
    if (choice === 'Review') actions.review(first.id);
    if (choice === 'Keep Everything') for (const { id } of proposals) actions.keep(id);
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
      const names = files.map((file) => basename(file)).join(', ');
      const message = `${names} is now as git has it at HEAD: ${summary(changes)}. Git and the restore points keep what was there.`;
      void window.showInformationMessage(message, 'Show Restore Points').then((choice) => {
        if (choice) actions.showRestorePoints();
      });
    },
    madeReadOnly(file, makeWritable) {
      const message = `A program keeps deleting parts of ${basename(file)}. Holdfast made the file read-only; stop the program, then make it writable again.`;
      void window.showWarningMessage(message, 'Make Writable').then((choice) => {
        if (choice) makeWritable();
      });
    },
    failed(file, reason) {
      void window.showErrorMessage(`Holdfast could not guard ${basename(file)}: ${reason}`);
    },
    dispose() {
      clearTimeout(timer);
      subscription.dispose();
      status.dispose();
    },
  };
}
