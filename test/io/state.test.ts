import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { makeApproval } from '../../core/guard/approval.ts';
import { hashText } from '../../io/hash-text.ts';
import { makeProposal, makeUnhashedProposal } from '../../io/state/proposals.ts';
import { openState } from '../../io/state/state.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import { writeFileAtomically } from '../../io/write-file.ts';

describe('state folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guard-state-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const project = () => openState(folder).project({ directory: '/srv/shop' });
  const file = '/srv/shop/compose.yaml';

  it('is where the platform keeps such things', () => {
    assert.equal(stateFolder({ HOLDFAST_STATE_DIR: '/x' }, 'linux'), '/x');
    assert.equal(stateFolder({ HOME: '/home/a', XDG_STATE_HOME: '/s' }, 'linux'), '/s/holdfast');
    assert.equal(stateFolder({ HOME: '/home/a' }, 'linux'), '/home/a/.local/state/holdfast');
    assert.equal(stateFolder({ HOME: '/Users/a' }, 'darwin'), '/Users/a/Library/Application Support/Holdfast');
  });

  it('keeps everything from other users', function () {
    if (process.platform === 'win32') this.skip();
    const state = project();
    state.baseline.write(new Map([[file, 'services: {}\n']]));
    state.restorePoints.add({ file, text: 'a', road: 'disk', fate: 'accepted' });
    state.proposals.save(proposal('x'));
    state.approvals.save(approval('a1'));
    openState(folder).audit.append({ event: 'held', road: 'disk' });
    const modes = walk(folder).map((path) => {
      const stat = statSync(path);
      return `${(stat.mode & 0o777).toString(8)} ${stat.isDirectory() ? 'folder' : 'file'}`;
    });
    assert.deepEqual([...new Set(modes)].sort(), ['600 file', '700 folder']);
  });

  it('gives back any baseline as it was written', function () {
    // Every text is synced to the disk, which may be busy.
    this.timeout(60_000);
    fc.assert(
      fc.property(
        fc.dictionary(fc.webPath(), fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined })),
        (texts) => {
          const baseline = new Map(Object.entries(texts));
          project().baseline.write(baseline);
          assert.deepEqual(project().baseline.read(), baseline);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('takes a baseline whose text is lost or altered for none', () => {
    const state = project();
    state.baseline.write(new Map([[file, 'services: {}\n']]));
    const hash = hashText('services: {}\n');
    writeFileSync(join(state.texts.folder, hash.slice(0, 2), hash), 'services: [');
    assert.equal(project().baseline.read(), undefined);
  });

  it('shows another program that the baseline was written', () => {
    const mine = project();
    const theirs = openState(folder).project({ directory: '/srv/shop' });
    mine.baseline.write(new Map([[file, 'a']]));
    const stamp = theirs.baseline.stamp();
    mine.baseline.write(new Map([[file, 'b']]));
    assert.notEqual(theirs.baseline.stamp(), stamp);
    assert.equal(theirs.baseline.read()?.get(file), 'b');
  });

  it('keeps every version once, newest first, and never drops the newest of a file', () => {
    let time = Date.parse('2026-01-01T00:00:00Z');
    const state = openState(folder, () => new Date(time)).project({ directory: '/srv/shop' });
    for (const text of ['one', 'one', 'two', undefined, 'two']) {
      state.restorePoints.add({ file, text, road: 'disk', fate: 'accepted' });
      time += 1000;
    }
    state.restorePoints.add({ file: '/srv/shop/other.yaml', text: 'old', road: 'disk', fate: 'accepted' });
    const texts = () => state.restorePoints.list().map((point) => state.restorePoints.text(point));
    assert.deepEqual(texts(), ['old', 'two', undefined, 'two', 'one']);
    time += 400 * 24 * 3600 * 1000;
    state.cleanUp();
    assert.deepEqual(texts(), ['old', 'two']);
  });

  it('reads past records that it never wrote, and cleans up beside them', () => {
    const state = project();
    state.restorePoints.add({ file, text: 'one', road: 'disk', fate: 'accepted' });
    const [point] = state.restorePoints.list();
    const foreign = ['5', 'null', '[]', '{}', '{"id":7}', JSON.stringify(point), JSON.stringify({ ...point, hash: 1 })];
    foreign.forEach((text, index) => {
      writeFileSync(join(state.folder, 'versions', `99-${index}.json`), text);
    });
    writeFileSync(join(state.folder, 'baseline.json'), '{"files":[null,{"file":1}]}');
    const reopened = project();
    assert.deepEqual(reopened.restorePoints.list(), [point]);
    assert.equal(reopened.baseline.read(), undefined);
    reopened.cleanUp();
    assert.deepEqual(reopened.restorePoints.list(), [point]);
  });

  it('drops texts that nothing refers to, and only those', () => {
    let time = Date.now();
    const state = openState(folder, () => new Date(time)).project({ directory: '/srv/shop' });
    state.texts.put('nobody needs this');
    state.baseline.write(new Map([[file, 'accepted']]));
    state.texts.put('base of a proposal');
    state.proposals.save(proposal('base of a proposal'));
    time += 2 * 3600 * 1000;
    state.cleanUp();
    assert.equal(state.texts.get(hashText('nobody needs this')), undefined);
    assert.equal(state.texts.get(hashText('accepted')), 'accepted');
    assert.equal(state.texts.get(hashText('base of a proposal')), 'base of a proposal');
  });

  it('makes one proposal of the same edit seen twice, and lists open ones only', () => {
    const state = project();
    state.proposals.save(proposal('x'));
    state.proposals.save({ ...proposal('x'), createdAt: 99 });
    state.proposals.save(proposal('y'));
    assert.deepEqual(
      state.proposals.list().map(({ createdAt }) => createdAt),
      [1, 1],
    );
    const [first] = state.proposals.list();
    assert.ok(first);
    assert.equal(state.proposals.settle(first.id, 'discarded'), true);
    assert.equal(state.proposals.settle(first.id, 'discarded'), false);
    assert.equal(state.proposals.list().length, 1);
  });

  it('gives a proposal of a hook the same id and hashes as one of another road, and keeps its texts', () => {
    const state = project();
    const options = { directory: '/srv/shop', base: new Map([[file, 'base of a hook']]), changes: [], now: 1 };
    const proposed = new Map([[file, 'proposed']]);
    const unhashed = makeUnhashedProposal({ ...options, proposed, road: 'hook' });
    const hashed = makeProposal({ ...options, proposed, road: 'hook' });
    state.proposals.save(unhashed);
    assert.equal(state.texts.get(hashText('base of a hook')), undefined);
    assert.deepEqual(state.proposals.list(), [hashed]);
    assert.equal(state.texts.get(hashText('base of a hook')), 'base of a hook');
    state.proposals.settle(unhashed.id, 'discarded');
    assert.deepEqual(state.proposals.list(), []);
  });

  it('loses no proposal to another one with the same id', () => {
    const state = project();
    state.proposals.save(proposal('x'));
    state.proposals.save({ ...proposal('x'), proposed: [{ file, text: 'other' }], createdAt: 7 });
    assert.deepEqual(
      state.proposals.list().map(({ proposed, createdAt }) => [proposed[0]?.text, createdAt]),
      [['other', 7]],
    );
    const [settled] = readdirSync(join(state.folder, 'proposals', 'settled'));
    const kept = readFileSync(join(state.folder, 'proposals', 'settled', settled ?? ''), 'utf8');
    assert.equal(JSON.parse(kept).proposal.proposed[0].text, 'proposed');
  });

  it('finds the folder of a project among many whose names are alike', () => {
    const folders = Array.from({ length: 12 }, (_, index) => `/srv/${index}/shop`);
    const names = () => folders.map((directory) => openState(folder).project({ directory }).folder);
    const first = names();
    assert.equal(new Set(first).size, folders.length);
    assert.deepEqual(names(), first);
    assert.equal(openState(folder).projects().length, folders.length);
  });

  it('lets an approval be used once, by one program', () => {
    project().approvals.save(approval('a1'));
    const attempt = { directory: '/srv/shop', base: approval('').base, changeIds: ['service-removed:db'], now: 2 };
    const users = [openState(folder), openState(folder)].map((state) => state.project({ directory: '/srv/shop' }));
    assert.deepEqual(
      users.map((user) => user.approvals.use(attempt)?.id),
      ['a1', undefined],
    );
    assert.equal(project().approvals.use(attempt), undefined);
  });

  it('refuses an approval that is late, meant for other changes, or signed by nobody', () => {
    const state = project();
    state.approvals.save(approval('a1'));
    const attempt = { directory: '/srv/shop', base: approval('').base, changeIds: ['service-removed:db'], now: 2 };
    assert.equal(state.approvals.use({ ...attempt, now: 5000 }), undefined);
    assert.equal(state.approvals.use({ ...attempt, changeIds: ['service-removed:cache'] }), undefined);
    assert.equal(state.approvals.use({ ...attempt, base: [{ file, hash: hashText('else') }] }), undefined);
    const path = join(state.folder, 'approvals', 'a1.json');
    const record = readFileSync(path, 'utf8');
    writeFileSync(path, record.replace('service-removed:db', 'service-removed:cache'));
    assert.equal(state.approvals.use({ ...attempt, changeIds: ['service-removed:cache'] }), undefined);
    writeFileSync(path, record);
    assert.equal(state.approvals.use(attempt)?.id, 'a1');
  });

  it('reads the audit log newest first and skips a line that a crash cut off', () => {
    const { audit } = openState(folder);
    audit.append({ event: 'held', road: 'disk', note: 'first' });
    writeFileSync(audit.currentFile(), '{"event":"held","ro', { flag: 'a' });
    audit.append({ event: 'approved', road: 'editor', note: 'second' });
    assert.deepEqual(
      audit.read().map(({ note }) => note),
      ['second', 'first'],
    );
  });

  it('finds its projects again', () => {
    project().baseline.write(new Map());
    openState(folder).project({ directory: '/srv/shop', files: ['/srv/shop/prod.yaml'] });
    mkdirSync(join(folder, 'projects', 'something-else'));
    const found = openState(folder)
      .projects()
      .map(({ directory, files }) => ({ directory, files }));
    assert.deepEqual(
      found.sort((a, b) => (a.files?.length ?? 0) - (b.files?.length ?? 0)),
      [
        { directory: '/srv/shop', files: undefined },
        { directory: '/srv/shop', files: ['/srv/shop/prod.yaml'] },
      ],
    );
  });

  function proposal(base: string) {
    return makeProposal({
      directory: '/srv/shop',
      base: new Map([[file, base]]),
      proposed: new Map([[file, 'proposed']]),
      changes: [],
      road: 'disk',
      now: 1,
    });
  }

  function approval(id: string) {
    const changes = [
      { id: 'service-removed:db', kind: 'service-removed', name: 'db', message: '', verdict: 'deny' },
    ] as const;
    return makeApproval({
      id,
      proposal: { ...proposal('base'), changes },
      changeIds: ['service-removed:db'],
      now: 1,
      lifetime: 1000,
    });
  }
});

describe('writing a file whole', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guard-write-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps permissions and follows links', function () {
    if (process.platform === 'win32') this.skip();
    const real = join(folder, 'real.yaml');
    writeFileSync(real, 'old');
    chmodSync(real, 0o640);
    symlinkSync(real, join(folder, 'link.yaml'));
    writeFileAtomically(join(folder, 'link.yaml'), 'new');
    assert.equal(readFileSync(real, 'utf8'), 'new');
    assert.equal(statSync(real).mode & 0o777, 0o640);
    assert.deepEqual(readdirSync(folder).sort(), ['link.yaml', 'real.yaml']);
  });

  it('puts no file in the place of a device', function () {
    const device = join(folder, 'compose.yaml');
    // One of the machine's own is not to be tried with. Only the superuser can make another.
    if (spawnSync('mknod', [device, 'c', '1', '3']).status !== 0) this.skip();
    assert.throws(() => writeFileAtomically(device, 'new'), /is a device/);
    assert.equal(statSync(device).isCharacterDevice(), true);
    assert.deepEqual(readdirSync(folder), ['compose.yaml']);
  });

  it('leaves the old contents and no litter when it fails', () => {
    mkdirSync(join(folder, 'compose.yaml'));
    assert.throws(() => writeFileAtomically(join(folder, 'compose.yaml'), 'new'));
    assert.throws(() => writeFileAtomically(join(folder, 'absent', 'compose.yaml'), 'new'));
    assert.deepEqual(readdirSync(folder), ['compose.yaml']);
    assert.equal(existsSync(join(folder, 'absent')), false);
  });
});

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? [path, ...walk(path)] : [path];
  });
}
