import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { agentSetups } from '../../io/agents/agents.ts';
import { diagnose } from '../../io/agents/doctor.ts';
import { planRules, planSettings } from '../../io/agents/extras.ts';
import { type AgentPlace, carryOut, planInstall, planUninstall, SetupConflict } from '../../io/agents/install.ts';
import { hookCommand, installLauncher } from '../../io/agents/launcher.ts';
import { isSetUp, patchText, planSetup, undoing } from '../../io/agents/plan-setup.ts';
import { addEntries, removeEntries, valueAt } from '../../io/agents/shared-file.ts';

const signal = new AbortController().signal;

describe('agents', () => {
  let root: string;
  let subject: Omit<AgentPlace, 'agent'>;

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'agents-install-')));
    const [home, project, stateFolder] = ['home', 'project', 'holdfast'].map((name) => join(root, name)) as [
      string,
      string,
      string,
    ];
    for (const folder of [home, project]) mkdirSync(folder);
    subject = {
      place: { scope: 'user', home, project, platform: process.platform },
      launcher: join(stateFolder, 'bin', 'holdfast'),
      stateFolder,
    };
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const snapshot = () =>
    Object.fromEntries(
      ['home', 'project'].flatMap((name) =>
        readdirSync(join(root, name), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
          .map((file) => [file, readFileSync(file, 'utf8')]),
      ),
    );

  /** Stands for what a person already has in an agent's settings. */
  const settings = [
    '{}',
    '{\n  "theme": "dark"\n}\n',
    '// mine\n{\n\t"hooks": {\n\t\t// first\n\t\t"PreToolUse": [{ "matcher": "Bash", "hooks": [{ "type": "command", "command": "own" }] }],\n\t},\n}\n',
    '{"hooks":{"BeforeTool":[],"preToolUse":[{"command":"own"}],"pre_write_code":[]},"version":1}',
    '{\r\n    "a": [1, 2,\r\n  3],\r\n    "hooks": {}\r\n}\r\n',
  ];

  for (const scope of ['user', 'project'] as const) {
    for (const agent of agentSetups) {
      it(`${agent.name}: installs for the ${scope} and leaves no trace when it is removed`, () => {
        const place = { ...subject, agent, place: { ...subject.place, scope } };
        const files = agent.files(place.place, hookCommand(place.launcher, agent.name, process.platform));
        for (const text of [undefined, ...settings]) {
          for (const file of files) {
            if (text === undefined || file.kind === 'own') continue;
            mkdirSync(dirname(file.path), { recursive: true });
            writeFileSync(file.path, text);
          }
          const before = snapshot();
          carryOut(planInstall(place), place.stateFolder);
          for (const file of files)
            assert.match(readFileSync(file.path, 'utf8'), /holdfast( hook |","args":\["hook",")?/);
          assert.deepEqual(planInstall(place), [], 'a second time there is nothing to do');
          carryOut(planUninstall(place), place.stateFolder);
          assert.deepEqual(snapshot(), before);
          assert.deepEqual(planUninstall(place), []);
        }
      });
    }
  }

  it('keeps what a person changed after installing', () => {
    const agent = agentSetups.find(({ name }) => name === 'claude');
    assert.ok(agent);
    const place = { ...subject, agent };
    const file = join(subject.place.home, '.claude', 'settings.json');
    mkdirSync(dirname(file));
    writeFileSync(file, '{\n  "a": 1\n}\n');
    carryOut(planInstall(place), place.stateFolder);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"a": 1', '"a": 2'));
    carryOut(planUninstall(place), place.stateFolder);
    assert.equal(readFileSync(file, 'utf8'), '{\n  "a": 2\n}\n');
  });

  it('leaves other hooks in place and calls its own beside them', () => {
    const entries = [{ at: ['hooks', 'PreToolUse'], value: { command: 'holdfast hook x' } }];
    const isOurs = (value: unknown) => JSON.stringify(value).includes('holdfast');
    const commandsIn = (text: string) =>
      (valueAt(text, ['hooks', 'PreToolUse']) as { command: string }[]).map(({ command }) => ({ command }));
    const before = '{ "hooks": { "PreToolUse": [ { "command": "own" } ] } }';
    const after = addEntries(before, entries, isOurs);
    assert.deepEqual(commandsIn(after), [{ command: 'own' }, { command: 'holdfast hook x' }]);
    assert.deepEqual(commandsIn(removeEntries(after, entries, isOurs)), [{ command: 'own' }]);
    const newer = addEntries(after, [{ at: ['hooks', 'PreToolUse'], value: { command: 'holdfast hook y' } }], isOurs);
    assert.deepEqual(commandsIn(newer), [{ command: 'own' }, { command: 'holdfast hook y' }]);
  });

  it('does not overwrite a hook script of someone else', () => {
    const agent = agentSetups.find(({ name }) => name === 'cline');
    assert.ok(agent);
    const file = join(
      subject.place.home,
      '.cline',
      'hooks',
      process.platform === 'win32' ? 'PreToolUse.ps1' : 'PreToolUse',
    );
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '#!/bin/sh\nexit 0\n');
    assert.throws(() => planInstall({ ...subject, agent }), SetupConflict);
    assert.equal(planUninstall({ ...subject, agent }).length, 0);
  });

  it('adds rules and settings to a project, and takes them away again', () => {
    const { project } = subject.place;
    const extras = { project, stateFolder: subject.stateFolder };
    writeFileSync(join(project, 'CLAUDE.md'), '# Mine\n');
    mkdirSync(join(project, '.vscode'));
    writeFileSync(join(project, '.vscode/settings.json'), '{\n  // mine\n  "a": 1\n}\n');
    const before = snapshot();
    carryOut(
      [...planRules({ ...extras, wanted: true }), ...planSettings({ ...extras, wanted: true })],
      subject.stateFolder,
    );
    assert.match(readFileSync(join(project, 'CLAUDE.md'), 'utf8'), /# Mine\n\n<!-- holdfast:start -->/);
    assert.equal(
      valueAt(readFileSync(join(project, '.vscode/settings.json'), 'utf8'), [
        'chat.tools.edits.autoApprove',
        '**/{compose,docker-compose}*.{yml,yaml}',
      ]),
      false,
    );
    carryOut(
      [...planRules({ ...extras, wanted: false }), ...planSettings({ ...extras, wanted: false })],
      subject.stateFolder,
    );
    assert.deepEqual(snapshot(), before);
  });

  describe('launcher', () => {
    let dist: string;

    beforeEach(() => {
      dist = join(root, 'dist');
      mkdirSync(join(dist, 'chunks'), { recursive: true });
      writeFileSync(
        join(dist, 'cli.js'),
        'console.log(JSON.stringify([process.argv.slice(2), process.env.ELECTRON_RUN_AS_NODE]))',
      );
      writeFileSync(join(dist, 'chunks', 'main.js'), '');
    });

    it('starts the copy, also after the original is gone, and follows updates', function () {
      if (process.platform === 'win32') return this.skip();
      const { stateFolder } = subject;
      const first = installLauncher({ stateFolder, dist, runtime: process.execPath });
      assert.deepEqual(installLauncher({ stateFolder, dist, runtime: process.execPath }), first);
      assert.equal(statSync(first.path).mode & 0o777, 0o700);
      writeFileSync(join(dist, 'cli.js'), 'console.log("newer")');
      const second = installLauncher({ stateFolder, dist, runtime: process.execPath });
      assert.equal(second.path, first.path);
      assert.notEqual(second.cli, first.cli);
      rmSync(dist, { recursive: true });
      assert.equal(spawnSync(second.path, ['hook', 'a b'], { encoding: 'utf8' }).stdout, 'newer\n');
      assert.ok(existsSync(first.cli), 'a hook that runs at this moment keeps its copy');
    });

    it('takes VS Code’s own runtime, or the node in PATH', function () {
      if (process.platform === 'win32') return this.skip();
      const { stateFolder } = subject;
      const { path } = installLauncher({ stateFolder, dist, runtime: process.execPath });
      assert.equal(spawnSync(path, ['hook', 'a b'], { encoding: 'utf8' }).stdout, '[["hook","a b"],"1"]\n');
      installLauncher({ stateFolder, dist, runtime: '/nowhere/code' });
      const env = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin` };
      assert.equal(spawnSync(path, ['hook'], { encoding: 'utf8', env }).stdout, '[["hook"],null]\n');
    });

    it('without any runtime holds what is guarded and lets all else through', function () {
      if (process.platform === 'win32') return this.skip();
      const bin = join(root, 'bin');
      mkdirSync(bin);
      const cat = join(bin, 'cat');
      writeFileSync(cat, '#!/bin/sh\nwhile IFS= read -r line || [ -n "$line" ]; do printf "%s\\n" "$line"; done\n');
      chmodSync(cat, 0o755);
      const { path } = installLauncher({ stateFolder: subject.stateFolder, dist, runtime: '/nowhere/code' });
      const call = (input: string) =>
        spawnSync(path, ['hook', 'claude'], { encoding: 'utf8', env: { PATH: bin }, input }).status;
      assert.equal(call('{"file_path":"/x/docker-compose.yml"}'), 2);
      assert.equal(call('{"command":"docker volume rm x"}'), 2);
      assert.equal(call('{"file_path":"/x/notes.md"}'), 0);
    });

    it('the doctor tells a hook that works from one that does not', async function () {
      if (process.platform === 'win32') return this.skip();
      const agent = agentSetups.find(({ name }) => name === 'gemini');
      assert.ok(agent);
      const place = { ...subject, agent };
      assert.equal((await diagnose(place, signal)).state, 'not-installed');
      carryOut(planInstall(place), place.stateFolder);
      assert.equal((await diagnose(place, signal)).state, 'broken', 'there is no launcher');
      writeFileSync(join(dist, 'cli.js'), 'process.exit(0)');
      installLauncher({ stateFolder: subject.stateFolder, dist, runtime: process.execPath });
      assert.match((await diagnose(place, signal)).detail, /was not denied/);
      writeFileSync(join(dist, 'cli.js'), 'process.exit(2)');
      installLauncher({ stateFolder: subject.stateFolder, dist, runtime: process.execPath });
      assert.match((await diagnose(place, signal)).detail, /harmless edit was denied/);
      const answer = `const text = require('fs').readFileSync(0, 'utf8'); if (text.includes('compose.yaml')) console.log('{"decision":"deny","reason":"x"}')`;
      writeFileSync(join(dist, 'cli.js'), answer);
      installLauncher({ stateFolder: subject.stateFolder, dist, runtime: process.execPath });
      assert.equal((await diagnose(place, signal)).state, 'works');
      const file = join(subject.place.home, '.gemini', 'settings.json');
      writeFileSync(file, readFileSync(file, 'utf8').replace('{', '{ "hooksConfig": { "enabled": false },'));
      assert.equal((await diagnose(place, signal)).state, 'skipped');
    });
  });

  describe('a plan', () => {
    it('is taken back to the byte by the one that undoes it, and shown as one patch', () => {
      const { place, stateFolder } = subject;
      const claude = join(place.home, '.claude', 'settings.json');
      mkdirSync(dirname(claude));
      writeFileSync(claude, '{ "theme": "dark" } // mine\n');
      const before = snapshot();
      const chosen = agentSetups.filter(({ name }) => ['claude', 'codex', 'opencode'].includes(name));
      const { files, conflicts } = planSetup({
        action: 'install',
        agents: chosen,
        place,
        stateFolder,
        extras: ['rules', 'settings'],
      });
      assert.deepEqual(conflicts, []);
      assert.equal(files.length, 5);
      const patch = patchText(files);
      assert.match(patch, /^--- \/dev\/null\n\+\+\+ .*AGENTS\.md$/m);
      assert.match(patch, /^--- .*settings\.json\n\+\+\+ .*settings\.json$/m);
      assert.deepEqual(snapshot(), before);

      carryOut(files, stateFolder);
      for (const agent of chosen) assert.equal(isSetUp({ agent, place, stateFolder }), true);
      const mine = readFileSync(claude, 'utf8');
      writeFileSync(claude, `${mine}// later\n`);
      assert.ok(!undoing(files).some(({ path }) => path === claude));
      writeFileSync(claude, mine);
      carryOut(undoing(files), stateFolder);
      assert.deepEqual(snapshot(), before);
      for (const agent of chosen) assert.equal(isSetUp({ agent, place, stateFolder }), false);
    });

    it('is not carried out when a file was changed since it was shown', () => {
      const { place, stateFolder } = subject;
      const agents = agentSetups.filter(({ name }) => ['claude', 'codex'].includes(name));
      const { files } = planSetup({ action: 'install', agents, place, stateFolder });
      const claude = join(place.home, '.claude', 'settings.json');
      mkdirSync(dirname(claude));
      writeFileSync(claude, '{ "theme": "dark" }\n');
      const before = snapshot();
      assert.throws(() => carryOut(files, stateFolder), SetupConflict);
      assert.deepEqual(snapshot(), before);
    });

    it('leaves agents out that have a file of someone else, and says which', () => {
      const { place, stateFolder } = subject;
      const agent = agentSetups.find(({ name }) => name === 'opencode');
      assert.ok(agent);
      const [file] = agent.files(place, hookCommand(subject.launcher, agent.name));
      assert.ok(file);
      mkdirSync(dirname(file.path), { recursive: true });
      writeFileSync(file.path, '// mine');
      const { files, conflicts } = planSetup({ action: 'install', agents: [agent], place, stateFolder });
      assert.deepEqual(files, []);
      assert.equal(conflicts[0]?.agent, agent);
      assert.match(conflicts[0]?.message ?? '', /not ours/);
    });
  });
});
