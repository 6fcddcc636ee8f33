import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Road } from '../../core/guard/approval.ts';
import { makeProposal } from '../../io/state/proposals.ts';
import { openState, type ProjectState } from '../../io/state/state.ts';
import { closeHalfWritten } from '../../io/watch/half-written.ts';

describe('a write that two guards caught at two moments', () => {
  let folder: string;
  let project: ProjectState;
  const file = '/project/compose.yaml';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'half-written-'));
    project = openState(folder).project({ directory: '/project' });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function keep(text: string | undefined, now: number, road: Road = 'disk'): void {
    const base = new Map([[file, 'whole']]);
    project.proposals.save(
      makeProposal({ directory: '/project', base, proposed: new Map([[file, text]]), changes: [], road, now }),
    );
  }
  const open = (now: number) => {
    closeHalfWritten(project.proposals, now);
    return project.proposals.list().map(({ proposed }) => proposed[0]?.text);
  };

  it('is one proposal, whichever moment was kept first', () => {
    for (const texts of [
      ['', 'services: {}\n'],
      ['services: {}\n', ''],
      [undefined, 'serv', 'services: {}\n'],
    ]) {
      for (const text of texts) keep(text, 1000);
      assert.deepEqual(open(1500), ['services: {}\n']);
    }
  });

  it('is not seen in edits that differ, that are far apart, or that came by hooks', () => {
    keep('services:\n  a:\n', 1000);
    keep('services:\n  b:\n', 1001);
    assert.equal(open(1500).length, 2);
    keep('', 5000);
    keep('one', 7000);
    assert.equal(open(7000).length, 4);
    keep('tw', 9000, 'hook');
    keep('two', 9000, 'hook');
    assert.equal(open(9000).length, 6);
  });
});
