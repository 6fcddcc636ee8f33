import { type LogOutputChannel, l10n, type QuickPickItem, Uri, window, workspace } from 'vscode';
import { withConsequences } from '../../core/guard/approval.ts';
import { heldChanges } from '../../core/guard/judge.ts';
import type { JudgedChange } from '../../core/guard/verdict.ts';
import { visibleText } from '../../core/text/visible-text.ts';
import {
  type ApprovalFailure,
  applyApproval,
  discardProposal,
  openReview,
  previewApproval,
  type Review,
} from '../../io/approval/apply-approval.ts';
import { toPortablePath } from '../../io/disk.ts';
import type { KeyedHash } from '../../io/state/keyed-hash.ts';
import type { State } from '../../io/state/state.ts';
import { describeChange, listed, plainText, subjectOf } from './describe-change.ts';
import { fileName } from './file-name.ts';
import type { HeldChanges, HeldProposal } from './held-changes.ts';
import type { LiveFacts } from './live-facts.ts';

export interface ApproveOptions {
  readonly state: State;
  readonly held: HeldChanges;
  readonly log: LogOutputChannel;
  readonly live: () => LiveFacts | undefined;
  /** This editor's own key; undefined where it has no secret storage. */
  readonly editorKey: Promise<KeyedHash | undefined>;
}

/**
 * Asks a person for the final yes and carries it out. Nothing but the button of the modal dialog approves: whoever calls the
 * command, and with whatever arguments, only gets the dialog shown.
 */
export async function approveHeldProposal(options: ApproveOptions, entry: HeldProposal): Promise<void> {
  const { state, held, log } = options;
  const review = openReview(entry, entry.proposal);
  if ('reason' in review) {
    await explainFailure(review);
    return;
  }
  const waiting = heldChanges(review.judgement.changes);
  if (waiting.length === 0) {
    keepEverything(options, entry);
    await window.showInformationMessage(
      l10n.t('Nothing of this held edit is left to decide: the files have it already.'),
    );
    return;
  }
  const chosen = await chooseChanges(waiting, entry.ticked);
  if (!chosen || chosen.length === 0) return;
  const going = waiting.filter(({ id }) => withConsequences(waiting, chosen).has(id));
  const files = [...previewApproval(entry.judge, review, chosen).keys()];
  if (await refuseUnsaved(files)) return;

  const fileNames = files.map((file) => fileName(file));
  const { question, button } = questionFor(going, listed(fileNames, 3));
  const detail = await describeLoss(options, review, going, waiting);
  if ((await window.showWarningMessage(question, { modal: true, detail }, button)) !== button) return;

  const outcome = applyApproval(
    { state: entry.state, audit: state.audit, judge: entry.judge, road: 'editor', key: await options.editorKey },
    review,
    going.map(({ id }) => id),
  );
  held.refresh();
  if ('reason' in outcome) {
    await explainFailure(outcome);
    return;
  }
  log.info(`approved in ${entry.state.directory}: ${going.map(({ id }) => id).join(', ')}`);
  void window.showInformationMessage(
    l10n.t('Done: {0}. Everything else stayed as it was.', listed(going.map(describeChange), 3)),
  );
}

/** Drops a proposal: everything stays. Its text remains among the restore points. */
export function keepEverything({ state, held }: ApproveOptions, entry: HeldProposal): void {
  discardProposal({ state: entry.state, audit: state.audit, road: 'editor' }, entry.proposal);
  held.refresh();
}

/** Chooses a proposal: the one that is meant by the row or editor a command was called from, the only one, or a pick. */
export async function chooseProposal(
  held: HeldChanges,
  meant: HeldProposal | undefined,
): Promise<HeldProposal | undefined> {
  if (meant) return meant;
  const entries = held.list();
  if (entries.length === 0) void window.showInformationMessage(l10n.t('Nothing is held.'));
  if (entries.length <= 1) return entries[0];
  const items = entries.map((entry) => ({
    label: entry.proposal.proposed.map(({ file }) => fileName(file)).join(', '),
    description: new Date(entry.proposal.createdAt).toLocaleString(),
    detail: listed(entry.proposal.changes.map(describeChange), 4),
    entry,
  }));
  return (await window.showQuickPick(items, { placeHolder: l10n.t('Which held edit?') }))?.entry;
}

function questionFor(going: readonly JudgedChange[], files: string): { question: string; button: string } {
  if (going.every(({ kind }) => /^(service|volume|network|secret|config)-removed$/.test(kind))) {
    const button = going.length === 1 ? l10n.t('Remove It') : l10n.t('Remove These {0}', going.length);
    return { question: l10n.t('Remove {0} from {1}?', listed(going.map(subjectOf), 4), files), button };
  }
  const button = going.length === 1 ? l10n.t('Let It Pass') : l10n.t('Let These {0} Pass', going.length);
  return { question: l10n.t('Let this pass in {0}: {1}?', files, listed(going.map(describeChange), 4)), button };
}

async function chooseChanges(waiting: readonly JudgedChange[], ticked: ReadonlySet<string>) {
  const alreadyTicked = waiting.filter(({ id }) => ticked.has(id)).map(({ id }) => id);
  if (alreadyTicked.length > 0) return alreadyTicked;
  const items: (QuickPickItem & { id: string })[] = waiting.map((change) => ({
    label: describeChange(change),
    detail: plainText(change.message),
    id: change.id,
  }));
  const picked = await window.showQuickPick(items, {
    canPickMany: true,
    placeHolder: l10n.t('Tick what may go; everything else stays'),
  });
  return picked?.map(({ id }) => id);
}

/** What the dialog says below its question: what goes, and what of it the engine has now. */
async function describeLoss(
  { live }: ApproveOptions,
  review: Review,
  going: readonly JudgedChange[],
  waiting: readonly JudgedChange[],
): Promise<string> {
  const facts = live();
  const { before } = review.judgement;
  const lines = await Promise.all(
    going.map(async (change) => {
      const own = [`• ${visibleText(change.message, 500)}`];
      const volume = change.kind.startsWith('volume') ? before.volumes.get(change.name) : undefined;
      if (volume) {
        const known = await inTime(facts?.volume(volume.engineName));
        const name = visibleText(volume.engineName);
        own.push(
          `   ${known ? l10n.t('On the engine: {0}, {1}', name, visibleText(known)) : l10n.t('On the engine: {0}', name)}`,
        );
      }
      const containers = change.kind.startsWith('service')
        ? facts?.containers(before.directory, change.name)
        : undefined;
      if (containers?.length)
        own.push(`   ${l10n.t('Now: {0}', containers.map((text) => visibleText(text)).join(', '))}`);
      return own;
    }),
  );
  const staying = waiting.filter((change) => !going.includes(change));
  return [
    ...lines.flat(),
    ...(staying.length > 0 ? ['', l10n.t('Everything else stays: {0}.', listed(staying.map(subjectOf), 8))] : []),
    '',
    l10n.t('Only the file is written. Containers and their data stay until the project is next brought up or cleaned.'),
  ].join('\n');
}

async function inTime(fact: Promise<string | undefined> | undefined): Promise<string | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, 1500, undefined).unref());
  try {
    return await Promise.race([fact, late]);
  } catch {
    return undefined;
  }
}

async function refuseUnsaved(files: readonly string[]): Promise<boolean> {
  const unsaved = workspace.textDocuments.find(
    ({ isDirty, uri }) => isDirty && uri.scheme === 'file' && files.includes(toPortablePath(uri.fsPath)),
  );
  if (!unsaved) return false;
  const choice = await window.showWarningMessage(
    l10n.t(
      '{0} has unsaved edits. Save or revert them first, so that nothing is overwritten.',
      fileName(unsaved.uri.fsPath),
    ),
    l10n.t('Show File'),
  );
  if (choice) await window.showTextDocument(Uri.file(unsaved.uri.fsPath));
  return true;
}

async function explainFailure(failure: ApprovalFailure): Promise<void> {
  await window.showErrorMessage(failureInWords(failure));
}

function failureInWords(failure: ApprovalFailure): string {
  switch (failure.reason) {
    case 'stale':
      return l10n.t(
        '{0} has changed in the same place since this edit was held, so the two can’t be joined. Make the edit again, or drop the proposal.',
        fileName(failure.file),
      );
    case 'changed-since-review':
      return l10n.t('The file changed while you were deciding. Nothing was written; please look again.');
    case 'unknown-changes':
      return l10n.t('The held edit is not what was shown any more. Nothing was written; please look again.');
    case 'gone':
      return l10n.t('This held edit was settled in another window or terminal.');
  }
}
