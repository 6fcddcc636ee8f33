import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../cli/command.ts';
import { agents } from '../../cli/commands/agents.ts';
import { agentSetups } from '../../io/agents/agents.ts';
import { carryOut } from '../../io/agents/install.ts';
import { planSetup } from '../../io/agents/plan-setup.ts';
import { keyFile, openKeyedHash } from '../../io/state/keyed-hash.ts';
import { callCommand } from './in-process.ts';

describe('agents on the command line', function () {
  this.timeout(20_000);
  let folder: string;
  let surroundings: { cwd: string; environment: Record<string, string> };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'agents-cli-'));
    const [home, project] = [join(folder, 'home'), join(folder, 'project')];
    mkdirSync(join(home, '.gemini'), { recursive: true });
    mkdirSync(project);
    surroundings = { cwd: project, environment: { HOME: home, HOLDFAST_STATE_DIR: join(folder, 'state'), PATH: '' } };
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const doctor = async (...args: readonly string[]) => {
    const { code, stdout } = await callCommand(agents, ['doctor', '--format', 'json', ...args], surroundings);
    const found: { name: string; scope: string; state: string }[] = JSON.parse(stdout).agents;
    return { code, found: found.map(({ name, scope, state }) => `${name} ${scope} ${state}`) };
  };

  it('the doctor finds what is on the machine, and what is in the project', async () => {
    assert.deepEqual(await doctor(), { code: 1, found: ['gemini user not-installed'] });
    const { HOME: home = '', HOLDFAST_STATE_DIR: stateFolder = '' } = surroundings.environment;
    const place = { scope: 'project', home, project: surroundings.cwd, platform: process.platform } as const;
    const chosen = agentSetups.filter(({ name }) => name === 'cursor' || name === 'gemini');
    carryOut(planSetup({ action: 'install', agents: chosen, place, stateFolder, extras: [] }).files, stateFolder);
    // Nothing is there for them to call, so they cannot work; what matters here is where they are seen.
    assert.deepEqual((await doctor()).found, ['cursor project broken', 'gemini project broken']);
    assert.deepEqual((await doctor('--user')).found, ['gemini user not-installed']);
    assert.deepEqual((await doctor('claude')).found, ['claude user not-installed']);
  });

  it('says in words whose hook it is and how it is', async () => {
    const { stdout } = await callCommand(agents, ['doctor'], surroundings);
    assert.match(stdout, /^Gemini CLI \(yours\): is not installed: no hook of Holdfast in .*settings\.json\nThe key/);
  });

  it('says where the key is that signs approvals', async () => {
    const { HOLDFAST_STATE_DIR: stateFolder = '' } = surroundings.environment;
    const said = async () => (await callCommand(agents, ['doctor'], surroundings)).stdout.split('\n').at(-2) ?? '';
    assert.match(await said(), /^The key that signs approvals will be in .*key, made with the first approval\./);
    openKeyedHash(stateFolder).sign('anything');
    const { file } = keyFile(stateFolder);
    assert.ok((await said()).startsWith(`The key that signs approvals is in ${file}, which only you can read.`));
    if (process.platform === 'win32') return;
    chmodSync(file, 0o644);
    assert.match(await said(), /WHICH OTHERS CAN READ/);
  });

  it('takes no word that it does not know', async () => {
    for (const args of [[], ['mend'], ['install', 'clippy'], ['install', '--force'], ['doctor', '--project', '--user']])
      await assert.rejects(callCommand(agents, args, surroundings), UsageError, args.join(' '));
  });
});
