import assert from 'node:assert/strict';
import { applyEdits } from '../../../core/lint/apply-fixes.ts';
import { lint } from '../../../core/lint/lint.ts';
import { loadProject } from '../../../core/project/load-project.ts';
import { memoryView } from '../../support/memory-view.ts';

/** The fixes of the finding of a rule, as titles with the text that each leads to. */
function fixesOf(text: string, rule: string): readonly { title: string; safe: boolean; text: string }[] {
  const view = memoryView(new Map([['/p/compose.yaml', text]]));
  const findings = lint(loadProject(view, { directory: '/p', environment: {} }), { view });
  const finding = findings.find((candidate) => candidate.rule === rule);
  assert.ok(finding, findings.map((candidate) => candidate.rule).join());
  return (finding.fixes ?? []).map(({ title, safe, edits }) => ({ title, safe, text: applyEdits(text, edits) }));
}

const web = (lines: string) => `services:\n  web:\n    image: nginx:1.27\n${lines}`;

describe('fixes of problems', () => {
  it('corrects a key', () => {
    assert.deepEqual(fixesOf('services:\n  web:\n    imagee: nginx:1.27\n', 'unknown-key'), [
      { title: 'Change to "image"', safe: true, text: 'services:\n  web:\n    image: nginx:1.27\n' },
    ]);
    const [quoted] = fixesOf('services:\n  web: {"imagee": nginx}\n', 'unknown-key');
    assert.equal(quoted?.text, 'services:\n  web: {"image": nginx}\n');
  });

  it('takes a key out whose right form is there already', () => {
    const [fix, ...more] = fixesOf(web('    imagee: nginx:1.26\n'), 'unknown-key');
    assert.deepEqual(more, []);
    assert.deepEqual(fix, { title: 'Remove imagee, since "image" is there already', safe: false, text: web('') });
  });

  it('corrects a name', () => {
    const [fix] = fixesOf(`${web('    depends_on: [dbb]\n')}  db:\n    image: nginx:1.27\n`, 'undefined-service');
    assert.match(fix?.text ?? '', /depends_on: \[db\]/);
  });

  it('defines a volume where others are, or in a new section', () => {
    const [first] = fixesOf(web('    volumes:\n      - data:/srv\n'), 'undefined-volume');
    assert.equal(first?.text, `${web('    volumes:\n      - data:/srv\n')}\nvolumes:\n  data:\n`);
    const some = `${web('    volumes: ["data:/srv", "other:/o"]\n')}volumes:\n  other:\n    # kept\n    driver: local\n`;
    const [second] = fixesOf(some, 'undefined-volume').filter((fix) => fix.title.startsWith('Define'));
    assert.match(second?.text ?? '', /volumes:\n {2}data:\n {2}other:\n {4}# kept/);
  });

  it('puts a number in quotes as it stands', () => {
    const [fix] = fixesOf(web('    hostname: 1.10\n'), 'wrong-kind');
    assert.equal(fix?.text, web('    hostname: "1.10"\n'));
  });

  it('doubles a dollar sign', () => {
    const [fix] = fixesOf(web('    environment:\n      PASSWORD: pa$sword\n'), 'unset-variable');
    assert.deepEqual(fix, {
      title: 'Write "$$" for a plain dollar sign',
      safe: false,
      text: web('    environment:\n      PASSWORD: pa$$sword\n'),
    });
  });
});
