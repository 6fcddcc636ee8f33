import { type Disposable, type Event, EventEmitter } from 'vscode';
import { type Proposal, relatedVolumes, withConsequences } from '../../core/guard/approval.ts';
import type { ProjectJudge } from '../../core/guard/create-judge.ts';
import { openReview, type Review } from '../../io/approval/apply-approval.ts';
import type { ProjectIdentity, ProjectState, State } from '../../io/state/state.ts';
import { watchProposals } from '../../io/state/watch-proposals.ts';

/** A proposal with what the person has ticked of it so far. */
export interface HeldProposal {
  readonly proposal: Proposal;
  readonly state: ProjectState;
  readonly judge: ProjectJudge;
  readonly ticked: ReadonlySet<string>;
}

/** What is held in the projects of this window, by whichever program held it. */
export interface HeldChanges extends Disposable {
  readonly onDidChange: Event<void>;
  /** Newest first. */
  list(): readonly HeldProposal[];
  find(id: string): HeldProposal | undefined;
  /** Ticks or unticks a change; what cannot stay without it, and the volumes that only it used, go along. */
  tick(id: string, changeId: string, how: 'on' | 'off'): void;
  refresh(): void;
}

export function collectHeldChanges(options: {
  readonly state: State;
  readonly judgeFor: (identity: ProjectIdentity) => ProjectJudge;
  /** True for project directories that this window is concerned with. */
  readonly isOurs: (directory: string) => boolean;
}): HeldChanges {
  const { state, judgeFor, isOurs } = options;
  const changed = new EventEmitter<void>();
  const ticks = new Map<string, Set<string>>();
  let held: HeldProposal[] = [];

  const refresh = () => {
    const found: HeldProposal[] = [];
    for (const project of state.projects()) {
      if (!isOurs(project.directory)) continue;
      for (const proposal of project.proposals.list()) {
        const ticked = ticks.get(proposal.id) ?? new Set();
        ticks.set(proposal.id, ticked);
        found.push({ proposal, state: project, judge: judgeFor(project), ticked });
      }
    }
    held = found.sort((a, b) => b.proposal.createdAt - a.proposal.createdAt);
    changed.fire();
  };

  const watching = watchProposals(state, refresh);
  refresh();

  return {
    onDidChange: changed.event,
    list: () => held,
    find: (id) => held.find(({ proposal }) => proposal.id === id),
    tick(id, changeId, how) {
      const entry = held.find(({ proposal }) => proposal.id === id);
      const ticked = ticks.get(id);
      if (!entry || !ticked) return;
      const group = [changeId, ...companions(entry, changeId)];
      for (const member of group) {
        if (how === 'on') ticked.add(member);
        else ticked.delete(member);
      }
      changed.fire();
    },
    refresh,
    dispose() {
      watching.dispose();
      changed.dispose();
    },
  };
}

/** What is ticked together with a change. */
function companions({ proposal, state, judge }: HeldProposal, changeId: string): string[] {
  const { changes } = proposal;
  const change = changes.find(({ id }) => id === changeId);
  const group = new Set<string>([changeId]);
  if (change?.kind === 'service-removed') {
    const review = openReview({ state, judge }, proposal);
    if (!('reason' in review)) for (const id of relatedVolumes(changes, change.name, mountsOf(review))) group.add(id);
  }
  for (const id of withConsequences(changes, group)) group.add(id);
  return [...group];
}

function mountsOf(review: Review): Map<string, string[]> {
  const mounts = new Map<string, string[]>();
  for (const [name, service] of review.judgement.before.services) {
    const volumes = service.mounts.filter(({ type }) => type === 'volume');
    mounts.set(
      name,
      volumes.flatMap(({ source }) => source?.value ?? []),
    );
  }
  return mounts;
}
