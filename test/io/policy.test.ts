import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChangeKind } from '../../core/changes/change.ts';
import type { Verdict } from '../../core/guard/verdict.ts';
import { disk, toPortablePath } from '../../io/disk.ts';
import { noPersonPolicy, readPersonPolicy, writePersonPolicy } from '../../io/policy/person-policy.ts';
import { readPolicy } from '../../io/policy/read-policy.ts';
import { judgeRestore } from '../../io/restart/restore-files.ts';

describe("a person's policy", () => {
  let stateFolder: string;
  beforeEach(() => {
    stateFolder = mkdtempSync(join(tmpdir(), 'policy-'));
  });
  afterEach(() => rmSync(stateFolder, { recursive: true, force: true }));

  const levels = (table: Partial<Record<ChangeKind, Verdict>>) =>
    new Map(Object.entries(table) as [ChangeKind, Verdict][]);
  const policyFile = () => join(stateFolder, 'policy.json');

  it('is read as it was written', () => {
    const policy = {
      levels: levels({ 'port-unpublished': 'allow', 'image-changed': 'deny' }),
      protectedFiles: { patterns: ['Dockerfile'], largestShare: 0.5 },
    };
    writePersonPolicy(stateFolder, policy);
    assert.deepEqual(readPersonPolicy(stateFolder), {
      ...policy,
      levels: new Map([...policy.levels].sort().reverse()),
    });
  });

  it('is none where nothing was decided, and makes no file then', () => {
    assert.equal(readPersonPolicy(stateFolder), noPersonPolicy);
    writePersonPolicy(stateFolder, noPersonPolicy);
    assert.ok(!existsSync(policyFile()));
  });

  it('can be made stricter by whoever writes the file, and laxer only by the program', () => {
    const protectedFiles = { patterns: ['.env'], largestShare: 0.2 };
    writePersonPolicy(stateFolder, { levels: levels({ 'service-removed': 'deny' }), protectedFiles });
    const forged = JSON.parse(readFileSync(policyFile(), 'utf8'));
    forged.policy.levels = { 'service-removed': 'allow', 'volume-removed': 'ask', 'port-unpublished': 'deny' };
    forged.policy.largestShare = 1;
    writeFileSync(policyFile(), JSON.stringify(forged));
    const read = readPersonPolicy(stateFolder);
    assert.deepEqual([...read.levels], [['port-unpublished', 'deny']]);
    assert.deepEqual(read.protectedFiles, { patterns: ['.env'], largestShare: 0.3 });
  });

  it('counts for files that are brought back from a restore point', () => {
    const directory = toPortablePath(join(stateFolder, 'shop'));
    mkdirSync(directory);
    const then = 'services:\n  web:\n    image: nginx:1\n';
    const now = `${then}    ports: ["80:80"]\n`;
    const file = { path: `${directory}/compose.yaml`, hash: null, role: 'compose' as const };
    writeFileSync(file.path, now);
    const point = {
      id: 'p',
      at: '2026-01-01T00:00:00Z',
      why: 'restart',
      project: { name: 'shop', directory },
      engine: '',
      services: [],
      files: [],
      containers: [],
      images: [],
      volumes: [],
    } as const;
    const verdict = () =>
      judgeRestore({ point, environment: { HOLDFAST_STATE_DIR: stateFolder } }, [{ file, then, now }]).verdict;
    assert.equal(verdict(), 'ask');
    writePersonPolicy(stateFolder, { ...noPersonPolicy, levels: levels({ 'port-unpublished': 'allow' }) });
    assert.equal(verdict(), 'allow');
  });

  it('is not taken for another one that was signed', () => {
    writePersonPolicy(stateFolder, { ...noPersonPolicy, levels: levels({ 'port-unpublished': 'allow' }) });
    const old = readFileSync(policyFile(), 'utf8');
    writeFileSync(policyFile(), old.replace('port-unpublished', 'service-removed'));
    assert.equal(readPersonPolicy(stateFolder).levels.size, 0);
    writeFileSync(policyFile(), '{"policy": {');
    assert.equal(readPersonPolicy(stateFolder), noPersonPolicy);
  });

  it('is joined with what .holdfast.yaml adds, from the nearest one up to the root of the repository', () => {
    const root = toPortablePath(join(stateFolder, 'repository'));
    mkdirSync(join(root, 'deploy'), { recursive: true });
    mkdirSync(join(root, '.git'));
    writeFileSync(join(root, '.holdfast.yaml'), 'protect: [db]\nprotectFiles: ["*.tf"]\n');
    writePersonPolicy(stateFolder, {
      levels: levels({ 'port-unpublished': 'allow' }),
      protectedFiles: { patterns: ['.env'], largestShare: 0.3 },
    });
    const policy = readPolicy({ stateFolder, directory: `${root}/deploy`, view: disk });
    assert.deepEqual(
      { ...policy, levels: [...policy.levels], protectedNames: [...(policy.protectedNames ?? [])] },
      {
        levels: [['port-unpublished', 'allow']],
        protectedNames: ['db'],
        protectedFiles: { patterns: ['.env', '*.tf'], largestShare: 0.3 },
      },
    );
  });
});
