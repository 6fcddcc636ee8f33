import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyApproval, openReview } from '../../io/approval/apply-approval.ts';
import { toPortablePath } from '../../io/disk.ts';
import { openState } from '../../io/state/state.ts';
import { createProjectJudge, createQuickJudge } from '../../io/watch/create-judge.ts';
import type { ProjectWatchEvent } from '../../io/watch/project-watch-event.ts';
import { watchProject } from '../../io/watch/watch-project.ts';

const text = 'FROM node:22\nWORKDIR /srv\nCOPY . .\nRUN npm ci\nCMD ["node", "."]\n';
const policy = { levels: new Map(), protectedFiles: { patterns: ['Dockerfile'], largestShare: 0.3 } };

describe('watching a protected file that is no Compose file', () => {
  it('restores it when it is deleted or cut down, lets edits pass, and lets go what a person approves', async () => {
    const folder = toPortablePath(mkdtempSync(join(tmpdir(), 'guard-text-')));
    const file = `${folder}/Dockerfile`;
    const read = () => readFileSync(file, 'utf8');
    writeFileSync(file, text);
    const state = openState(`${folder}/state`);
    const project = state.project({ directory: folder, files: [file] });
    const request = { directory: folder, files: [file], environment: {} };
    const events: ProjectWatchEvent[] = [];
    const watch = watchProject({
      state: project,
      audit: state.audit,
      judge: createQuickJudge(request, () => policy),
      onEvent: (event) => events.push(event),
    });
    try {
      await watch.check();
      const edited = text.replace('node:22', 'node:24');
      writeFileSync(file, edited);
      await watch.check();
      assert.equal(watch.accepted().get(file), edited);
      for (const spoil of [
        () => unlinkSync(file),
        () => writeFileSync(file, ''),
        () => writeFileSync(file, 'FROM a\n'),
      ]) {
        spoil();
        await watch.check();
        assert.equal(read(), edited);
      }
      const held = events.filter((event) => event.kind === 'held');
      assert.deepEqual(
        held.map(({ proposal }) => proposal.changes.map(({ kind }) => kind)),
        [['file-removed'], ['file-removed'], ['file-shortened']],
      );
      assert.equal(watch.holdSave(file, 'FROM b\n', new Map())?.text, edited);

      const proposal = held[2]?.proposal;
      assert.ok(proposal);
      const judge = createProjectJudge(request, () => policy);
      const review = openReview({ state: project, judge }, proposal);
      assert.ok(!('reason' in review));
      const changeIds = proposal.changes.map(({ id }) => id);
      applyApproval({ state: project, audit: state.audit, judge, road: 'terminal' }, review, changeIds);
      await watch.check();
      assert.equal(read(), 'FROM a\n');
    } finally {
      watch.dispose();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
