import assert from 'node:assert/strict';
import { mayChangeSettingsOnly } from '../../../core/guard/changed-lines.ts';
import { isHarmlessEdit } from '../../../core/guard/harmless-edit.ts';
import { builtInPolicy, changeKinds } from '../../../core/guard/policy.ts';
import { filesOfSide, judgeOfRoot, projectView, root } from '../../support/before-after.ts';
import { mutations } from '../../support/mutate.ts';
import { filesOf, readCases } from '../../support/read-case.ts';

const before = `services:
  db:
    image: postgres:16
    restart: always
    mem_limit: 1g
    volumes:
      - data:/var/lib/postgresql/data
    healthcheck:
      test: ["CMD", "pg_isready"]
      interval: 10s
  web:
    image: nginx:1.27 # a comment
    depends_on: [db]
volumes:
  data:
`;

const pairs: readonly (readonly [boolean, string, string, string])[] = [
  [true, 'another restart policy', 'restart: always', 'restart: "no"'],
  [true, 'a setting that is gone', '    mem_limit: 1g\n', ''],
  [true, 'settings that are new', '    mem_limit: 1g\n', '    cpus: 2\n    logging:\n      driver: local\n'],
  [true, 'another interval', 'interval: 10s', 'interval: 30s'],
  [true, 'labels', '    mem_limit: 1g\n', '    labels:\n      a: b\n'],
  [true, 'comments', ' # a comment', ''],
  [true, 'limits', '    mem_limit: 1g\n', '    deploy:\n      resources:\n        limits:\n          memory: 1g\n'],
  [false, 'a mark for Holdfast', '    mem_limit: 1g\n', '    labels:\n      holdfast.protect: "true"\n'],
  [false, 'a variable', 'restart: always', 'restart: ${RESTART:?}'],
  [false, 'nothing in it', 'restart: always', 'restart:'],
  [false, 'replicas', '    mem_limit: 1g\n', '    deploy:\n      replicas: 0\n'],
  [false, 'a profile', '    mem_limit: 1g\n', '    profiles: [x]\n'],
  [false, 'another image', 'postgres:16', 'postgres:17'],
  [false, 'a mount', '    volumes:\n      - data:/var/lib/postgresql/data\n', ''],
  [false, 'a check that is switched off', 'interval: 10s', 'disable: true'],
  [false, 'a dependency', '    depends_on: [db]\n', ''],
  [false, 'a volume', '  data:\n', '  other:\n'],
  [false, 'a key twice', '    mem_limit: 1g\n', '    restart: always\n'],
  [false, 'a name in the front', 'services:', 'name: x\nservices:'],
  [false, 'broken text', 'mem_limit: 1g', 'mem_limit: [1g'],
  [false, 'a key at the wrong place', '    mem_limit: 1g\n', '  mem_limit: 1g\n'],
];

describe('an edit that is harmless at a glance', () => {
  for (const [expected, name, from, to] of pairs) {
    it(`${expected ? 'passes' : 'is judged'}: ${name}`, () => {
      assert.ok(before.includes(from));
      assert.equal(
        isHarmlessEdit(
          before,
          before.replace(from, () => to),
          builtInPolicy,
        ),
        expected,
      );
    });
  }

  it('is told by its lines not to be one, when a service goes', () => {
    assert.ok(
      !mayChangeSettingsOnly(
        before,
        before.slice(0, before.indexOf('  web:')) + before.slice(before.indexOf('volumes:\n  data')),
      ),
    );
    assert.ok(!mayChangeSettingsOnly(before, ''));
    assert.ok(!mayChangeSettingsOnly(before, before.replace('postgres:16', 'postgres:17')));
  });

  it('is none where a person holds changes of services', () => {
    const levels = new Map(changeKinds.map((kind) => [kind, 'ask'] as const));
    assert.equal(isHarmlessEdit(before, before.replace('always', 'no'), { levels }), false);
    assert.equal(isHarmlessEdit(before, before.replace(' # a comment', ''), { levels }), false);
  });

  it('is one that the judge lets through, in every case of changes', () => {
    let passed = 0;
    for (const entry of readCases('test/cases/changes')) {
      const sides = [filesOfSide(entry, 'before'), filesOfSide(entry, 'after', filesOfSide(entry, 'before'))] as const;
      const [old, now] = sides.map((files) => files.get('compose.yaml'));
      if (old === undefined || now === undefined || !isHarmlessEdit(old, now, builtInPolicy)) continue;
      passed++;
      const alone = [projectView([['compose.yaml', old]]), projectView([['compose.yaml', now]])] as const;
      assert.equal(judgeOfRoot().judge(...alone).verdict, 'allow', entry.title);
    }
    assert.ok(passed > 0);
  });

  it('is one that the judge lets through, in mutations of samples', function () {
    this.timeout(60_000);
    let passed = 0;
    for (const sample of readCases('test/cases/changes/samples.md')) {
      const files = new Map([...filesOf(sample, root)].map(([file, text]) => [file.slice(root.length + 1), text]));
      for (const mutation of mutations(files, 7)) {
        const harmless = [...mutation.after].every(([path, text]) => {
          const old = files.get(path);
          return text === old || (text !== undefined && old !== undefined && isHarmlessEdit(old, text, builtInPolicy));
        });
        if (!harmless || [...files.keys()].some((path) => mutation.after.get(path) === undefined)) continue;
        passed++;
        assert.equal(mutation.destructive, false, `${sample.title}: ${mutation.name}`);
      }
    }
    assert.ok(passed > 0);
  });
});
