import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { check } from '../../cli/commands/check.ts';
import { git as gitCommand } from '../../cli/commands/git.ts';
import { hashText } from '../../io/hash-text.ts';
import { openState } from '../../io/state/state.ts';
import { callCommand } from './in-process.ts';

const stack = `services:
  db:
    image: postgres:16
    volumes: [orders:/var/lib/postgresql/data]
  web:
    image: nginx:1.27
volumes:
  orders:
`;
const withoutWeb = stack.replace(/ {2}web:\n.*\n/, '');

describe('holdfast check', function () {
  this.timeout(30_000);
  let folder: string;
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const run = (...args: string[]) =>
    callCommand(check, [...args, '--no-lint', '--format', 'json'], {
      cwd: folder,
      environment: { HOLDFAST_STATE_DIR: join(folder, '.state') },
    });
  const report = async (...args: string[]) => {
    const { code, stdout } = await run(...args);
    const { verdict, changes } = JSON.parse(stdout);
    return { code, verdict, changes };
  };

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'changes-check-')));
    git('init', '--quiet');
    put('compose.yaml', stack);
    put('sub/compose.yaml', stack);
    git('add', '.');
    git('commit', '--quiet', '-m', 'start');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('judges the index, the work tree and a range by themselves', async () => {
    put('compose.yaml', withoutWeb);
    assert.equal((await report('--staged')).code, 0);
    assert.equal((await report()).verdict, 'deny');
    git('add', '.');
    put('compose.yaml', stack);
    assert.equal((await report('--staged')).verdict, 'deny');
    assert.equal((await report()).code, 0);
    git('commit', '--quiet', '-m', 'drop web');
    git('checkout', '--quiet', '.');
    assert.equal((await report()).code, 0);
    assert.equal((await report('--base', 'HEAD~1')).verdict, 'deny');
  });

  it('finds the projects of changed files in all folders, and of files that are gone', async () => {
    rmSync(join(folder, 'sub/compose.yaml'));
    const { verdict, changes } = await report();
    assert.equal(verdict, 'deny');
    assert.ok(changes.every(({ before }: { before: { file: string } }) => before.file === 'sub/compose.yaml'));
  });

  it('takes an approval from a message, bound to the text that goes', async () => {
    put('compose.yaml', withoutWeb);
    git('add', '.');
    const [change] = (await report('--staged')).changes;
    const github = await callCommand(check, ['--staged', '--format', 'github'], { cwd: folder });
    assert.match(
      github.stdout,
      new RegExp(`^ +Holdfast-Approved: ${change.code} `, 'm'),
      'a log in CI tells the code, too',
    );
    put('message', `Drop web\n\nHoldfast-Approved: ${change.code}\n`);
    assert.equal((await report('--staged', '--message', 'message')).code, 0);
    git('commit', '--quiet', '-F', 'message');
    assert.equal((await report('--base', 'HEAD~1')).code, 0);

    put('compose.yaml', stack.replace('nginx:1.27', 'nginx:1.28'));
    git('commit', '--quiet', '-am', 'another web');
    put('compose.yaml', withoutWeb);
    git('add', '.');
    assert.equal((await report('--staged', '--message', 'message')).code, 1);
  });

  it('takes what a person approved on this machine, for the files as they were', async () => {
    put('compose.yaml', withoutWeb);
    assert.equal((await report()).verdict, 'deny');
    const { approvals } = openState(join(folder, '.state')).project({ directory: folder });
    const base = [{ file: join(folder, 'compose.yaml'), hash: hashText(stack) }];
    const changeIds = ['service-removed:web'];
    approvals.save({ id: 'a', proposal: 'p', directory: folder, base, changeIds, expiresAt: Date.now() + 10_000 });
    assert.equal((await report()).verdict, 'deny', 'an approval counts when it was carried out');
    assert.ok(approvals.use({ directory: folder, base, changeIds, now: Date.now() }));
    assert.equal((await report()).verdict, 'allow');

    put('compose.yaml', `${stack}# more\n`);
    git('commit', '--quiet', '-am', 'another text');
    put('compose.yaml', withoutWeb);
    assert.equal((await report()).verdict, 'deny');
  });

  it('takes an approval from the file that is committed with it', async () => {
    put('compose.yaml', withoutWeb);
    const [change] = (await report()).changes;
    put('.holdfast/approved', `# Reviewed by the owners.\n${change.code} the web server moved\n`);
    git('add', 'compose.yaml');
    assert.equal((await report('--staged')).code, 1);
    git('add', '.');
    assert.equal((await report('--staged')).code, 0);
  });

  it('checks other files that .holdfast.yaml protects', async () => {
    const manifest = Array.from({ length: 10 }, (_, index) => `line-${index}: ${index}\n`);
    put('k8s/claim.yaml', manifest.join(''));
    put('.holdfast.yaml', 'protectFiles: ["k8s/**"]\n');
    git('add', '.');
    git('commit', '--quiet', '-m', 'manifests');
    put('k8s/claim.yaml', manifest.slice(2).join(''));
    assert.equal((await report()).code, 0);
    put('k8s/claim.yaml', manifest.slice(5).join(''));
    put('.holdfast.yaml', 'protect: []\n');
    const { code, changes } = await report();
    assert.equal(code, 1);
    assert.deepEqual(
      changes.map(({ kind, verdict }: { kind: string; verdict: string }) => `${verdict} ${kind}`),
      ['deny file-shortened'],
    );
    rmSync(join(folder, 'k8s'), { recursive: true });
    git('add', '.');
    assert.equal((await report('--staged')).changes[0].kind, 'file-removed');
  });

  it('says what is wrong besides', async () => {
    put('compose.yaml', stack.replace('image: nginx:1.27', 'imagee: nginx:1.27'));
    const { code, stdout } = await callCommand(check, ['--format', 'text'], { cwd: folder });
    assert.equal(code, 1);
    assert.match(stdout, /unknown-key/);
    const sarif = await callCommand(check, ['--format', 'sarif'], { cwd: folder });
    assert.ok(JSON.parse(sarif.stdout).runs[0].results.length > 0);
  });

  it('refuses what git does not know', async () => {
    await assert.rejects(run('--base', 'nowhere'), /no revision/);
    await assert.rejects(run('--base', 'HEAD', '--staged'), /exclude each other/);
  });

  it('goes into the hook that husky runs, where one is', async () => {
    git('config', 'core.hooksPath', '.husky/_');
    const hook = join(folder, '.husky/commit-msg');
    await callCommand(gitCommand, ['install'], { cwd: folder });
    assert.match(readFileSync(hook, 'utf8'), /^# >>> holdfast\n.*check --staged.*\n# <<< holdfast\n$/);
    put('.husky/commit-msg', 'npx commitlint --edit "$1"\n');
    await callCommand(gitCommand, ['install'], { cwd: folder });
    assert.match(readFileSync(hook, 'utf8'), /^# >>> holdfast\n.*\n# <<< holdfast\nnpx commitlint/);
    await callCommand(gitCommand, ['uninstall'], { cwd: folder });
    assert.equal(readFileSync(hook, 'utf8'), 'npx commitlint --edit "$1"\n');
  });

  it('goes into the hook of commits and out again, beside what is there', async () => {
    const hook = join(folder, '.git/hooks/commit-msg');
    const own = '#!/bin/sh\necho mine\n';
    writeFileSync(hook, own);
    for (let round = 0; round < 2; round++) await callCommand(gitCommand, ['install'], { cwd: folder });
    const text = readFileSync(hook, 'utf8');
    assert.equal(text.match(/check --staged/g)?.length, 1);
    assert.match(text, /echo mine/);
    await callCommand(gitCommand, ['uninstall'], { cwd: folder });
    assert.equal(readFileSync(hook, 'utf8'), own);
  });
});
