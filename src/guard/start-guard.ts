import {
  commands,
  type Disposable,
  type Event,
  type ExtensionContext,
  type LogOutputChannel,
  Uri,
  workspace,
} from 'vscode';
import { toProposedChange } from '../../core/guard/approval.ts';
import { heldChanges } from '../../core/guard/judge.ts';
import { toPortablePath } from '../../io/disk.ts';
import type { KeyedHash } from '../../io/state/keyed-hash.ts';
import { openState, type ProjectIdentity, type State } from '../../io/state/state.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import { createProjectJudge, createQuickJudge } from '../../io/watch/create-judge.ts';
import type { ProjectWatchEvent } from '../../io/watch/project-watch-event.ts';
import { approveHeldProposal, chooseProposal, keepEverything } from './approve.ts';
import { provideAuditLog } from './audit-view.ts';
import { openEditorKey } from './editor-key.ts';
import { collectHeldChanges } from './held-changes.ts';
import { isHeldNode, showHeldView } from './held-view.ts';
import { keepPersonPolicy } from './keep-policy.ts';
import type { LiveFacts } from './live-facts.ts';
import { createNotices } from './notices.ts';
import { readPolicy } from './policy-settings.ts';
import { browseRestorePoints, provideVersions } from './restore-points.ts';
import { provideReviews } from './review.ts';
import { guardSaves } from './save-gate.ts';
import { watchWorkspaceProjects } from './watched-projects.ts';

export interface GuardDependencies {
  readonly log: LogOutputChannel;
  /** What the engine knows, once it is asked. */
  readonly live: () => LiveFacts | undefined;
}

export interface Guard extends Disposable {
  readonly state: State;
  /** Directories of the projects that are watched. */
  watched(): readonly string[];
  /** This editor's own key; undefined where it has no secret storage. */
  readonly editorKey: Promise<KeyedHash | undefined>;
  /** True while an edit of a project waits for a person's word. */
  hasHeldChanges(projectDirectory: string): boolean;
  readonly onDidChangeHeld: Event<void>;
}

/** Starts the guard: the save gate, the disk watcher, the view of what is held, review and approval. Needs nothing else to run. */
export function startGuard(context: ExtensionContext, { log, live }: GuardDependencies): Guard {
  const state = openState(stateFolder(process.env));
  const requestFor = ({ directory, files }: ProjectIdentity) => ({
    directory,
    ...(files && { files }),
    environment: process.env,
  });
  const policyFor =
    ({ directory }: ProjectIdentity) =>
    () =>
      readPolicy(directory);
  const quickJudge = (identity: ProjectIdentity) => createQuickJudge(requestFor(identity), policyFor(identity));
  // A review lasts as long as a person looks at it, so its judgement must not change under later ones.
  const reviewJudge = (identity: ProjectIdentity) => createProjectJudge(requestFor(identity), policyFor(identity));
  const isOurs = (directory: string): boolean =>
    projects.all().some((watch) => watch.state.directory === directory) ||
    (workspace.workspaceFolders ?? []).some(({ uri }) => `${directory}/`.startsWith(`${toPortablePath(uri.fsPath)}/`));

  const projects = watchWorkspaceProjects({
    state,
    log,
    judgeFor: quickJudge,
    policyFor: readPolicy,
    // The first events may come before everything below is there.
    onEvent: (identity, event) => queueMicrotask(() => report(identity, event)),
  });
  const held = collectHeldChanges({ state, judgeFor: reviewJudge, isOurs });
  const reviews = provideReviews(held);
  const audit = provideAuditLog(state.audit);
  const editorKey = openEditorKey(context.secrets, (error) => log.warn(`no secret storage: ${error}`));
  const options = { state, held, log, live, editorKey };
  const ourStates = () => state.projects().filter(({ directory }) => isOurs(directory));
  const showRestorePoints = () => browseRestorePoints({ state, projects: ourStates(), judgeFor: reviewJudge });
  const notices = createNotices(held, {
    review: (id) => void commands.executeCommand('holdfast.held.focus').then(() => openReviewOf(id)),
    keep(id) {
      const entry = held.find(id);
      if (entry) keepEverything(options, entry);
    },
    showRestorePoints: () => void showRestorePoints(),
  });

  const told = new Set(held.list().map(({ proposal }) => proposal.id));
  /** Tells of what a hook, a terminal or another window holds; whoever holds it here tells of it by the same notice. */
  const tellOfOthers = held.onDidChange(() => {
    for (const { proposal } of held.list()) {
      if (told.has(proposal.id)) continue;
      told.add(proposal.id);
      const files = proposal.proposed.map(({ file }) => file);
      notices.held({ id: proposal.id, files, changes: proposal.changes });
    }
  });

  async function openReviewOf(id: string): Promise<void> {
    const entry = held.find(id);
    if (entry) await reviews.open(entry);
  }

  function report({ directory }: ProjectIdentity, event: ProjectWatchEvent): void {
    switch (event.kind) {
      case 'held': {
        const { proposal } = event;
        log.warn(`held in ${directory}: ${proposal.changes.map(({ id }) => id).join(', ')} (${proposal.id})`);
        held.refresh();
        notices.held({ id: proposal.id, files: event.restored, changes: proposal.changes });
        return;
      }
      case 'let-through':
        notices.letThrough(event.files, heldChanges(event.judgement.changes).map(toProposedChange));
        return;
      case 'made-read-only': {
        const watch = projects.all().find(({ state: { directory: other } }) => other === directory);
        notices.madeReadOnly(event.file, () => watch?.makeWritable(event.file));
        return;
      }
      case 'failed':
        log.error(`${event.file}: ${event.reason}`);
        notices.failed(event.file, event.reason);
        return;
      case 'accepted':
        log.debug(`accepted: ${event.files.join(', ')}`);
    }
  }

  const meant = (argument: unknown) => {
    if (isHeldNode(argument)) return held.find(argument.id);
    return argument instanceof Uri ? reviews.proposalOf(argument) : undefined;
  };
  const register = (name: string, run: (argument: unknown) => Promise<void> | void) =>
    commands.registerCommand(`holdfast.${name}`, async (argument: unknown) => {
      try {
        await run(argument);
      } catch (error) {
        log.error(`${name}: ${error instanceof Error ? error.stack : error}`);
        throw error;
      }
    });

  const parts: Disposable[] = [
    projects,
    held,
    reviews,
    audit,
    notices,
    tellOfOthers,
    showHeldView(held),
    provideVersions(ourStates),
    guardSaves({
      projects,
      log,
      onHeld(_watch, { proposal }) {
        held.refresh();
        notices.held({ id: proposal.id, files: proposal.proposed.map(({ file }) => file), changes: proposal.changes });
      },
    }),
    register('reviewHeldChanges', async (argument) => {
      const entry = await chooseProposal(held, meant(argument));
      if (entry) await reviews.open(entry);
    }),
    register('approveHeldChanges', async (argument) => {
      const entry = await chooseProposal(held, meant(argument));
      if (entry) await approveHeldProposal(options, entry);
    }),
    register('discardHeldChange', async (argument) => {
      const entry = await chooseProposal(held, meant(argument));
      if (entry) keepEverything(options, entry);
    }),
    register('showRestorePoints', showRestorePoints),
    register('showAuditLog', () => audit.show()),
    keepPersonPolicy(state.folder, (error) => log.error(`can't keep the policy: ${error}`)),
  ];
  const guard: Guard = {
    state,
    watched: () => projects.all().map((watch) => watch.state.directory),
    editorKey,
    hasHeldChanges: (directory) => held.list().some(({ proposal }) => proposal.directory === directory),
    onDidChangeHeld: held.onDidChange,
    dispose() {
      for (const part of parts) part.dispose();
    },
  };
  context.subscriptions.push(guard);
  return guard;
}
