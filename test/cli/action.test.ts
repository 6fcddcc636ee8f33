import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

const stack =
  'services:\n  web:\n    image: nginx:1.27\n    restart: always\n  db:\n    image: postgres:16\n    restart: always\n    volumes: [data:/var/lib/postgresql/data]\n    healthcheck: {test: [CMD, pg_isready]}\nvolumes:\n  data:\n';

describe('the action for GitHub', function () {
  this.timeout(30_000);
  const cli = resolve('dist/cli.js');
  const { runs } = parse(readFileSync('action.yml', 'utf8'));
  const [step] = runs.steps;
  let folder: string;

  before(function () {
    if (existsSync(cli) && process.platform !== 'win32') return;
    console.log('      skipped: the action needs dist/cli.js (npm run build) and bash');
    this.skip();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'action-'));
    git('init', '--quiet', '--initial-branch=main');
    git('config', 'user.email', 'test@example.com');
    git('config', 'user.name', 'Test');
    commit(stack);
    git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    git('checkout', '--quiet', '-b', 'change');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function git(...args: readonly string[]) {
    execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
  }

  function commit(text: string, message = 'change') {
    writeFileSync(join(folder, 'compose.yaml'), text);
    git('add', '.');
    git('commit', '--quiet', '-m', message);
  }

  function run(base: string) {
    const env = { ...process.env, BASE: base, DEFAULT_BRANCH: 'main', CLI: cli, HOLDFAST_STATE_DIR: `${folder}/state` };
    const { status, stdout } = spawnSync('bash', ['-eo', 'pipefail', '-c', step.run], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    return { status, stdout };
  }

  it('passes what loses nothing, and annotates what does', () => {
    commit(stack.replace('nginx:1.27', 'nginx:1.28'));
    assert.deepEqual(run('origin/main').status, 0);
    commit(stack.slice(0, stack.indexOf('  db:')));
    const { status, stdout } = run('origin/main');
    assert.equal(status, 1);
    assert.match(stdout, /^::error file=compose\.yaml,.*title=service-removed::/m);
  });

  it('takes the default branch for the first push of a branch', () => {
    commit(stack.slice(0, stack.indexOf('  db:')));
    assert.equal(run('0'.repeat(40)).status, 1);
  });

  it('says when the history is missing', () => {
    const { status, stdout } = run('nowhere');
    assert.equal(status, 3);
    assert.match(stdout, /fetch-depth: 0/);
  });
});
