import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from '../../../core/lint/finding.ts';
import { lint, runRule } from '../../../core/lint/lint.ts';
import { rules } from '../../../core/lint/rule-list.ts';
import { loadProject } from '../../../core/project/load-project.ts';
import { indexLines } from '../../../core/text/line-index.ts';
import { memoryView } from '../../support/memory-view.ts';
import { blockOf, type Case, filesOf, markLine, readCases } from '../../support/read-case.ts';
import { liveFactsOf } from './live-facts.ts';

const root = '/p';
const folder = path.resolve('test/cases/rules');

/** `compose.yaml 3:12-16 error bad-port`, and the message. */
interface Line {
  readonly text: string;
  readonly message: string;
}

function expectedLines(given: Case): readonly Line[] {
  const listed = (blockOf(given, 'expect')?.text ?? '').split('\n').filter((line) => line.trim() !== '');
  const marked = given.blocks.flatMap((block) =>
    block.marks.map((mark) => ({ text: `${block.name} ${markLine(mark)}`, message: mark.message })),
  );
  return [...listed.map((text) => ({ text, message: '' })), ...marked].sort(byText);
}

function foundLines(findings: readonly Finding[], texts: ReadonlyMap<string, string>): readonly Line[] {
  return findings
    .map(({ location, severity, rule, message }) => {
      const { start, end } = location.range;
      const lines = indexLines(texts.get(location.file) ?? '');
      const from = lines.position(start);
      const to = lines.position(end);
      const mark = {
        line: from.line,
        start: from.column,
        end: to.line === from.line ? to.column : from.column + 1,
        severity,
        rule,
      };
      return { text: `${location.file.slice(root.length + 1)} ${markLine(mark)}`, message };
    })
    .sort(byText);
}

function byText(a: Line, b: Line): number {
  return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
}

describe('cases of rules', () => {
  for (const name of readdirSync(folder).sort()) {
    const rule = rules.find((candidate) => `${candidate.id}.md` === name);
    describe(name.replace(/\.md$/, ''), () => {
      for (const given of readCases(path.join(folder, name))) {
        it(given.title, () => {
          const texts = filesOf(given, root);
          const view = memoryView(texts);
          const project = loadProject(view, { directory: root, environment: {} });
          const live = rule?.live ? liveFactsOf(rule.id) : undefined;
          const found = foundLines(rule ? runRule(rule, project, { view, live }) : lint(project, { view }), texts);
          const expected = expectedLines(given);
          assert.deepEqual(
            found.map((line) => line.text),
            expected.map((line) => line.text),
          );
          for (const [index, { message }] of expected.entries()) {
            assert.ok(found[index]?.message.includes(message), `"${message}" in "${found[index]?.message}"`);
          }
        });
      }
    });
  }
});
