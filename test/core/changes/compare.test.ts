import assert from 'node:assert/strict';
import { filesOfSide, judgeOfRoot, linesOfBlock, projectView } from '../../support/before-after.ts';
import { readCases } from '../../support/read-case.ts';

describe('changes between two projects', () => {
  const cases = readCases('test/cases/changes').filter(({ blocks }) => blocks.some(({ name }) => name === 'changes'));
  for (const entry of cases) {
    it(entry.title, () => {
      const filesBefore = filesOfSide(entry, 'before');
      const before = projectView(filesBefore);
      const after = projectView(filesOfSide(entry, 'after', filesBefore));
      const { changes } = judgeOfRoot().judge(before, after);
      const found = changes.map(({ id, verdict }) => `${verdict} ${id}`);
      assert.deepEqual(found.sort(), [...linesOfBlock(entry, 'changes')].sort());
      for (const { before: place, kind, message } of changes) {
        if (!kind.endsWith('-added')) assert.ok(place, `${kind} has no place before`);
        assert.match(message, /^.+\.$/s);
      }
    });
  }
});
