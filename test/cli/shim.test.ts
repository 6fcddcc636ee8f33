import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import { answerQuestions } from '../../io/shims/answer-questions.ts';
import { installShims, shimFolder } from '../../io/shims/install-shims.ts';
import type { Answer, CommandQuestion } from '../../io/shims/question.ts';
import { openState } from '../../io/state/state.ts';

/** An anonymous volume's name. */
const anonymous = 'ab'.repeat(32);

/** Stands for docker: says how it was called, and knows the volumes of one project. */
const program = `#!/bin/sh
case "$*" in
  "compose config --format json") echo '{"name":"shop","volumes":{"data":{"name":"shop_data"},"none":{"name":"shop_none"}}}' ;;
  "ps -a --no-trunc"*)
    printf 'shop-db-1\\trunning\\tshop\\tshop_data\\tdb\\tfeed12345678\\n'
    printf 'shop-cache-1\\trunning\\tshop\\t${anonymous}\\tcache\\tbeef12345678\\n' ;;
  "volume ls"*) printf 'shop_data\\nother\\n${anonymous}\\n' ;;
  "system df"*) echo '[{"Name":"shop_data","Size":"48.3MB"}]' ;;
  *wait-for-signal) trap 'echo interrupted; exit 9' INT; echo waiting; while :; do sleep 0.05; done ;;
  *"size of the terminal") stty size; [ -t 0 ] && [ -t 1 ] && echo terminal ;;
  *) for word in "$@"; do echo "<$word>"; done; echo "$*" >> "$CALLS"; cat; exit 7 ;;
esac
`;

describe('shims before docker in terminals', function () {
  this.timeout(60_000);
  if (process.platform === 'win32') return;
  let scratch: string;
  let folder: string;
  let stateFolder: string;
  let launcher: string;
  let calls: string;

  before(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'shims-'));
    const bundle = join(scratch, 'run-shim.cjs');
    await build({
      entryPoints: [join(import.meta.dirname, '../support/run-shim.ts')],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: bundle,
      logLevel: 'error',
    });
    launcher = join(scratch, 'launcher');
    writeFileSync(launcher, `#!/bin/sh\necho judged >> "$CALLS"\nexec '${process.execPath}' '${bundle}' "$@"\n`);
    chmodSync(launcher, 0o700);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(scratch, 'project-'));
    stateFolder = join(folder, 'state');
    calls = join(folder, 'calls');
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin', 'docker'), program);
    chmodSync(join(folder, 'bin', 'docker'), 0o755);
    writeFileSync(calls, '');
    install(launcher);
  });
  after(() => rmSync(scratch, { recursive: true, force: true }));

  it('are only made for programs that are there', () => {
    assert.deepEqual(readdirSync(shimFolder(stateFolder)).sort(), ['.holdfast-shims', 'docker']);
  });

  it('pass arguments, input and exit code on', async () => {
    const odd = ['run', '--name', 'a b', "it's", '"x"', '$HOME', '*', ''];
    const result = await call(odd, { input: 'some input' });
    assert.equal(result.stdout, `${odd.map((word) => `<${word}>\n`).join('')}some input`);
    assert.equal(result.code, 7);
    assert.equal(result.stderr, '');
  });

  it('start nothing else for what is plainly harmless', async () => {
    for (const words of [['ps', '-a'], ['compose', 'logs', '-f'], ['volume', 'ls', '-q'], ['--version']]) {
      assert.equal((await call(words)).code, words[0] === 'volume' ? 0 : 7);
    }
    assert.doesNotMatch(readFileSync(calls, 'utf8'), /judged/);
  });

  it('leave signals to the program', async () => {
    const child = start(['run', 'wait-for-signal']);
    assert.ok(child.stdout);
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    assert.equal(code, 9);
  });

  it('leave the terminal to the program', async function () {
    if (process.platform !== 'linux') this.skip();
    const { stdout } = await inTerminal("stty rows 31 cols 97; docker run 'size of the terminal'", '');
    assert.match(stdout, /31 97\r\nterminal/);
  });

  it('refuse what deletes data where nobody can be asked, and say what and why', async () => {
    const result = await call(['compose', 'down', '-v'], { input: 'shop\n' });
    assert.equal(result.code, 2);
    assert.match(result.stderr, /deletes the named and anonymous volumes/);
    assert.match(result.stderr, /volume shop_data: 48\.3MB, no backup known/);
    assert.match(result.stderr, /container shop-db-1 \(running\)/);
    assert.match(result.stderr, /Instead: Leave the volumes/);
    assert.doesNotMatch(result.stderr, /the user/);
    assert.doesNotMatch(readFileSync(calls, 'utf8'), /down/);
  });

  it('tell when a volume was backed up last', async () => {
    const data = { file: 'x.gz', kind: 'tar', bytes: 1, sha256: 'x', contentBytes: 1, encrypted: false };
    const [id, at] = ['20260102T030405Z-shop_data-1a2b', '2026-01-02T03:04:05.000Z'];
    mkdirSync(join(stateFolder, 'backups'), { recursive: true });
    writeFileSync(join(stateFolder, 'backups', data.file), 'x');
    const volumeSettings = { driver: 'local', options: {}, labels: {} };
    const origin = { format: 1, id, volume: 'shop_data', volumeSettings, engine: 'unix:///x' };
    const manifest = { ...origin, at, level: 'stopped', data };
    writeFileSync(join(stateFolder, 'backups', `${id}.json`), JSON.stringify(manifest));
    const { stderr } = await call(['compose', 'down', '-v']);
    assert.match(stderr, /volume shop_data: 48\.3MB, last backup 2026-01-02T03:04:05/);
  });

  it('name the anonymous volumes that go with containers', async () => {
    for (const words of [
      ['compose', 'rm', '-fsv', 'cache'],
      ['compose', 'up', '-d', '-V', 'cache'],
      ['rm', '-fv', 'shop-cache-1'],
      ['container', 'rm', '-v', 'beef1234'],
    ]) {
      const { stderr } = await call(words);
      assert.match(stderr, new RegExp(`volume ${anonymous}: no backup known`), words.join(' '));
      assert.match(stderr, /container shop-cache-1 \(running\)/);
      assert.doesNotMatch(stderr, /shop-db-1|shop_data/);
    }
  });

  it('let a command through that names only volumes that are not there', async () => {
    const result = await call(['volume', 'rm', 'gone']);
    assert.match(result.stdout, /<gone>/);
    assert.equal((await call(['volume', 'rm', 'gone', 'other'])).code, 2);
  });

  it('run it when the person types the name on the terminal, and not for any other line', async function () {
    if (process.platform !== 'linux') this.skip();
    const wrong = await inTerminal('docker compose down -v', 'yes\n');
    assert.match(wrong.stdout, /Type "shop" to run it/);
    assert.match(wrong.stdout, /not run/);
    assert.doesNotMatch(readFileSync(calls, 'utf8'), /down/);
    await inTerminal('docker compose down -v', 'shop\n');
    assert.match(readFileSync(calls, 'utf8'), /compose down -v/);
    writeFileSync(calls, '');
    await inTerminal('docker compose down -v', 'backup shop\n');
    assert.match(readFileSync(calls, 'utf8'), /backup -- shop_data .*\n(?:.*\n)*compose down -v/);
  });

  it('ask no terminal in which an agent works', async function () {
    if (process.platform !== 'linux') this.skip();
    const { stdout } = await inTerminal('docker compose down -v', 'shop\n', { CLAUDECODE: '1' });
    assert.match(stdout, /no person sits at this terminal/);
    assert.doesNotMatch(readFileSync(calls, 'utf8'), /down/);
  });

  it('hold what may delete data, and nothing else, when Holdfast itself is gone', async () => {
    install(join(scratch, 'nothing-here'));
    assert.equal((await call(['run', '--rm', 'x'])).code, 2);
    assert.equal((await call(['volume', 'prune', '-f'])).code, 2);
    assert.equal((await call(['save', 'x'])).code, 7);
  });

  it('never call each other, and say when there is no program', async () => {
    const other = join(folder, 'other-state');
    installShims({ stateFolder: other, launcher, path: join(folder, 'bin') });
    const path = `${shimFolder(stateFolder)}:${shimFolder(other)}`;
    const lost = await call(['save'], { path: `${path}:/usr/bin-not:/bin-not` });
    assert.equal(lost.code, 127);
    assert.match(lost.stderr, /docker: command not found/);
    assert.equal((await call(['save'], { path: `${path}:${join(folder, 'bin')}:${process.env.PATH}` })).code, 7);
  });

  describe('with a window', () => {
    it('ask it, tell it what would be gone, and do what the person says', async () => {
      for (const answer of ['refuse', 'run'] as const) {
        const asked: CommandQuestion[] = [];
        const window = openWindow(async (question) => {
          asked.push(question);
          return answer;
        });
        const result = await call(['compose', 'down', '-v'], { window: await window.ready });
        window.dispose();
        assert.equal(result.code, answer === 'run' ? 7 : 2);
        assert.match(result.stderr, /VS Code asks whether it may run/);
        assert.deepEqual(asked[0]?.words, ['docker', 'compose', 'down', '-v']);
        assert.equal(asked[0]?.cwd, folder);
        assert.deepEqual(asked[0]?.losses, {
          project: 'shop',
          volumes: [{ name: 'shop_data', size: '48.3MB' }, { name: anonymous }],
          containers: ['shop-db-1 (running)', 'shop-cache-1 (running)'],
          isComplete: true,
        });
      }
      const log = openState(stateFolder).audit.read();
      assert.deepEqual(
        log.map(({ event, road, note }) => [event, road, note]),
        [
          ['approved', 'command', 'docker compose down -v'],
          ['denied', 'command', 'docker compose down -v'],
        ],
      );
    });

    it('back up what would be gone before it runs, and do not run it when that fails', async () => {
      for (const [code, words] of [
        ['0', ['compose', 'down', '-v']],
        ['1', ['compose', 'down', '-v']],
        ['0', ['--context', 'other', 'compose', 'down', '-v']],
      ] as const) {
        writeFileSync(calls, '');
        const window = openWindow(async ({ canBackUp }) => (canBackUp ? 'back-up' : 'refuse'));
        const result = await call(words, { window: await window.ready, backupCode: code });
        window.dispose();
        const isElsewhere = words[0] === '--context';
        const noted = readFileSync(calls, 'utf8');
        assert.equal(noted.includes(`backup -- shop_data ${anonymous}`), !isElsewhere);
        assert.equal(noted.includes('compose down -v'), code === '0' && !isElsewhere);
        assert.equal(result.code, code === '0' && !isElsewhere ? 7 : 2);
        assert.equal(/backing up first: shop_data.*\nbacked up$/m.test(result.stderr), !isElsewhere, result.stderr);
        if (code === '1') assert.match(result.stderr, /not run, since not all of it could be backed up/);
      }
    });

    it('find the window that has the folder open when their own is gone', async () => {
      const window = openWindow(async () => 'run');
      await window.ready;
      assert.equal((await call(['compose', 'down', '-v'], { window: 'aaaaaaaaaaaa' })).code, 7);
      window.dispose();
      assert.equal((await call(['compose', 'down', '-v'], { window: 'aaaaaaaaaaaa' })).code, 2);
    });

    it('take a window that goes without an answer for a no', async () => {
      const window = openWindow(() => {
        setImmediate(() => window.dispose());
        return new Promise<Answer>(() => {});
      });
      const result = await call(['compose', 'down', '-v'], { window: await window.ready });
      assert.equal(result.code, 2);
      assert.match(result.stderr, /not run/);
    });

    it('are not answered without the token, and the folder is the person’s alone', async () => {
      let wasAsked = false;
      const window = openWindow(async () => {
        wasAsked = true;
        return 'run';
      });
      const id = await window.ready;
      const record = JSON.parse(readFileSync(join(stateFolder, 'windows', `${id}.json`), 'utf8'));
      const socket = createConnection(record.socket);
      socket.write(
        `${JSON.stringify({ token: 'x'.repeat(48), question: { words: ['docker'], cwd: folder, reasons: [] } })}\n`,
      );
      assert.equal(await text(socket), '');
      assert.equal(wasAsked, false);
      window.dispose();
      assert.equal(existsSync(record.socket), false);
    });

    function openWindow(ask: (question: CommandQuestion) => Promise<Answer>) {
      const ready = new AbortController();
      const server = answerQuestions({
        stateFolder,
        folders: [folder],
        ask,
        onError: (error) => assert.fail(error),
        onReady: () => ready.abort(),
      });
      return { dispose: server.dispose, ready: once(ready.signal, 'abort').then(() => server.id) };
    }
  });

  function install(path: string): void {
    installShims({ stateFolder, launcher: path, path: join(folder, 'bin') });
  }

  interface Surroundings {
    readonly input?: string;
    readonly path?: string;
    readonly window?: string;
    readonly backupCode?: string;
  }

  function environment({ path, window, backupCode }: Surroundings): NodeJS.ProcessEnv {
    return {
      PATH: path ?? `${shimFolder(stateFolder)}:${join(folder, 'bin')}:${process.env.PATH}`,
      HOME: folder,
      HOLDFAST_STATE_DIR: stateFolder,
      CALLS: calls,
      TERM: 'dumb',
      BACKUP_CODE: backupCode ?? '0',
      ...(window !== undefined && { HOLDFAST_WINDOW: window }),
    };
  }

  function start(words: readonly string[], options: Surroundings = {}): ChildProcess {
    return spawn(join(shimFolder(stateFolder), 'docker'), [...words], { cwd: folder, env: environment(options) });
  }

  async function call(words: readonly string[], options: Surroundings = {}) {
    const child = start(words, options);
    assert.ok(child.stdin && child.stdout && child.stderr);
    // A shim that ends at once does not read it.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    return { stdout, stderr, code: code as number };
  }

  /** Runs a line of shell in a terminal of its own, with what a person types there. */
  async function inTerminal(line: string, typed: string, more: NodeJS.ProcessEnv = {}) {
    const env = { ...environment({}), ...more };
    const child = spawn('script', ['-qec', line, '/dev/null'], { cwd: folder, env });
    child.stdin.end(typed);
    const [stdout] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    return { stdout };
  }
});
