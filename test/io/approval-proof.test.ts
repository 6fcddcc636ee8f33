import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Approval } from '../../core/guard/approval.ts';
import { isProvenBy } from '../../io/state/approvals.ts';
import { keyedHash, keyFile } from '../../io/state/keyed-hash.ts';
import { openState, type ProjectState } from '../../io/state/state.ts';

describe('an approval signed by the editor too', () => {
  let folder: string;
  let project: ProjectState;
  const editor = keyedHash(() => Buffer.alloc(32, 7));
  const approval: Approval = {
    id: 'a1',
    proposal: 'p1',
    directory: '/srv/shop',
    base: [{ file: '/srv/shop/compose.yaml', hash: 'h' }],
    changeIds: ['service-removed:web'],
    expiresAt: 1000,
  };
  const attempt = { directory: '/srv/shop', base: approval.base, changeIds: approval.changeIds, now: 10 };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-proof-'));
    project = openState(folder).project({ directory: '/srv/shop' });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is told from one that only claims to be, after it was used', () => {
    project.approvals.save(approval, { road: 'editor', key: editor });
    assert.equal(project.approvals.use(attempt)?.id, 'a1');
    project.approvals.save({ ...approval, id: 'a2' }, { road: 'editor' });
    assert.equal(project.approvals.use(attempt)?.id, 'a2');
    project.approvals.save({ ...approval, id: 'a3' }, { road: 'editor', key: keyedHash(() => randomBytes(32)) });
    assert.equal(project.approvals.use(attempt)?.id, 'a3');
    assert.deepEqual(
      project.approvals.used().map((used) => [used.approval.id, used.road, isProvenBy(editor, used)]),
      [
        ['a1', 'editor', true],
        ['a2', 'editor', false],
        ['a3', 'editor', false],
      ],
    );
  });

  it('is not used without the signature that every program checks', () => {
    project.approvals.save(approval, { road: 'editor', key: editor });
    const file = join(project.folder, 'approvals', 'a1.json');
    writeFileSync(
      file,
      JSON.stringify({ approval, signature: '0'.repeat(64), road: 'editor', proof: editor.sign('x') }),
    );
    assert.equal(project.approvals.use(attempt), undefined);
  });

  it('comes with a key file of which is told whether others can read it', function () {
    assert.equal(keyFile(folder).state, 'absent');
    project.approvals.save(approval);
    assert.equal(keyFile(folder).state, 'private');
    if (process.platform === 'win32') this.skip();
    chmodSync(keyFile(folder).file, 0o644);
    assert.equal(keyFile(folder).state, 'open');
  });
});
