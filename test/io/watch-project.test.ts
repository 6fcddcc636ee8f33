import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { builtInPolicy } from '../../core/guard/policy.ts';
import { applyApproval, openReview } from '../../io/approval/apply-approval.ts';
import { openState } from '../../io/state/state.ts';
import { createProjectJudge, createQuickJudge } from '../../io/watch/create-judge.ts';
import { watchProject } from '../../io/watch/watch-project.ts';
import { fourServices, onlyApi, type WatchedFolder, watchedFolder } from '../support/watched-folder.ts';

describe('watching a project', () => {
  let watched: WatchedFolder;
  afterEach(() => watched.dispose());

  const ways: Record<string, (file: string) => void> = {
    'written in place': (file) => writeFileSync(file, onlyApi),
    'replaced by renaming another file over it': (file) => {
      writeFileSync(`${file}.new`, onlyApi);
      renameSync(`${file}.new`, file);
    },
    emptied: (file) => truncateSync(file),
    deleted: (file) => unlinkSync(file),
    'renamed away': (file) => renameSync(file, `${file}.old`),
    'made unreadable': (file) => writeFileSync(file, 'services:\n  api: [\n'),
    'cut off in the middle': (file) => writeFileSync(file, fourServices.slice(0, 300)),
  };
  for (const [way, act] of Object.entries(ways)) {
    it(`restores a file that was ${way}, and keeps what it was to become`, async () => {
      watched = watchedFolder({ 'compose.yaml': fourServices });
      await watched.watch().check();
      act(watched.file);
      const proposed = watched.read();
      const { proposal, restored } = await watched.next('held');
      assert.equal(watched.read(), fourServices);
      assert.deepEqual(restored, [watched.file]);
      assert.equal(proposal.proposed[0]?.text ?? undefined, proposed);
      assert.deepEqual(
        watched.project.proposals.list().map(({ id }) => id),
        [proposal.id],
      );
      assert.equal(watched.state.audit.read()[0]?.event, 'held');
    });
  }

  it('watches the env files of services, and restores one that leads elsewhere', async () => {
    const compose = fourServices.replace('example/api:1\n', 'example/api:1\n    env_file: api.env\n');
    const variables = 'DATABASE_URL=postgres://u:p@postgres:5432/shop\n';
    watched = watchedFolder({ 'compose.yaml': compose, 'api.env': variables });
    await watched.watch().check();
    watched.write(`${variables}DEBUG=1\n`, 'api.env');
    await watched.next('accepted');
    watched.write('DEBUG=1\n', 'api.env');
    const { judgement } = await watched.next('held');
    assert.deepEqual(
      judgement.changes.map(({ kind }) => kind),
      ['environment-retargeted'],
    );
    assert.equal(watched.read('api.env'), `${variables}DEBUG=1\n`);
  });

  it('watches .env, and restores a value that the project needs', async () => {
    const compose = fourServices.replace(/image: postgres:(\S+)/, 'image: postgres:${PG}');
    assert.notEqual(compose, fourServices);
    watched = watchedFolder({ 'compose.yaml': compose, '.env': 'PG=16\nOTHER=1\n' });
    await watched.watch().check();
    watched.write('POSTGRES=16\nOTHER=2\n', '.env');
    await watched.next('held');
    assert.match(watched.read('.env') ?? '', /^PG=16$/m);
  });

  it('takes a harmless edit as the new accepted state', async () => {
    watched = watchedFolder({ 'compose.yaml': fourServices });
    await watched.watch().check();
    const edited = fourServices.replace('services:\n', 'services:\n  mail:\n    image: example/mail:1\n');
    watched.write(edited);
    await watched.next('accepted');
    assert.equal(watched.read(), edited);
    assert.equal(watched.project.baseline.read()?.get(watched.file), edited);
    assert.deepEqual(watched.project.proposals.list(), []);
  });

  it('lets the harmless part of an edit stay', async () => {
    watched = watchedFolder({ 'compose.yaml': fourServices });
    await watched.watch().check();
    watched.write(onlyApi.replace('example/api:1', 'example/api:1\n    hostname: api'));
    await watched.next('held');
    const result = watched.read() ?? '';
    for (const kept of ['redis:', '# Orders; the only copy.', 'postgres-data:', 'hostname: api']) {
      assert.ok(result.includes(kept), `${kept} is missing in\n${result}`);
    }
    await watched.watch().check();
    assert.equal(watched.project.baseline.read()?.get(watched.file), result);
  });

  it('waits for a program that empties the file a moment before it writes it', async () => {
    watched = watchedFolder({ 'compose.yaml': fourServices });
    await watched.watch().check();
    const edited = `${fourServices}# edited\n`;
    const handle = openSync(watched.file, 'w');
    await delay(3);
    writeSync(handle, edited);
    closeSync(handle);
    await watched.next('accepted');
    assert.equal(watched.read(), edited);
    assert.deepEqual(watched.project.proposals.list(), []);
  });

  it('loses nothing of a program that is still writing when the file is restored', async () => {
    watched = watchedFolder({ 'compose.yaml': fourServices });
    await watched.watch().check();
    const edited = fourServices.replace('services:\n', 'services:\n  mail:\n    image: example/mail:1\n');
    const handle = openSync(watched.file, 'w');
    writeSync(handle, edited.slice(0, 200));
    await watched.next('held');
    assert.equal(watched.read(), fourServices);
    writeSync(handle, edited.slice(200));
    closeSync(handle);
    await watched.next('accepted');
    assert.equal(watched.read(), edited);
    assert.deepEqual(watched.project.proposals.list(), []);
  });

  it('keeps the whole of a deletion that was written in two parts', async () => {
    watched = watchedFolder({ 'compose.yaml': fourServices });
    await watched.watch().check();
    const handle = openSync(watched.file, 'w');
    writeSync(handle, 'services:\n');
    await watched.next('held');
    ftruncateSync(handle, 0);
    writeSync(handle, onlyApi, 0);
    closeSync(handle);
    await watched.next('held');
    assert.equal(watched.read(), fourServices);
    assert.deepEqual(
      watched.project.proposals.list().map(({ proposed }) => proposed[0]?.text),
      [onlyApi],
    );
  });

  it('restores many files at once', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `part-${index}.yaml`);
    const parts = names.map((name, index) => [name, `services:\n  s${index}:\n    image: example/s:1\n`] as const);
    const main = `include:\n${names.map((name) => `  - ${name}\n`).join('')}services:\n  api:\n    image: example/api:1\n`;
    watched = watchedFolder({ 'compose.yaml': main, ...Object.fromEntries(parts) });
    await watched.watch().check();
    for (const [name] of parts) truncateSync(join(watched.folder, name));
    await watched.next('held');
    await watched.watch().check();
    for (const [name, text] of parts) assert.equal(watched.read(name), text, name);
  });

  it('holds what an override file that appears would take away', async () => {
    watched = watchedFolder({ 'compose.yaml': fourServices });
    await watched.watch().check();
    watched.write('services:\n  postgres: !reset null\n', 'compose.override.yaml');
    const { proposal } = await watched.next('held');
    assert.ok(proposal.changes.some(({ id }) => id === 'service-removed:postgres'));
    await watched.watch().check();
    const { services } = watched.watch().project();
    assert.ok(services.has('postgres'));
  });

  it('follows a link to the file that is meant', async function () {
    if (process.platform === 'win32') this.skip();
    watched = watchedFolder(
      {},
      {
        prepare(folder) {
          mkdirSync(join(folder, 'real'));
          writeFileSync(join(folder, 'real', 'stack.yaml'), fourServices);
          symlinkSync(join(folder, 'real', 'stack.yaml'), join(folder, 'compose.yaml'));
        },
      },
    );
    await watched.watch().check();
    watched.write(onlyApi, 'real/stack.yaml');
    await watched.next('held');
    assert.equal(watched.read('real/stack.yaml'), fourServices);
    assert.equal(watched.read(), fourServices);
  });

  it('writes nothing through a link that was put in the place of a file', async function () {
    if (process.platform === 'win32') this.skip();
    watched = watchedFolder({ 'compose.yaml': fourServices, 'profile.txt': 'export PATH\n' });
    await watched.watch().check();
    const draft = join(watched.folder, 'draft');
    symlinkSync(join(watched.folder, 'profile.txt'), draft);
    renameSync(draft, watched.file);
    await watched.next('held');
    assert.equal(watched.read(), fourServices);
    assert.equal(watched.read('profile.txt'), 'export PATH\n');
    watched.write(onlyApi);
    await watched.next('held');
    assert.equal(watched.read(), fourServices);
  });

  it('writes nothing through a link that was put in the place of a file while nobody watched', async function () {
    if (process.platform === 'win32') this.skip();
    watched = watchedFolder({ 'compose.yaml': fourServices, 'profile.txt': 'export PATH\n' });
    await watched.watch().check();
    watched.stop();
    unlinkSync(watched.file);
    symlinkSync(join(watched.folder, 'profile.txt'), watched.file);
    watched.restart();
    await watched.next('held');
    assert.equal(watched.read(), fourServices);
    assert.equal(watched.read('profile.txt'), 'export PATH\n');
  });

  it('follows a link that was there before, also when its file was changed while nobody watched', async function () {
    if (process.platform === 'win32') this.skip();
    watched = watchedFolder(
      { 'stack.yaml': fourServices },
      { prepare: (folder) => symlinkSync('stack.yaml', join(folder, 'compose.yaml')) },
    );
    await watched.watch().check();
    watched.stop();
    watched.write(onlyApi, 'stack.yaml');
    watched.restart();
    await watched.next('held');
    assert.equal(watched.read('stack.yaml'), fourServices);
    assert.equal(readlinkSync(watched.file), 'stack.yaml');
  });

  it('brings a file back in whose place a pipe was put, without waiting for somebody to write into it', async function () {
    if (process.platform === 'win32') this.skip();
    watched = watchedFolder({ 'compose.yaml': fourServices });
    await watched.watch().check();
    const pipe = join(watched.folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    renameSync(pipe, watched.file);
    await watched.next('held');
    assert.equal(watched.read(), fourServices);
  });

  it('goes on when a file takes the place of a folder above', async () => {
    const include = `include: [parts/data/stack.yaml]\n${fourServices}`;
    watched = watchedFolder(
      { 'compose.yaml': include },
      {
        prepare(folder) {
          mkdirSync(join(folder, 'parts', 'data'), { recursive: true });
          writeFileSync(join(folder, 'parts', 'data', 'stack.yaml'), 'services:\n  mail:\n    image: example/mail:1\n');
        },
      },
    );
    await watched.watch().check();
    rmSync(join(watched.folder, 'parts'), { recursive: true });
    writeFileSync(join(watched.folder, 'parts'), 'a file\n');
    const { restored } = await watched.next('held');
    assert.deepEqual(restored, []);
    assert.match((await watched.next('failed')).file, /stack\.yaml$/);
    watched.write(onlyApi);
    await watched.next('held');
    assert.equal(watched.read(), include);
  });

  it('brings a file back whose folder was removed, and goes on watching it', async () => {
    watched = watchedFolder({ 'compose.yaml': fourServices });
    await watched.watch().check();
    rmSync(watched.folder, { recursive: true });
    await watched.next('held');
    assert.equal(watched.read(), fourServices);
    watched.write(onlyApi);
    await watched.next('held');
    assert.equal(watched.read(), fourServices);
  });

  it('judges at the start what happened while nobody watched', async () => {
    watched = watchedFolder({ 'compose.yaml': fourServices });
    await watched.watch().check();
    watched.stop();
    watched.write(onlyApi);
    watched.restart();
    await watched.next('held');
    assert.equal(watched.read(), fourServices);
  });

  it('gives unsaved buffers that make a deletion good the time to be saved', async () => {
    const moved = new Map<string, string>();
    let asked = () => {};
    const guardAsks = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const withInclude = `include:\n  - more.yaml\n${fourServices}`;
    watched = watchedFolder(
      { 'compose.yaml': withInclude, 'more.yaml': 'services: {}\n' },
      {
        unsavedTexts() {
          asked();
          return moved;
        },
      },
    );
    await watched.watch().check();
    const block = '  neo4j:\n    image: neo4j:5-community\n    volumes:\n      - neo4j-data:/data\n';
    const more = `services:\n${block}volumes:\n  neo4j-data:\n`;
    moved.set(join(watched.folder, 'more.yaml'), more);
    watched.write(withInclude.replace(block, ''));
    await guardAsks;
    watched.write(more, 'more.yaml');
    moved.clear();
    await watched.next('accepted');
    assert.deepEqual(watched.project.proposals.list(), []);
    assert.equal(watched.read(), withInclude.replace(block, ''));
  });

  it('lets pass what a person approved in another program', async () => {
    watched = watchedFolder({ 'compose.yaml': fourServices });
    await watched.watch().check();
    watched.write(onlyApi);
    const { proposal } = await watched.next('held');

    const other = openState(watched.state.folder);
    const project = other.project({ directory: watched.folder });
    const judge = createProjectJudge({ directory: watched.folder, environment: {} }, () => builtInPolicy);
    const review = openReview({ state: project, judge }, proposal);
    assert.ok(!('reason' in review));
    const ids = ['service-removed:neo4j', 'volume-removed:neo4j-data'];
    const result = applyApproval({ state: project, audit: other.audit, judge, road: 'terminal' }, review, ids);
    assert.ok('written' in result, JSON.stringify(result));
    await watched.watch().check();
    const expected = fourServices
      .replace('  neo4j:\n    image: neo4j:5-community\n    volumes:\n      - neo4j-data:/data\n\n', '')
      .replace('  neo4j-data:\n', '');
    assert.equal(watched.read(), expected);
    assert.equal(watched.events.filter(({ kind }) => kind === 'held').length, 1);
    assert.deepEqual(watched.project.proposals.list(), []);
  });

  it('carries an approval over to a file that was edited elsewhere since', async () => {
    watched = watchedFolder({ 'compose.yaml': fourServices });
    await watched.watch().check();
    watched.write(
      fourServices
        .replace(
          '  # Orders; the only copy.\n  postgres:\n    image: postgres:16-alpine\n    volumes:\n      - postgres-data:/var/lib/postgresql/data\n\n',
          '',
        )
        .replace('      - postgres\n', '')
        .replace('  postgres-data:\n', ''),
    );
    const { proposal } = await watched.next('held');
    watched.write(`${fourServices}# A later edit.\n`);
    await watched.next('accepted');
    const judge = createProjectJudge({ directory: watched.folder, environment: {} }, () => builtInPolicy);
    const review = openReview({ state: watched.project, judge }, proposal);
    assert.ok(!('reason' in review));
    const ids = review.judgement.changes.filter(({ verdict }) => verdict !== 'allow').map(({ id }) => id);
    const options = { state: watched.project, audit: watched.state.audit, judge, road: 'terminal' } as const;
    const result = applyApproval(options, review, ids);
    assert.ok('written' in result, JSON.stringify(result));
    assert.ok(!watched.read()?.includes('postgres'));
    assert.ok(watched.read()?.endsWith('# A later edit.\n'));
    assert.deepEqual(applyApproval(options, review, ids), { reason: 'changed-since-review' });
  });

  it('keeps one proposal when two windows watch', async () => {
    watched = watchedFolder({ 'compose.yaml': fourServices });
    await watched.watch().check();
    const state = openState(watched.state.folder);
    const second = watchProject({
      state: state.project({ directory: watched.folder }),
      audit: state.audit,
      judge: createQuickJudge({ directory: watched.folder, environment: {} }, () => builtInPolicy),
      onEvent: () => {},
    });
    try {
      await second.check();
      for (const text of [onlyApi, 'services: {}\n', onlyApi]) {
        watched.write(text);
        await Promise.all([watched.watch().check(), second.check()]);
        assert.equal(watched.read(), fourServices);
      }
      watched.write(`${fourServices}# A remark.\n`);
      await Promise.all([watched.watch().check(), second.check()]);
      assert.equal(watched.read(), `${fourServices}# A remark.\n`);
      assert.equal(watched.project.proposals.list().length, 2);
    } finally {
      second.dispose();
    }
  });

  it('ends a struggle with a program that does not give in by making the file read-only', async function () {
    if (process.platform === 'win32') this.skip();
    watched = watchedFolder({ 'compose.yaml': fourServices });
    await watched.watch().check();
    for (let round = 0; round < 6; round += 1) {
      // Renaming over the file works for every user, however the file's own permissions are.
      writeFileSync(`${watched.file}.new`, onlyApi);
      renameSync(`${watched.file}.new`, watched.file);
      await watched.next('held');
      assert.equal(watched.read(), fourServices);
    }
    const { file } = await watched.next('made-read-only');
    assert.equal(statSync(file).mode & 0o222, 0);
    watched.watch().makeWritable(file);
    assert.notEqual(statSync(file).mode & 0o200, 0);
  });

  describe('in a git repository', () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: watched.folder });

    beforeEach(async () => {
      watched = watchedFolder(
        { 'compose.yaml': onlyApi },
        {
          prepare(folder) {
            const run = (...args: string[]) =>
              execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder });
            run('init', '-q', '-b', 'main');
            run('add', '.');
            run('commit', '-q', '-m', 'one');
            writeFileSync(join(folder, 'compose.yaml'), fourServices);
            run('commit', '-q', '-a', '-m', 'four');
          },
        },
      );
      await watched.watch().check();
    });

    it('lets the checkout of an older commit pass, and back', async () => {
      git('checkout', '-q', 'HEAD~1');
      const { files } = await watched.next('let-through');
      assert.deepEqual(files, [watched.file]);
      assert.equal(watched.read(), onlyApi);
      git('checkout', '-q', 'main');
      await watched.next('accepted');
      await watched.watch().check();
      assert.equal(watched.read(), fourServices);
      assert.deepEqual(watched.project.proposals.list(), []);
    });

    it('holds an older version that is only copied over the file', async () => {
      git('checkout', '-q', 'HEAD~1', '--', 'compose.yaml');
      await watched.next('held');
      assert.equal(watched.read(), fourServices);
    });

    it('lets a checkout that removes the file pass, but not its removal', async () => {
      git('checkout', '-q', '--orphan', 'empty');
      git('rm', '-q', '-f', 'compose.yaml');
      await watched.next('held');
      assert.equal(watched.read(), fourServices);
    });

    it('lets a reset to a commit without the file pass', async () => {
      git('rm', '-q', '--cached', 'compose.yaml');
      git('commit', '-q', '-m', 'none');
      git('checkout', '-q', '-f', 'HEAD~1');
      await watched.watch().check();
      assert.equal(watched.read(), fourServices);
      git('checkout', '-q', '-f', 'main');
      await watched.next('let-through');
      assert.equal(watched.read(), undefined);
    });
  });

  it('restores within milliseconds what another process destroys', async function () {
    this.timeout(60_000);
    const services = Array.from(
      { length: 200 },
      (_, index) =>
        `  # Service ${index}.\n  service-${index}:\n    image: example/service:${index}\n    environment:\n      PORT: "${8000 + index}"\n    volumes:\n      - data-${index}:/data\n    restart: unless-stopped\n`,
    );
    const volumes = services.map((_, index) => `  data-${index}:\n`);
    const full = `services:\n${services.join('')}volumes:\n${volumes.join('')}`;
    const rest = `services:\n${services.slice(0, 1).join('')}volumes:\n${volumes.slice(0, 1).join('')}`;
    watched = watchedFolder({ 'compose.yaml': full });
    await watched.watch().check();
    const script = `
      const fs = require('node:fs');
      const [file, rest, whole] = process.argv.slice(1);
      fs.writeFileSync(file, rest);
      const start = process.hrtime.bigint();
      const pause = new Int32Array(new SharedArrayBuffer(4));
      while (fs.readFileSync(file, 'utf8').length !== Number(whole)) Atomics.wait(pause, 0, 0, 0.5);
      console.log(Number(process.hrtime.bigint() - start) / 1e6);`;
    const times: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      const { execFile } = await import('node:child_process');
      const output = await new Promise<string>((resolve, reject) => {
        execFile(
          process.execPath,
          ['-e', script, watched.file, rest, String(full.length)],
          { timeout: 10_000 },
          (error, stdout) => (error ? reject(error) : resolve(stdout)),
        );
      });
      times.push(Number(output));
      assert.equal(watched.read(), full);
      watched.watch().makeWritable(watched.file);
    }
    times.sort((a, b) => a - b);
    console.log(`      200 services, 20 rounds: median ${times[10]?.toFixed(1)} ms, p95 ${times[18]?.toFixed(1)} ms`);
    assert.ok(readFileSync(watched.file, 'utf8') === full);
  });
});
