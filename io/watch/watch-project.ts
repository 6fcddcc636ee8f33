import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProjectJudge } from '../../core/guard/create-judge.ts';
import { heldChanges } from '../../core/guard/judge.ts';
import type { Judgement } from '../../core/guard/verdict.ts';
import type { Project } from '../../core/project/project.ts';
import { overlay } from '../../core/text/file-view.ts';
import { disk } from '../disk.ts';
import type { AuditLog } from '../state/audit-log.ts';
import { keepProposal } from '../state/keep-proposal.ts';
import type { ProjectState } from '../state/state.ts';
import { removeLeftovers, writeFileAtomically } from '../write-file.ts';
import { type AcceptedProject, openAcceptedProject } from './accepted-project.ts';
import { isAnsweredYes } from './answered-yes.ts';
import { openGitHead } from './git-head.ts';
import { closeHalfWritten } from './half-written.ts';
import { headVersions } from './head-versions.ts';
import { type HeldSave, holdSave } from './hold-save.ts';
import { createLateWrites } from './late-writes.ts';
import type { ProjectWatchEvent } from './project-watch-event.ts';
import { readAll, readSettled, sameTexts, type Texts } from './read-settled.ts';
import { rehearse } from './rehearse.ts';
import { createRestoreLoop } from './restore-loop.ts';
import { watchFolders } from './watch-folders.ts';

export interface ProjectWatchOptions {
  readonly state: ProjectState;
  readonly audit: AuditLog;
  readonly judge: ProjectJudge;
  /** Unsaved texts of editors, by file: a deletion on disk that they make good is given time to be saved. */
  readonly unsavedTexts?: (() => Texts) | undefined;
  readonly onEvent: (event: ProjectWatchEvent) => void;
}

export interface ProjectWatch {
  readonly state: ProjectState;
  /** The accepted texts. */
  accepted(): Texts;
  /** The project as accepted. */
  project(): Project;
  /** True when the file shapes the project. */
  concerns(file: string): boolean;
  /** Judges a buffer that is about to be saved; see hold-save.ts. */
  holdSave(file: string, text: string, unsaved: Texts): HeldSave | undefined;
  /** Looks at the files again. Settles when everything seen so far is dealt with. */
  check(): Promise<void>;
  /** Gives a file that was made read-only its write permission back. */
  makeWritable(file: string): void;
  dispose(): void;
}

/** Milliseconds after the start at which the judge is rehearsed. */
const warmUpDelay = 400;

/** How long a deletion that unsaved buffers make good may last, in milliseconds. */
const unsavedPatience = 2000;

/**
 * Watches a project's files and holds what would be lost: as soon as the disk shows a change that the judge holds, the
 * proposal is kept in the state folder and the held parts are written back. What changed while nobody watched is judged
 * at the start, against the stored state.
 */
export function watchProject(options: ProjectWatchOptions): ProjectWatch {
  const { state, audit, judge, onEvent } = options;
  const git = openGitHead(state.directory);
  const loop = createRestoreLoop();
  const watchedPaths = new Set<string>();
  /** By file, the one that it led to when its contents were last the accepted ones. */
  const meant = new Map<string, string>();
  let isDisposed = false;
  let isDirty = false;
  let running: Promise<void> | undefined;

  const folders = watchFolders({
    onEvent(path) {
      if (watchedPaths.has(path)) void look();
    },
  });
  const lateWrites = createLateWrites(() => void look());
  let opened: AcceptedProject | undefined;
  const accepted = openAcceptedProject({
    state,
    judge,
    onFiles(files) {
      watchedPaths.clear();
      const links = state.baseline.links();
      const texts = opened?.texts() ?? state.baseline.read();
      for (const file of files) {
        watchedPaths.add(file);
        const real = realPath(file);
        watchedPaths.add(real);
        if (disk.readText(file) === texts?.get(file)) meant.set(file, real);
        else if (!meant.has(file)) meant.set(file, placeBefore(file, links.get(file)) ?? real);
      }
      folders.setFiles(watchedPaths);
    },
  });
  opened = accepted;

  function look(): Promise<void> {
    isDirty = true;
    running ??= judgeUntilClean().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function judgeUntilClean(): Promise<void> {
    while (isDirty && !isDisposed) {
      isDirty = false;
      try {
        await judgeDisk();
      } catch (error) {
        onEvent({ kind: 'failed', file: state.directory, reason: reasonOf(error) });
      }
    }
  }

  async function judgeDisk(): Promise<void> {
    accepted.followOthers();
    const late = lateWrites.take();
    let onDisk = readAll(accepted.texts().keys());
    if (late.size === 0 && sameTexts(onDisk, accepted.texts())) return;
    onDisk = await readSettled(accepted.texts().keys(), accepted.texts());
    accepted.followOthers();

    for (const [file, { text, proposal }] of late) {
      // What was written first was only a part of what came.
      if (proposal) state.proposals.settle(proposal, 'superseded');
      state.restorePoints.add({ file, text, road: 'disk', fate: 'held' });
    }
    const arrived = [...late].filter(([file]) => onDisk.get(file) === accepted.texts().get(file));
    const wanted: Texts = new Map([...onDisk, ...arrived.map(([file, { text }]) => [file, text] as const)]);
    if (isDisposed || sameTexts(wanted, accepted.texts())) return;

    const judgement = judge.judge(accepted.view(), overlay(disk, wanted));
    const isAllowed = judgement.verdict === 'allow';
    if (isAllowed || isAnsweredYes({ state, audit, accepted: accepted.texts(), wanted, judgement })) {
      for (const [file] of arrived) write(file, wanted.get(file));
      const files = changedFiles(wanted);
      accepted.accept(wanted, isAllowed ? 'disk' : 'hook');
      onEvent({ kind: 'accepted', files });
      return;
    }
    if (await isMadeGoodByBuffers(wanted)) return;
    if (await isFromGit(wanted, judgement)) return;
    if (isDisposed) return;
    if (sameTexts(readAll(onDisk.keys()), onDisk)) hold(wanted, onDisk, judgement);
    else isDirty = true;
  }

  async function isMadeGoodByBuffers(wanted: Texts): Promise<boolean> {
    const unsaved = options.unsavedTexts?.() ?? new Map();
    if (![...unsaved.keys()].some((file) => wanted.has(file))) return false;
    const later = overlay(disk, new Map([...wanted, ...unsaved]));
    if (judge.judge(accepted.view(), later).verdict !== 'allow') return false;
    const end = Date.now() + unsavedPatience;
    while (Date.now() < end && !isDisposed) {
      await delay(50);
      if (sameTexts(readAll(wanted.keys()), wanted)) continue;
      isDirty = true;
      return true;
    }
    return false;
  }

  async function isFromGit(wanted: Texts, judgement: Judgement): Promise<boolean> {
    const atHead = git ? await headVersions(git, changedFiles(wanted), accepted.texts()) : new Map();
    if (atHead.size === 0) return false;
    const texts: Texts = new Map([...accepted.texts(), ...atHead]);
    const files = [...atHead.keys()];
    accepted.accept(texts, 'git');
    audit.append({ event: 'let-through', road: 'git', project: state.directory, files, changes: heldIds(judgement) });
    onEvent({ kind: 'let-through', files, judgement });
    isDirty = true;
    return true;
  }

  function hold(wanted: Texts, onDisk: Texts, judgement: Judgement) {
    const before = accepted.view();
    const after = overlay(disk, wanted);
    const held = judge.hold({ before, after, judgement, approved: new Set() });
    const result: Texts = new Map([...wanted, ...(held.size > 0 ? held : accepted.texts())]);
    const proposal = keepProposal(state, { base: result, proposed: wanted, judgement, road: 'disk' });

    const texts = new Map(accepted.texts());
    const restored: string[] = [];
    for (const [file, text] of result) {
      if (text !== onDisk.get(file)) {
        if (!write(file, text, proposal.id)) continue;
        restored.push(file);
      }
      texts.set(file, text);
    }
    for (const { file, text } of proposal.proposed) {
      state.restorePoints.add({ file, text: text ?? undefined, road: 'disk', fate: 'held' });
    }
    if (!sameTexts(texts, accepted.texts())) accepted.accept(texts, 'disk');
    closeHalfWritten(state.proposals, Date.now());
    const note = { road: 'disk', project: state.directory, files: restored } as const;
    audit.append({ event: 'held', ...note, changes: heldIds(judgement), proposal: proposal.id });
    onEvent({ kind: 'held', proposal, judgement, restored });
    for (const file of restored) {
      if (!loop.restored(file, Date.now())) continue;
      audit.append({ event: 'made-read-only', ...note, files: [file] });
      onEvent({ kind: 'made-read-only', file });
    }
  }

  /** Writes a file, or leaves it when it shall be absent. True unless it failed. */
  function write(file: string, text: string | undefined, proposal?: string): boolean {
    if (text === undefined) return true;
    try {
      lateWrites.follow(file, proposal);
      writeFileAtomically(file, text, { makeFolder: 0o777, link: leadsElsewhere(file) ? 'replace' : 'follow' });
      return true;
    } catch (error) {
      audit.append({ event: 'failed', road: 'disk', project: state.directory, files: [file], note: reasonOf(error) });
      onEvent({ kind: 'failed', file, reason: reasonOf(error) });
      return false;
    }
  }

  /** True for a link that was made since: the file that it names was never a part of the project. */
  function leadsElsewhere(file: string): boolean {
    const real = realPath(file);
    return real !== file && real !== meant.get(file) && isLink(file);
  }

  function changedFiles(texts: Texts): string[] {
    const before = accepted.texts();
    return [...texts.keys()].filter((file) => texts.get(file) !== before.get(file));
  }

  for (const file of accepted.texts().keys()) removeLeftovers(file);
  // Asked now, so that git is there and answers at once when it matters.
  void git?.text(`${state.directory}/compose.yaml`, 'HEAD');
  void look();
  const warmUp = setTimeout(() => rehearse(judge, accepted), warmUpDelay);
  warmUp.unref();

  return {
    state,
    accepted: accepted.texts,
    project: accepted.project,
    concerns: (file) => watchedPaths.has(file),
    holdSave: (file, text, unsaved) => holdSave({ state, audit, accepted, judge, file, text, unsaved }),
    async check() {
      do await look();
      while (running);
    },
    makeWritable: loop.release,
    dispose() {
      isDisposed = true;
      clearTimeout(warmUp);
      folders.dispose();
      lateWrites.dispose();
      git?.dispose();
    },
  };
}

function heldIds(judgement: Judgement): string[] {
  return heldChanges(judgement.changes).map(({ id }) => id);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Where a file was by what is noted of it: where its link led, or where it stood itself; undefined when nothing is noted. */
function placeBefore(file: string, link: string | null | undefined): string | undefined {
  return link === null ? `${realPath(dirname(file))}/${basename(file)}` : link;
}

function isLink(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
