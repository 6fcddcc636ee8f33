import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { applyEdits } from '../../../core/lint/apply-fixes.ts';
import type { Finding } from '../../../core/lint/finding.ts';
import { lint, runRule } from '../../../core/lint/lint.ts';
import type { Rule } from '../../../core/lint/rule.ts';
import { rules } from '../../../core/lint/rule-list.ts';
import { loadProject } from '../../../core/project/load-project.ts';
import { memoryView } from '../../support/memory-view.ts';
import { liveFactsOf } from './live-facts.ts';

const root = '/p';

function findingsOf(rule: Rule, text: string, files: Readonly<Record<string, string>>): readonly Finding[] {
  const entries = Object.entries({ ...files, 'compose.yaml': text }).map(
    ([name, body]) => [`${root}/${name}`, body] as const,
  );
  const view = memoryView(new Map(entries));
  const project = loadProject(view, { directory: root, environment: { DB_PASSWORD: 'x', KEY: 'x' } });
  const errors = project.problems.filter((problem) => problem.severity === 'error');
  assert.deepEqual(
    errors.map((problem) => problem.message),
    [],
    'examples are files that Compose accepts',
  );
  return runRule(rule, project, { view, live: rule.live ? liveFactsOf(rule.id) : undefined });
}

describe('the examples of the rules', () => {
  for (const rule of rules) {
    it(`${rule.id} speaks up on its bad example and is silent on its good one`, () => {
      const { bad, good, files = {}, badFiles = {}, goodFiles = {} } = rule.examples;
      const found = findingsOf(rule, bad, { ...files, ...badFiles });
      assert.ok(found.length > 0, 'nothing found in the bad example');
      for (const finding of found) {
        assert.equal(finding.rule, rule.id);
        assert.match(finding.message, /[.!?)]$/, finding.message);
        const { start, end } = finding.location.range;
        assert.ok(end > start && end <= bad.length, `a place in the text: ${start}..${end}`);
      }
      assert.deepEqual(findingsOf(rule, good, { ...files, ...goodFiles }), []);
    });
  }

  it('are good for the other recommended rules too', () => {
    for (const rule of rules.filter((candidate) => candidate.presets.includes('recommended'))) {
      const { good, files = {}, goodFiles = {} } = rule.examples;
      const entries = Object.entries({ ...files, ...goodFiles, 'compose.yaml': good }).map(
        ([name, body]) => [`${root}/${name}`, body] as const,
      );
      const view = memoryView(new Map(entries));
      const project = loadProject(view, { directory: root, environment: { DB_PASSWORD: 'x', KEY: 'x' } });
      assert.deepEqual(
        lint(project, { view }).map((finding) => `${finding.rule}: ${finding.message}`),
        [],
        rule.id,
      );
    }
  });
});

describe('the fixes of the examples', () => {
  for (const rule of rules) {
    const { bad, files = {}, badFiles = {} } = rule.examples;
    const all = { ...files, ...badFiles };
    const titles = findingsOf(rule, bad, all)
      .flatMap((finding) => finding.fixes ?? [])
      .map((fix) => fix.title);
    for (const [index, title] of titles.entries()) {
      it(`${rule.id}: ${title}`, () => {
        const fix = findingsOf(rule, bad, all).flatMap((finding) => finding.fixes ?? [])[index];
        assert.ok(fix);
        const edited = (text: string, name: string) => {
          const own = fix.edits.filter(({ file }) => file === `${root}/${name}`);
          return own.length > 0 ? applyEdits(text, own) : text;
        };
        const fixed = edited(bad, 'compose.yaml');
        const files = Object.fromEntries(Object.entries(all).map(([name, text]) => [name, edited(text, name)]));
        assert.deepEqual(
          findingsOf(rule, fixed, files).map((finding) => finding.message),
          [],
          fixed,
        );
      });
    }
  }
});

describe('the rules', () => {
  for (const rule of rules) {
    it(`${rule.id} is written as the others are`, () => {
      assert.match(rule.id, /^[a-z]+(?:-[a-z]+)+$/);
      assert.match(rule.summary, /^[A-Z].*[^.]$/);
      for (const text of [rule.why, rule.instead]) assert.match(text, /^[A-Z].*[.")]$/, text);
      assert.ok(rule.presets.length > 0);
    });
  }

  it('have files named after their ids', () => {
    const folder = path.resolve('core/lint/rules');
    const names = readdirSync(folder).map((name) => name.replace(/\.ts$/, ''));
    assert.deepEqual(rules.map((rule) => rule.id).sort(), names.sort());
  });

  it('have marked cases', () => {
    const missing = rules.filter((rule) => !existsSync(path.resolve('test/cases/rules', `${rule.id}.md`)));
    assert.deepEqual(
      missing.map((rule) => rule.id),
      [],
    );
  });
});
