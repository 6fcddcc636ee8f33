import {
  CodeLens,
  commands,
  type Disposable,
  EventEmitter,
  l10n,
  languages,
  MarkdownString,
  Position,
  Range,
  TabInputTextDiff,
  type TextDocument,
  type TextEditor,
  TextEditorRevealType,
  ThemeColor,
  Uri,
  window,
  workspace,
} from 'vscode';
import { heldChanges } from '../../core/guard/judge.ts';
import type { JudgedChange } from '../../core/guard/verdict.ts';
import { visibleText } from '../../core/text/visible-text.ts';
import { openReview, type Review } from '../../io/approval/apply-approval.ts';
import { disk } from '../../io/disk.ts';
import { describeChange } from './describe-change.ts';
import { fileName } from './file-name.ts';
import type { HeldChanges, HeldProposal } from './held-changes.ts';

/** Scheme of the two sides of a review. The query is the proposal's id and the side. */
const reviewScheme = 'holdfast-held';

type Side = 'now' | 'proposed';

export interface Reviews extends Disposable {
  /** Opens the comparison of the files as they are with what the proposal wants. */
  open(held: HeldProposal): Promise<void>;
  /** The proposal that a document of a review belongs to. */
  proposalOf(uri: Uri): HeldProposal | undefined;
}

/** Shows held proposals as comparisons, with a mark and a lens on each block that would go. */
export function provideReviews(held: HeldChanges): Reviews {
  const contentChanged = new EventEmitter<Uri>();
  const lensesChanged = new EventEmitter<void>();
  const mark = window.createTextEditorDecorationType({
    overviewRulerColor: new ThemeColor('editorOverviewRuler.deletedForeground'),
    // The text's own colour, since every theme makes that readable on what a comparison shows as removed.
    after: { margin: '0 0 0 2em', color: new ThemeColor('editor.foreground'), fontStyle: 'italic' },
  });

  const proposalOf = (uri: Uri) => (uri.scheme === reviewScheme ? held.find(parseQuery(uri).id) : undefined);

  const known = new Map<
    string,
    { readonly texts: readonly (string | undefined)[]; readonly review: Review | undefined }
  >();
  /** Judged once for each state of the files: marks, lenses and both sides ask for it again and again. */
  const reviewOf = (entry: HeldProposal): Review | undefined => {
    const { id, proposed } = entry.proposal;
    const texts = proposed.map(({ file }) => disk.readText(file));
    const last = known.get(id);
    if (last?.texts.every((text, index) => text === texts[index])) return last.review;
    const opened = openReview(entry, entry.proposal);
    const review = 'reason' in opened ? undefined : opened;
    known.set(id, { texts, review });
    return review;
  };

  const marksIn = (document: TextDocument): ReviewMark[] => {
    const entry = proposalOf(document.uri);
    if (!entry || parseQuery(document.uri).side !== 'now') return [];
    const review = reviewOf(entry);
    if (!review) return [];
    return heldChanges(review.judgement.changes).flatMap((change) => {
      const before = change.before;
      if (before?.file !== document.uri.path && before?.file !== document.uri.fsPath) return [];
      const range = new Range(document.positionAt(before.range.start), document.positionAt(before.range.end));
      return [{ entry, change, range }];
    });
  };

  const decorate = (editor: TextEditor) => {
    if (editor.document.uri.scheme !== reviewScheme) return;
    const byLine = new Map<number, ReviewMark[]>();
    for (const item of marksIn(editor.document)) {
      byLine.set(item.range.start.line, [...(byLine.get(item.range.start.line) ?? []), item]);
    }
    editor.setDecorations(
      mark,
      [...byLine].map(([line, items]) => ({
        range: editor.document.lineAt(line).range,
        hoverMessage: items.map(hoverFor),
        renderOptions: { after: { contentText: `◂ ${items.map(labelOf).join('; ')}` } },
      })),
    );
  };
  const decorateAll = () => {
    for (const editor of window.visibleTextEditors) decorate(editor);
  };

  /** A comparison with an edit that is settled shows nothing that could still be decided. */
  const closeSettled = () => {
    const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
    const settled = tabs.filter(({ input }) => {
      const uri = input instanceof TabInputTextDiff ? input.original : undefined;
      return uri?.scheme === reviewScheme && !proposalOf(uri);
    });
    if (settled.length > 0) void window.tabGroups.close(settled);
  };

  const subscriptions: Disposable[] = [
    contentChanged,
    lensesChanged,
    mark,
    workspace.registerTextDocumentContentProvider(reviewScheme, {
      onDidChange: contentChanged.event,
      provideTextDocumentContent(uri) {
        const entry = proposalOf(uri);
        const review = entry && reviewOf(entry);
        if (!review) {
          return `${l10n.t('This proposal is settled, or the file has changed in the same place since it was made.')}\n`;
        }
        const texts = parseQuery(uri).side === 'now' ? review.base : review.proposed;
        return [...texts].find(([file]) => Uri.file(file).path === uri.path)?.[1] ?? '';
      },
    }),
    languages.registerCodeLensProvider(
      { scheme: reviewScheme },
      {
        onDidChangeCodeLenses: lensesChanged.event,
        provideCodeLenses(document) {
          return marksIn(document).flatMap(({ entry, change, range }) => {
            const at = new Range(new Position(range.start.line, 0), new Position(range.start.line, 0));
            const isTicked = entry.ticked.has(change.id);
            const toggle = {
              title: isTicked
                ? l10n.t('$(check) May go: {0}', describeChange(change))
                : l10n.t('Let go: {0}', describeChange(change)),
              command: 'holdfast.toggleHeldChange',
              arguments: [entry.proposal.id, change.id],
            };
            const approve = {
              title: l10n.t('Approve…'),
              command: 'holdfast.approveHeldChanges',
              arguments: [document.uri],
            };
            return [new CodeLens(at, toggle), ...(isTicked ? [new CodeLens(at, approve)] : [])];
          });
        },
      },
    ),
    commands.registerCommand('holdfast.toggleHeldChange', (id: unknown, changeId: unknown) => {
      const entry = typeof id === 'string' ? held.find(id) : undefined;
      if (entry && typeof changeId === 'string') {
        held.tick(entry.proposal.id, changeId, entry.ticked.has(changeId) ? 'off' : 'on');
      }
    }),
    window.onDidChangeVisibleTextEditors(decorateAll),
    workspace.onDidSaveTextDocument(() => {
      for (const document of workspace.textDocuments) if (proposalOf(document.uri)) contentChanged.fire(document.uri);
    }),
    workspace.onDidChangeTextDocument(({ document }) => {
      for (const editor of window.visibleTextEditors) if (editor.document === document) decorate(editor);
    }),
    held.onDidChange(() => {
      closeSettled();
      decorateAll();
      lensesChanged.fire();
    }),
  ];

  return {
    proposalOf,
    async open({ proposal }) {
      const sides = proposal.proposed.map(
        ({ file }) => [sideUri(file, proposal.id, 'now'), sideUri(file, proposal.id, 'proposed')] as const,
      );
      for (const pair of sides) for (const uri of pair) contentChanged.fire(uri);
      const [first, ...more] = sides;
      if (!first) return;
      const names = proposal.proposed.map(({ file }) => fileName(file)).join(', ');
      const title = l10n.t('{0}: now ↔ held edit', names);
      if (more.length === 0) {
        await commands.executeCommand('vscode.diff', first[0], first[1], title, { preview: true });
      } else {
        const rows = sides.map(([now, proposed]) => [Uri.file(now.path), now, proposed]);
        await commands.executeCommand('vscode.changes', title, rows);
      }
      decorateAll();
      const left = window.visibleTextEditors.find(({ document }) => document.uri.toString() === first[0].toString());
      const top = left && marksIn(left.document)[0]?.range;
      if (top) left.revealRange(top, TextEditorRevealType.AtTop);
    },
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

/** A block of the left side that the held edit would take away or change. */
interface ReviewMark {
  readonly entry: HeldProposal;
  readonly change: JudgedChange;
  readonly range: Range;
}

function labelOf({ entry, change }: ReviewMark): string {
  return entry.ticked.has(change.id)
    ? l10n.t('may go: {0}', describeChange(change))
    : l10n.t('held: {0}', describeChange(change));
}

/** What a change means, and what can be done about it, for VS Code shows no lenses in comparisons unless told to. */
function hoverFor({ entry, change }: ReviewMark): MarkdownString {
  const argument = encodeURIComponent(JSON.stringify([entry.proposal.id, change.id]));
  const toggle = entry.ticked.has(change.id) ? l10n.t('Keep it') : l10n.t('Let it go');
  const approve = l10n.t('Approve what is ticked…');
  const hover = new MarkdownString()
    .appendText(visibleText(change.message, 500))
    .appendMarkdown(
      `\n\n[${toggle}](command:holdfast.toggleHeldChange?${argument}) · [${approve}](command:holdfast.approveHeldChanges)`,
    );
  hover.isTrusted = { enabledCommands: ['holdfast.toggleHeldChange', 'holdfast.approveHeldChanges'] };
  return hover;
}

function sideUri(file: string, id: string, side: Side): Uri {
  return Uri.file(file).with({ scheme: reviewScheme, query: `${id}&${side}` });
}

function parseQuery(uri: Uri): { id: string; side: Side } {
  const [id = '', side] = uri.query.split('&');
  return { id, side: side === 'proposed' ? 'proposed' : 'now' };
}
