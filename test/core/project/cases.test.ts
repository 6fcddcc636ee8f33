import assert from 'node:assert/strict';
import { loadProject } from '../../../core/project/load-project.ts';
import { printConfig } from '../../../core/project/print-config.ts';
import type { Project } from '../../../core/project/project.ts';
import { indexLines } from '../../../core/text/line-index.ts';
import { memoryView } from '../../support/memory-view.ts';
import { CASE_FOLDER, requestOf } from '../../support/project-case.ts';
import { blockOf, type Case, filesOf, markLine, readCases } from '../../support/read-case.ts';

for (const folder of ['project', 'yaml']) {
  describe(`cases: ${folder}`, () => {
    for (const one of readCases(`test/cases/${folder}`)) {
      it(`${one.title} (${one.file.split('/').at(-1)}:${one.line})`, () => check(one));
    }
  });
}

/** A case expects what Compose prints, or that Compose rejects it; and, where it has marks, just those problems. */
function check(one: Case): void {
  const view = memoryView(filesOf(one, CASE_FOLDER));
  const loaded = loadProject(view, { ...requestOf(one), directory: CASE_FOLDER });
  const expected = blockOf(one, 'expect');
  const rejected = blockOf(one, 'rejected');
  assert(expected || rejected, 'a case says what is expected');
  const errors = loaded.problems
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, message }) => `${rule}: ${message}`);
  if (rejected) assert.notDeepEqual(errors, [], 'Compose rejects it');
  else assert.deepEqual(errors, [], 'Compose accepts it');
  if (expected) assert.deepEqual(plain(printConfig(loaded, view)), JSON.parse(expected.text));
  for (const block of one.blocks) if (block.marks.length > 0) checkMarks(loaded, one, block);
}

function checkMarks(loaded: Project, one: Case, block: Case['blocks'][number]): void {
  const lines = indexLines(block.text);
  const found = loaded.problems.filter(({ location }) => location.file === `${CASE_FOLDER}/${block.name}`);
  const places = found.map(({ rule, severity, location }) => {
    const start = lines.position(location.range.start);
    const end = lines.position(location.range.end);
    return markLine({
      line: start.line,
      start: start.column,
      end: end.line === start.line ? end.column : Number.POSITIVE_INFINITY,
      severity,
      rule,
    });
  });
  assert.deepEqual(places, block.marks.map(markLine), `problems in ${block.name} of "${one.title}"`);
  block.marks.forEach((mark, index) => {
    const message = found[index]?.message ?? '';
    assert(message.includes(mark.message), `"${message}" says "${mark.message}"`);
  });
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
