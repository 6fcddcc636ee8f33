import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { openState } from '../../io/state/state.ts';
import { bundleProgram } from '../support/bundle-program.ts';
import { fourServices, onlyApi } from '../support/watched-folder.ts';

/** HOLDFAST_ROUNDS sets how often the hook is killed. */
const rounds = Number(process.env.HOLDFAST_ROUNDS ?? 20);

describe('the process of a hook', function () {
  this.timeout(60_000 + rounds * 2000);
  let scratch: string;
  let program: string;

  before(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'hook-process-'));
    program = await bundleProgram('hook-process', scratch);
  });
  after(() => rmSync(scratch, { recursive: true, force: true }));

  function makeProject(name: string) {
    const folder = join(scratch, name);
    const file = join(folder, 'compose.yaml');
    mkdirSync(folder);
    writeFileSync(file, fourServices);
    return { folder, file, stateFolder: `${folder}-state` };
  }

  function start(stateFolder: string): ChildProcess {
    return spawn(process.execPath, [program, 'claude'], {
      env: { ...process.env, HOLDFAST_STATE_DIR: stateFolder },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
  }

  async function beginningToWrite(child: ChildProcess, stateFolder: string): Promise<void> {
    while (!existsSync(stateFolder) && child.exitCode === null) await delay(1);
    await delay(Math.random() * 30);
  }

  const write = (folder: string, content: string) =>
    JSON.stringify({
      cwd: folder,
      hook_event_name: 'PreToolUse',
      tool_name: 'Write',
      tool_input: { file_path: join(folder, 'compose.yaml'), content },
    });

  it('answers when the whole call is there, although the agent leaves the stream open', async () => {
    const { folder, stateFolder } = makeProject('open-stream');
    const child = start(stateFolder);
    assert.ok(child.stdin && child.stdout);
    child.stdin.write(write(folder, onlyApi));
    assert.match(await text(child.stdout), /"permissionDecision":"deny"/);
    child.stdin.end();
  });

  it('reads a call that comes in parts', async () => {
    const { folder, stateFolder } = makeProject('parts');
    const call = write(folder, onlyApi);
    const child = start(stateFolder);
    assert.ok(child.stdin && child.stdout);
    child.stdin.write(call.slice(0, 100));
    await delay(50);
    child.stdin.end(call.slice(100));
    assert.match(await text(child.stdout), /"permissionDecision":"deny"/);
  });

  it('answers in a folder that was removed', async function () {
    if (process.platform === 'win32') this.skip();
    const { folder, stateFolder } = makeProject('removed');
    const gone = join(scratch, 'gone');
    mkdirSync(gone);
    const script = 'cd "$1" && rmdir "$1" && exec "$2" "$3" claude';
    const child = spawn('sh', ['-c', script, 'sh', gone, process.execPath, program], {
      env: { ...process.env, HOLDFAST_STATE_DIR: stateFolder },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.end(write(folder, onlyApi));
    assert.match(await text(child.stdout), /"permissionDecision":"deny"/);
  });

  it(`loses no proposal that it told of, and leaves the state folder readable, killed ${rounds} times`, async () => {
    const seen = { none: 0, kept: 0, told: 0 };
    let longest = 0;
    for (let round = 0; round < rounds; round += 1) {
      const { folder, file, stateFolder } = makeProject(`killed-${round}`);
      const begun = performance.now();
      const child = start(stateFolder);
      assert.ok(child.stdin && child.stdout);
      const output = text(child.stdout);
      const ended = once(child, 'exit');
      child.stdin.on('error', () => {});
      child.stdin.end(write(folder, onlyApi));
      if (round === 0) {
        await ended;
        longest = performance.now() - begun;
      } else {
        // At any moment of its life, and in every second round when it has begun to write.
        if (round % 2 === 0) await delay(Math.random() * longest);
        else await beginningToWrite(child, stateFolder);
        child.kill('SIGKILL');
        await ended;
      }
      const told = /It is kept as (\w+)\./.exec(await output)?.[1];
      assert.equal(readFileSync(file, 'utf8'), fourServices);
      const kept = openState(stateFolder).project({ directory: folder }).proposals.list();
      if (told !== undefined)
        assert.deepEqual(
          [told],
          kept.map(({ id }) => id),
          `round ${round}: what was told of is lost`,
        );
      for (const { proposed } of kept) assert.equal(proposed[0]?.text, onlyApi, `round ${round}: a torn proposal`);
      seen[told !== undefined ? 'told' : kept.length > 0 ? 'kept' : 'none'] += 1;

      const again = start(stateFolder);
      assert.ok(again.stdin && again.stdout);
      again.stdin.end(write(folder, onlyApi));
      const id = /It is kept as (\w+)\./.exec(await text(again.stdout))?.[1];
      const project = openState(stateFolder).project({ directory: folder });
      assert.deepEqual(
        project.proposals.list().map((proposal) => proposal.id),
        [id],
      );
      assert.equal(openState(stateFolder).audit.read()[0]?.proposal, id);
      assert.deepEqual(readdirSync(folder), ['compose.yaml']);
    }
    console.log(
      `      when killed: ${seen.none} times nothing kept yet, ${seen.kept} times kept, ${seen.told} times kept and told`,
    );
  });
});
