import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ask } from '../../cli/ask-person.ts';
import type { Command, CommandContext, ExitCode } from '../../cli/command.ts';
import { backup } from '../../cli/commands/backup.ts';
import { cleanupWith } from '../../cli/commands/cleanup.ts';
import { restoreWith } from '../../cli/commands/restore.ts';
import { volumeLockWith } from '../../cli/commands/volume-lock.ts';
import { openVolumeLocks } from '../../io/backup/volume-lock.ts';
import { stoppedFolder, stopUsers } from '../../io/backup/volume-users.ts';
import { type EngineStorage, openStorage } from '../../io/engine/storage.ts';
import { openRecordFolder } from '../../io/state/record-folder.ts';
import { callCommand } from '../cli/in-process.ts';
import { docker, engineOrSkip, type ScratchProject, scratchProject, testImage } from './scratch-project.ts';

describe('backup, restore, volume-lock and cleanup on the command line', function () {
  this.timeout(120_000);
  let storage: EngineStorage;
  let project: ScratchProject;
  let volume: string;
  let stateFolder: string;
  const extra: string[] = [];

  before(async function () {
    storage = await openStorage(await engineOrSkip(this));
  });

  beforeEach(async () => {
    project = await scratchProject('services: {}\n');
    project.write(`name: ${project.name}
services:
  db:
    image: "${testImage}"
    init: true
    command: sh -c 'test -e /data/f || echo first >/data/f; sleep 600'
    volumes: ["data:/data"]
volumes: {data: {}}
`);
    volume = `${project.name}_data`;
    stateFolder = project.environment.HOLDFAST_STATE_DIR ?? '';
    await project.run('up', '--detach');
  });
  afterEach(async () => {
    await openVolumeLocks(storage, stateFolder).unlock(volume);
    await project.remove();
    for (const name of extra.splice(0)) await docker('volume', 'rm', name);
  });

  type WithAsk = (ask: Ask, args: readonly string[], context: CommandContext) => Promise<ExitCode>;

  /** Calls a command at a terminal where a person gives this answer; undefined: nobody is there. */
  async function call(command: WithAsk, args: readonly string[], answer?: string, more: Record<string, string> = {}) {
    let asked = '';
    const asking: Command = (given, context) =>
      command(
        async (question) => {
          asked += question;
          return answer ?? '';
        },
        given,
        context,
      );
    const result = await callCommand(asking, args, {
      cwd: project.directory,
      environment: { ...project.environment, ...more },
      interactive: answer !== undefined,
    });
    return { ...result, asked };
  }
  const backUp: WithAsk = (_ask, args, context) => backup(args, context);
  const content = () => docker('exec', `${project.name}-db-1`, 'cat', '/data/f');
  const volumes = async () => (await docker('volume', 'ls', '--quiet')).split('\n');

  it('a backup of the project, put into the place of the volume, with the old content kept', async () => {
    const first = await call(backUp, ['--level', 'stopped', '--format', 'json']);
    assert.equal(first.code, 0, first.stderr);
    const [made] = JSON.parse(first.stdout).backups;
    assert.deepEqual([made.volume, made.level, made.service], [volume, 'stopped', 'db']);
    await docker(
      'exec',
      `${project.name}-db-1`,
      'sh',
      '-c',
      'echo second >/data/f; echo new >/data/g; mkdir -p /data/.h/i',
    );

    const nobody = await call(restoreWith, ['data', '--replace']);
    assert.equal(nobody.code, 2);
    const agent = await call(restoreWith, ['data', '--replace'], volume, { CLAUDECODE: '1' });
    assert.equal(agent.code, 2);
    const wrong = await call(restoreWith, ['data', '--replace'], 'yes');
    assert.equal(wrong.code, 1);
    extra.push(...(await volumes()).filter((name) => name.startsWith(`${volume}-restored`)));
    assert.equal(await content(), 'second');
    assert.equal(extra.length, 1);

    const done = await call(restoreWith, [made.id, '--replace'], volume);
    assert.equal(done.code, 0, done.stderr);
    extra.push(`${volume}-before-restore`);
    assert.match(done.asked, new RegExp(`Type "${volume}"`));
    assert.match(done.stdout, /What it held before is in the volume/);
    assert.equal(await content(), 'first');
    assert.equal(await docker('exec', `${project.name}-db-1`, 'ls', '-A', '/data'), 'f');
    const kept = await docker(
      'run',
      '--rm',
      '--volume',
      `${volume}-before-restore:/v`,
      testImage,
      'cat',
      '/v/f',
      '/v/g',
    );
    assert.equal(kept, 'second\nnew');
    const restored = (await volumes()).filter((name) => name.startsWith(`${volume}-restored-`));
    assert.deepEqual(restored, extra.slice(0, 1));
  });

  it('after "down -v" the volume comes back under its own name, for Compose as if nothing had been', async () => {
    assert.equal((await call(backUp, ['data'])).code, 0);
    await project.run('down', '--volumes', '--timeout', '1');
    assert.ok(!(await volumes()).includes(volume));
    const { code, stdout, stderr } = await call(restoreWith, ['data']);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /All 2 files and folders are there/);
    await docker('run', '--rm', '--volume', `${volume}:/v`, testImage, 'sh', '-c', 'echo restored >/v/f');
    await project.run('up', '--detach');
    assert.equal(await content(), 'restored');
  });

  it('an encrypted backup comes back only with its passphrase, or with the identity that it is meant for', async () => {
    const { generateX25519Identity, identityToRecipient } = await import('age-encryption');
    const write = (name: string, text: string) => {
      const file = join(project.directory, name);
      writeFileSync(file, `${text}\n`);
      return file;
    };
    const identity = await generateX25519Identity();
    const ways = [
      {
        closing: ['--passphrase-file', write('passphrase', 'offen gesagt')],
        wrong: ['--passphrase-file', write('wrong', 'falsch')],
        opening: ['--passphrase-file', join(project.directory, 'passphrase')],
      },
      {
        closing: ['--recipient', await identityToRecipient(identity)],
        wrong: ['--identity', write('other', await generateX25519Identity())],
        opening: ['--identity', write('identity', `# made for this test\n${identity}`)],
      },
    ];
    for (const { closing, wrong, opening } of ways) {
      const made = await call(backUp, ['data', ...closing, '--format', 'json']);
      const [{ id, encrypted }] = JSON.parse(made.stdout).backups;
      assert.equal(encrypted, true);
      const into = `${project.name}-${id.slice(-8)}`;
      for (const key of [[], wrong]) {
        const refused = await call(restoreWith, [id, '--into', into, ...key]);
        assert.equal(refused.code, 1);
        assert.match(refused.stderr, key.length === 0 ? /encrypted/ : /cannot be opened with that/);
        assert.ok(!(await volumes()).includes(into));
      }
      const tried = await call(restoreWith, [id, '--rehearse', ...opening]);
      assert.equal(tried.code, 0, tried.stderr);
      const opened = await call(restoreWith, [id, '--into', into, ...opening]);
      extra.push(into);
      assert.equal(opened.code, 0, opened.stderr);
      assert.equal(await docker('run', '--rm', '--volume', `${into}:/v`, testImage, 'cat', '/v/f'), 'first');
    }
    const twice = call(backUp, ['data', ...(ways[0]?.closing ?? []), ...(ways[1]?.closing ?? [])]);
    await assert.rejects(twice, /take recipients or a passphrase/);
  });

  it('a locked volume survives "down -v", "volume rm -f" and prunes, until a person unlocks it', async () => {
    assert.equal((await call(volumeLockWith, ['lock', 'data'])).code, 0);
    assert.deepEqual(JSON.parse((await call(volumeLockWith, ['list', '--format', 'json'])).stdout).locked, [volume]);
    await project.run('down', '--volumes', '--timeout', '1');
    await docker('volume', 'rm', '--force', volume);
    await docker('volume', 'prune', '--force', '--filter', `label=com.docker.compose.project=${project.name}`);
    assert.ok((await volumes()).includes(volume));
    await project.run('up', '--detach');
    assert.equal(await content(), 'first');

    await docker('container', 'prune', '--force', '--filter', `label=dev.holdfast.volume=${volume}`);
    assert.deepEqual(await openVolumeLocks(storage, stateFolder).remake(), [volume]);
    assert.equal((await call(volumeLockWith, ['unlock', 'data'])).code, 2);
    assert.equal((await call(volumeLockWith, ['unlock', 'data'], volume, { CURSOR_AGENT: '1' })).code, 2);
    assert.equal((await call(volumeLockWith, ['unlock', 'data'], 'y')).code, 1);
    assert.equal((await call(volumeLockWith, ['unlock', 'data'], volume)).code, 0);
    assert.deepEqual(await openVolumeLocks(storage, stateFolder).remake(), []);
    await project.run('down', '--volumes', '--timeout', '1');
    assert.ok(!(await volumes()).includes(volume));
  });

  it('cleanup removes only what was named, unused and backed up', async () => {
    const [mine, other] = [`${project.name}-mine`, `${project.name}-other`];
    extra.push(mine, other);
    for (const name of extra) await docker('volume', 'create', name);
    const listed = JSON.parse((await call(cleanupWith, ['--format', 'json'])).stdout).unused;
    const names = listed.map(({ name }: { name: string }) => name);
    assert.ok(names.includes(mine) && names.includes(other) && !names.includes(volume));
    assert.equal((await call(cleanupWith, [mine])).code, 2);
    assert.equal((await call(cleanupWith, [mine], 'yes')).code, 1);
    await assert.rejects(call(cleanupWith, [volume], 'remove 1'), /no unused volume/);
    const done = await call(cleanupWith, [mine], 'remove 1');
    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stdout, /is removed; its backup is/);
    assert.ok(!(await volumes()).includes(mine));
    assert.ok((await volumes()).includes(other));
    assert.equal((await call(restoreWith, [mine])).code, 0);
    assert.ok((await volumes()).includes(mine));
  });

  it('what a killed program left stopped is started by the next one', async () => {
    await stopUsers(storage, volume, { folder: stoppedFolder(stateFolder) });
    const running = () => docker('inspect', '--format', '{{.State.Running}}', `${project.name}-db-1`);
    assert.equal(await running(), 'false');
    const records = openRecordFolder(stoppedFolder(stateFolder));
    const [name = ''] = records.names();
    assert.equal((await call(backUp, ['--list'])).code, 0);
    assert.equal(await running(), 'false');
    // As if the program that wrote it had ended.
    records.write(name, { ...(records.read(name) as object), process: 2 ** 22 + 1 });
    const { stderr } = await call(backUp, ['data', '--level', 'live']);
    assert.match(stderr, new RegExp(`${project.name}-db-1 was started again`));
    assert.equal(await running(), 'true');
  });

  it('tells how to have it done every day', async () => {
    const cron = await call(backUp, ['data', '--print-schedule', 'cron', '--hour', '4'], undefined, {
      HOLDFAST_COMMAND: '/opt/hold fast',
    });
    assert.equal(cron.stdout, `17 4 * * * cd ${project.directory} && '/opt/hold fast' backup data --quiet\n`);
    const { stdout } = await call(backUp, ['--print-schedule', 'systemd'], undefined, {
      HOLDFAST_COMMAND: '/opt/holdfast',
    });
    assert.match(stdout, /ExecStart=\/opt\/holdfast backup --quiet/);
  });
});
