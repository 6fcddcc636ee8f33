import assert from 'node:assert/strict';
import { overlay } from '../../../core/text/file-view.ts';
import { filesOfSide, judgeOfRoot, linesOfBlock, projectView, root } from '../../support/before-after.ts';
import { readCases } from '../../support/read-case.ts';

describe('holding', () => {
  for (const entry of readCases('test/cases/hold')) {
    it(entry.title, () => {
      const judge = judgeOfRoot();
      const filesBefore = filesOfSide(entry, 'before');
      const filesAfter = filesOfSide(entry, 'after', filesBefore);
      const expected = filesOfSide(entry, 'result', filesBefore);
      const approved = new Set(linesOfBlock(entry, 'approved'));
      const [before, after] = [projectView(filesBefore), projectView(filesAfter)];

      const judgement = judge.judge(before, after);
      const held = judgement.changes.filter(({ verdict }) => verdict !== 'allow').map(({ id }) => id);
      const listed = linesOfBlock(entry, 'held');
      if (listed.length > 0) assert.deepEqual(held, listed);
      assert.ok(held.length > 0, 'nothing is held');
      for (const id of approved) assert.ok(held.includes(id), `${id} is not among ${held.join(', ')}`);

      const result = overlay(after, judge.hold({ before, after, judgement, approved }));
      for (const path of new Set([...filesBefore.keys(), ...filesAfter.keys(), ...expected.keys()])) {
        assert.equal(result.readText(`${root}/${path}`), expected.get(path), path);
      }
    });
  }
});
