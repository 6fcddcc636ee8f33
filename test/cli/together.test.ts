import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { approveWith } from '../../cli/commands/approve.ts';
import { check } from '../../cli/commands/check.ts';
import { hook } from '../../cli/commands/hook.ts';
import { pending } from '../../cli/commands/pending.ts';
import { until } from '../support/until.ts';
import { fourServices, onlyApi } from '../support/watched-folder.ts';
import { callCommand } from './in-process.ts';

const program = resolve(import.meta.dirname, '../support/guard-process.ts');

describe('two guards and a command line on one folder', function () {
  this.timeout(60_000);
  const guards: ChildProcess[] = [];
  let folder: string;
  let file: string;
  let state: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'guard-together-'));
    state = mkdtempSync(join(tmpdir(), 'guard-together-state-'));
    file = join(folder, 'compose.yaml');
    writeFileSync(file, fourServices);
    for (let count = 0; count < 2; count += 1) {
      const guard = spawn(process.execPath, ['--import', 'tsx', program, 'watch', folder, state], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      guards.push(guard);
      await once(guard.stdout, 'data');
    }
  });
  after(() => {
    for (const guard of guards) guard.kill('SIGKILL');
    rmSync(folder, { recursive: true });
    rmSync(state, { recursive: true });
  });

  it('hold the same edit once, tear nothing, and take one approval for all', async () => {
    const surroundings = { cwd: folder, environment: { HOLDFAST_STATE_DIR: state } };
    const read = () => readFileSync(file, 'utf8');
    const call = { hook_event_name: 'PreToolUse', cwd: folder, tool_name: 'Write' };
    const agent = (content: string) =>
      callCommand(hook, ['claude'], {
        ...surroundings,
        stdin: async () => JSON.stringify({ ...call, tool_input: { file_path: file, content } }),
      });
    const held = async () =>
      JSON.parse((await callCommand(pending, ['--format', 'json'], surroundings)).stdout).proposals as { id: string }[];

    for (let round = 0; round < 3; round += 1) {
      writeFileSync(file, onlyApi);
      const [answer] = await Promise.all([agent(onlyApi), callCommand(check, [], surroundings), held()]);
      assert.match(answer.stdout, /"deny"|^$/);
      await until(() => read() === fourServices);
    }
    for (const text of jsonFiles(state)) assert.doesNotThrow(() => JSON.parse(text), text.slice(0, 200));
    const proposals = await held();
    assert.equal(proposals.length, 1, JSON.stringify(proposals));

    const { stdout, code } = await callCommand(
      (_args, context) =>
        approveWith(async (question) => /^Type "(.+)" to let/.exec(question)?.[1] ?? '', proposals[0]?.id, context),
      [],
      surroundings,
    );
    assert.equal(code, 0, stdout);
    assert.equal(read(), onlyApi);
    // An edit that is let through afterwards shows that both know what was approved.
    writeFileSync(file, `${onlyApi}# seen\n`);
    const checked = await callCommand(check, [], surroundings);
    assert.equal(checked.code, 0, checked.stdout);
    assert.equal(read(), `${onlyApi}# seen\n`);
    assert.deepEqual(await held(), []);
  });
});

/** The contents of all records below a folder. */
function jsonFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      try {
        return [readFileSync(join(folder, name), 'utf8')];
      } catch {
        // Settled between the list and the reading.
        return [];
      }
    });
}
