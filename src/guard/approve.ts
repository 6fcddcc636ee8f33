import { basename } from 'node:path';
import { type LogOutputChannel, type QuickPickItem, Uri, window, workspace } from 'vscode';
import { withConsequences } from '../../core/guard/approval.ts';
import { heldChanges } from '../../core/guard/judge.ts';
import type { JudgedChange } from '../../core/guard/verdict.ts';
import {
  type ApprovalFailure,
  applyApproval,
  discardProposal,
  openReview,
  previewApproval,
  type Review,
} from '../../io/approval/apply-approval.ts';
import { toPortablePath } from '../../io/disk.ts';
import type { State } from '../../io/state/state.ts';
import { describeChange, type HeldChanges, type HeldProposal } from './held-changes.ts';

/** What the engine knows of a volume, in words: `48 MB, last backup never`; undefined when no engine can be asked. */
export type VolumeFacts = (engineName: string) => Promise<string | undefined>;

export interface ApproveOptions {
  readonly state: State;
  readonly held: HeldChanges;
  readonly log: LogOutputChannel;
  readonly volumeFacts?: VolumeFacts | undefined;
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
    await window.showInformationMessage('Nothing of this held edit is left to decide: the files have it already.');
    return;
  }
  const chosen = await chooseChanges(waiting, entry.ticked);
  if (!chosen || chosen.length === 0) return;
  const going = waiting.filter(({ id }) => withConsequences(waiting, chosen).has(id));
  const files = [...previewApproval(entry.judge, review, chosen).keys()];
  if (await refuseUnsaved(files)) return;

  const fileNames = files.map((file) => basename(file));
  const { question, button } = questionFor(going, listed(fileNames, 3));
  const detail = await describeLoss(options, review, going, waiting);
  if ((await window.showWarningMessage(question, { modal: true, detail }, button)) !== button) return;

  const outcome = applyApproval(
    { state: entry.state, audit: state.audit, judge: entry.judge, road: 'editor' },
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
    `Done: ${listed(going.map(describeChange), 3)}. Everything else stayed as it was.`,
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
  if (entries.length === 0) void window.showInformationMessage('Nothing is held.');
  if (entries.length <= 1) return entries[0];
  const items = entries.map((entry) => ({
    label: entry.proposal.proposed.map(({ file }) => basename(file)).join(', '),
    description: new Date(entry.proposal.createdAt).toLocaleString(),
    detail: listed(entry.proposal.changes.map(describeChange), 4),
    entry,
  }));
  return (await window.showQuickPick(items, { placeHolder: 'Which held edit?' }))?.entry;
}

function questionFor(going: readonly JudgedChange[], files: string): { question: string; button: string } {
  if (going.every(({ kind }) => /^(service|volume|network|secret|config)-removed$/.test(kind))) {
    const button = going.length === 1 ? 'Remove It' : `Remove These ${going.length}`;
    return { question: `Remove ${listed(going.map(nameOf), 4)} from ${files}?`, button };
  }
  const button = going.length === 1 ? 'Let It Pass' : `Let These ${going.length} Pass`;
  return { question: `Let this pass in ${files}: ${listed(going.map(describeChange), 4)}?`, button };
}

/** What a change is about: `service l9-postgres`, `dependency l9-redis of l9-api`. */
function nameOf({ kind, name, service }: JudgedChange): string {
  const owner = service !== undefined && service !== name ? ` of ${service}` : '';
  return `${kind.split('-')[0]} ${name}${owner}`;
}

async function chooseChanges(waiting: readonly JudgedChange[], ticked: ReadonlySet<string>) {
  const alreadyTicked = waiting.filter(({ id }) => ticked.has(id)).map(({ id }) => id);
  if (alreadyTicked.length > 0) return alreadyTicked;
  const items: (QuickPickItem & { id: string })[] = waiting.map((change) => ({
    label: describeChange(change),
    detail: change.message,
    id: change.id,
  }));
  const picked = await window.showQuickPick(items, {
    canPickMany: true,
    placeHolder: 'Tick what may go; everything else stays',
  });
  return picked?.map(({ id }) => id);
}

async function describeLoss(
  { volumeFacts }: ApproveOptions,
  review: Review,
  going: readonly JudgedChange[],
  waiting: readonly JudgedChange[],
): Promise<string> {
  const lines: string[] = [];
  for (const change of going) {
    lines.push(`• ${change.message}`);
    const volume = review.judgement.before.volumes.get(change.name);
    if (!change.kind.startsWith('volume') || !volume) continue;
    const facts = await factsInTime(volumeFacts, volume.engineName);
    lines.push(`   On the engine: ${volume.engineName}${facts ? `, ${facts}` : ''}`);
  }
  const staying = waiting.filter((change) => !going.includes(change));
  if (staying.length > 0) lines.push('', `Everything else stays: ${listed(staying.map(nameOf), 8)}.`);
  lines.push(
    '',
    'Only the file is written. Containers and their data stay until the project is next brought up or cleaned.',
  );
  return lines.join('\n');
}

async function factsInTime(volumeFacts: VolumeFacts | undefined, name: string): Promise<string | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, 1500, undefined).unref());
  try {
    return await Promise.race([volumeFacts?.(name), late]);
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
    `${basename(unsaved.uri.fsPath)} has unsaved edits. Save or revert them first, so that nothing is overwritten.`,
    'Show File',
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
      return `${basename(failure.file)} has changed in the same place since this edit was held, so the two can't be joined. Make the edit again, or drop the proposal.`;
    case 'changed-since-review':
      return 'The file changed while you were deciding. Nothing was written; please look again.';
    case 'unknown-changes':
      return 'The held edit is not what was shown any more. Nothing was written; please look again.';
    case 'gone':
      return 'This held edit was settled in another window or terminal.';
  }
}

function listed(items: readonly string[], most: number): string {
  if (items.length > most) return `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
