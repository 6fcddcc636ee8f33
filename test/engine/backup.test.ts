import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backup } from '../../core/backup/manifest.ts';
import { type BackupRequest, backUpVolume } from '../../io/backup/back-up-volume.ts';
import { BackupError } from '../../io/backup/backup-error.ts';
import { openCatalogue } from '../../io/backup/catalogue.ts';
import { removeUnfinished } from '../../io/backup/data-file.ts';
import { copyVolume, listVolume } from '../../io/backup/fill-volume.ts';
import { rehearse, restoreIntoNew } from '../../io/backup/restore-volume.ts';
import { ownLabels } from '../../io/backup/volume-access.ts';
import { type EngineStorage, openStorage } from '../../io/engine/storage.ts';
import { docker, engineOrSkip, testImage } from './scratch-project.ts';

describe('backup and restore', function () {
  this.timeout(180_000);
  let storage: EngineStorage;
  let folder: string;
  const prefix = `gdata-${process.pid}`;
  let number = 0;

  before(async function () {
    storage = await openStorage(await engineOrSkip(this));
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'backups-'));
  });
  afterEach(async () => {
    const containers = await docker('ps', '--all', '--quiet', '--filter', `name=${prefix}`);
    if (containers) await docker('rm', '--force', ...containers.split('\n'));
    const volumes = await docker('volume', 'ls', '--quiet', '--filter', `name=${prefix}`);
    if (volumes) await docker('volume', 'rm', ...volumes.split('\n'));
    rmSync(folder, { recursive: true, force: true });
  });

  const unused = () => {
    number += 1;
    return `${prefix}-${number}`;
  };
  const run = (volume: string, script: string) =>
    docker(
      'run',
      '--rm',
      '--name',
      unused(),
      '--network',
      'none',
      '--volume',
      `${volume}:/v`,
      testImage,
      'sh',
      '-ec',
      script,
    );

  async function newVolume(script = ''): Promise<string> {
    const name = unused();
    await docker('volume', 'create', name);
    if (script) await run(name, `cd /v; ${script}`);
    return name;
  }

  const backUp = (volume: string, more: Partial<BackupRequest> = {}): Promise<Backup> =>
    backUpVolume({ storage, volume, folder, stoppedFolder: join(folder, 'stopped'), level: 'best', ...more });

  const tree = `chown 70:71 .; chmod 700 .
mkdir -p a/b sticky; echo hi >a/f; ln a/f a/hard; ln -s f a/link; ln -s /nowhere dangling; mkfifo pipe
truncate -s 30M sparse; echo x >"odd
name"; echo y >./-rf; echo z >"$(printf 'n%.0s' $(seq 200))"; echo u >"ü ✓"
mkdir -p "$(printf 'deep/%.0s' $(seq 60))"; echo d >"$(printf 'deep/%.0s' $(seq 60))file"
chown 123456789:3 a/f; chmod 640 a/f; cp /bin/busybox suid; chmod 6755 suid; chmod 1777 sticky
touch -h -d '2001-02-03 04:05:06' a/link a/b; touch -d '2001-02-03 04:05:06' a .`;
  /** Everything that can be said of a tree, by other means than those of the backup. */
  const describeTree = (volume: string) =>
    run(
      volume,
      "cd /v; find . -exec stat -c '%n %F %a %u:%g %s %Y %h %t:%T %N' {} + | sort; find . -type f -exec sha256sum {} + | sort",
    );

  it('brings back a tree with links, sparse files and odd names as it was', async () => {
    const volume = await newVolume(tree);
    const before = await describeTree(volume);
    assert.ok(before.split('\n').length > 80, before);
    const backup = await backUp(volume);
    assert.equal(backup.level, 'stopped');
    await docker('volume', 'rm', volume);
    const { verification } = await restoreIntoNew({ storage, backup, into: volume });
    assert.equal(verification.passed, true);
    assert.equal(await describeTree(volume), before);
  });

  it('an encrypted one says nothing without its key, and all with it', async () => {
    const { generateX25519Identity, identityToRecipient } = await import('age-encryption');
    const identity = await generateX25519Identity();
    const volume = await newVolume('echo secret-marker >f; head -c 3000000 /dev/urandom >random');
    const backup = await backUp(volume, { encryption: { recipients: [await identityToRecipient(identity)] } });
    assert.equal(backup.data.encrypted, true);
    await assert.rejects(restoreIntoNew({ storage, backup, into: unused() }), { name: 'EncryptionError' });
    const other = await generateX25519Identity();
    const wrong = restoreIntoNew({ storage, backup, into: unused(), decryption: { identities: [other] } });
    await assert.rejects(wrong, { name: 'EncryptionError' });
    const into = unused();
    await restoreIntoNew({ storage, backup, into, decryption: { identities: [identity] } });
    assert.deepEqual(await listVolume(storage, into), await listVolume(storage, volume));
  });

  it('refuses a truncated or changed one before anything is made', async () => {
    const volume = await newVolume('head -c 200000 /dev/urandom >f');
    const backup = await backUp(volume);
    const file = join(folder, backup.data.file);
    const whole = readFileSync(file);
    const own = () => docker('volume', 'ls', '--quiet', '--filter', `name=${prefix}`);
    const volumes = await own();
    const damages: [string, () => void][] = [
      ['its last byte cut off', () => truncateSync(file, whole.length - 1)],
      ['half of it cut off', () => truncateSync(file, whole.length >> 1)],
      ['nothing left', () => truncateSync(file, 0)],
      ...[0, 9, whole.length >> 1, whole.length - 1].map((at): [string, () => void] => [
        `one bit flipped at ${at}`,
        () =>
          writeFileSync(
            file,
            whole.map((byte, index) => (index === at ? byte ^ 4 : byte)),
          ),
      ]),
    ];
    for (const [what, damage] of damages) {
      damage();
      await assert.rejects(restoreIntoNew({ storage, backup, into: unused() }), { reason: 'damaged' }, what);
      assert.equal(openCatalogue(folder).find(backup.id)?.verified?.passed, false);
      writeFileSync(file, whole);
    }
    assert.equal(await own(), volumes);
    await restoreIntoNew({ storage, backup, into: unused() });
  });

  it('puts nothing over what a folder has that a volume is only a name for', async () => {
    const volume = unused();
    const device = mkdtempSync(join(folder, 'somebodys-'));
    const options = ['type=none', 'o=bind', `device=${device}`].flatMap((option) => ['--opt', option]);
    await docker('volume', 'create', ...options, volume);
    writeFileSync(join(device, 'f'), 'then');
    const backup = await backUp(volume);
    await docker('volume', 'rm', volume);
    writeFileSync(join(device, 'f'), 'now');
    await assert.rejects(restoreIntoNew({ storage, backup, into: volume }), { reason: 'volume-exists' });
    assert.equal(readFileSync(join(device, 'f'), 'utf8'), 'now');
    assert.equal(openCatalogue(folder).find(backup.id)?.verified, undefined);
    rmSync(join(device, 'f'));
    await restoreIntoNew({ storage, backup, into: volume });
    assert.equal(readFileSync(join(device, 'f'), 'utf8'), 'then');
  });

  it('interrupted at any moment, leaves nothing behind', async function () {
    // Each moment is a whole backup, and the machine may be busy.
    this.timeout(600_000);
    const volume = await newVolume('head -c 8000000 /dev/urandom >f');
    const started = process.hrtime.bigint();
    await backUp(volume);
    const duration = Number(process.hrtime.bigint() - started) / 1e6;
    rmSync(folder, { recursive: true });
    let whole = 0;
    const moments = Number(process.env.HOLDFAST_MOMENTS ?? 20);
    for (let moment = 0; moment < moments; moment += 1) {
      const abort = new AbortController();
      const timer = setTimeout(() => abort.abort(), (moment / (moments - 1)) * duration * 1.1);
      const done = await backUp(volume, { signal: abort.signal }).catch(() => undefined);
      clearTimeout(timer);
      const listed = openCatalogue(folder).list();
      assert.equal(listed.length, done === undefined ? whole : whole + 1, `moment ${moment}`);
      whole = listed.length;
    }
    for (const backup of openCatalogue(folder).list()) assert.ok(readdirSync(folder).includes(backup.data.file));
    removeUnfinished(folder);
    const left = readdirSync(folder).filter((name) => name.endsWith('.part') || name.startsWith('.'));
    assert.deepEqual(left, []);
    assert.equal(await docker('ps', '--all', '--quiet', '--filter', `label=${ownLabels.volume}=${volume}`), '');
  });

  it('a stopped copy stops all that use the volume, and starts them again, also when it fails', async () => {
    const volume = await newVolume('echo x >f');
    const name = unused();
    await docker('run', '--detach', '--init', '--name', name, '--volume', `${volume}:/v`, testImage, 'sleep', '600');
    const state = () => docker('inspect', '--format', '{{.State.Running}} {{.State.StartedAt}}', name);
    const first = await state();
    const live = await backUp(volume);
    assert.equal(live.level, 'live');
    assert.equal(await state(), first);
    const stopped = await backUp(volume, { level: 'stopped' });
    assert.equal(stopped.level, 'stopped');
    const second = await state();
    assert.match(second, /^true/);
    assert.notEqual(second, first);
    const impossible = backUp(volume, { level: 'stopped', encryption: { recipients: ['nobody'] } });
    await assert.rejects(impossible, { name: 'EncryptionError' });
    assert.match(await state(), /^true/);
    await assert.rejects(backUp(volume, { level: 'logical' }), { reason: 'no-dump-tool' });
    await assert.rejects(backUp(`${prefix}-none`), { reason: 'no-volume' });
  });

  it('PostgreSQL writes a dump while it runs, and a rehearsal finds every row', async () => {
    const volume = await newVolume();
    const name = unused();
    await docker(
      ...[
        'run',
        '--detach',
        '--name',
        name,
        '--network',
        'none',
        '--env',
        'POSTGRES_PASSWORD=pw',
        '--env',
        'POSTGRES_USER=app',
      ],
      ...['--volume', `${volume}:/var/lib/postgresql/data`, 'postgres:16-alpine'],
    );
    await until(
      async () =>
        (await docker(
          'exec',
          '--env',
          'PGPASSWORD=pw',
          name,
          'psql',
          '-h',
          '127.0.0.1',
          '-U',
          'app',
          '-Atc',
          'select 1',
        )) === '1',
    );
    const make = `create table "Odd ""name" (id int primary key, text text); insert into "Odd ""name" select n, md5(n::text) from generate_series(1, 100000) n; create role reader login password 'r'`;
    await docker('exec', name, 'psql', '-X', '-U', 'app', '-c', make);
    const backup = await backUp(volume);
    assert.equal(backup.level, 'logical');
    assert.deepEqual(Object.values(backup.counts?.before ?? {}), [100_000]);
    assert.ok(!readFileSync(join(folder, `${backup.id}.json`), 'utf8').includes('pw"'));
    const verification = await rehearse({ storage, backup });
    assert.match(verification.detail, /100,000 rows in 1 table, as many as were dumped/);
    assert.equal(verification.how, 'rehearsed');

    await docker('rm', '--force', name);
    await docker('volume', 'rm', volume);
    await restoreIntoNew({ storage, backup, into: volume });
    const again = unused();
    await docker(
      'run',
      '--detach',
      '--name',
      again,
      '--volume',
      `${volume}:/var/lib/postgresql/data`,
      'postgres:16-alpine',
    );
    const ask = (sql: string) => docker('exec', again, 'psql', '-X', '-U', 'app', '-Atc', sql);
    await until(async () => (await ask('select 1')) === '1');
    assert.equal(await ask(`select count(*), sum(id) from "Odd ""name"`), '100000|5000050000');
    assert.equal(await ask(`select rolname from pg_roles where rolname = 'reader'`), 'reader');
  });

  it('Redis writes a dump while it runs, for a server with an append-only file and for one without', async () => {
    const volume = await newVolume();
    const name = await startRedis(volume, 'redis-server', '--requirepass', 'geheim');
    await until(async () => (await docker('exec', name, 'redis-cli', '-a', 'geheim', 'ping')) === 'PONG');
    await docker(
      'exec',
      name,
      'redis-cli',
      '-a',
      'geheim',
      'eval',
      "for i = 1, 100000 do redis.call('set', 'k' .. i, i) end",
      '0',
    );
    const backup = await backUp(volume);
    assert.equal(backup.level, 'logical');
    assert.deepEqual(backup.counts?.after, { db0: 100_000 });
    assert.ok(!readFileSync(join(folder, `${backup.id}.json`), 'utf8').includes('geheim'));
    const restored = unused();
    await restoreIntoNew({ storage, backup, into: restored });
    for (const appendOnly of ['no', 'yes']) {
      const copy = await newVolume();
      await copyVolume(storage, { from: restored, to: copy });
      const server = await startRedis(copy, 'redis-server', '--appendonly', appendOnly);
      await until(async () => (await docker('exec', server, 'redis-cli', 'dbsize')) === '100000');
      assert.equal(await docker('exec', server, 'redis-cli', 'get', 'k777'), '777');
    }
  });

  it('a rehearsal of a damaged dump fails and says what is missing', async () => {
    const volume = await newVolume();
    const name = await startRedis(volume);
    await until(async () => (await docker('exec', name, 'redis-cli', 'ping')) === 'PONG');
    await docker('exec', name, 'redis-cli', 'mset', 'a', '1', 'b', '2');
    const backup = await backUp(volume);
    const counts = { before: { db0: 7 }, after: { db0: 7 } };
    const { passed, detail } = await rehearse({ storage, backup: { ...backup, counts } });
    assert.equal(passed, false);
    assert.match(detail, /db0 has 2; it had 7/);
    assert.equal(openCatalogue(folder).find(backup.id)?.verified?.passed, false);
  });

  /** Starts a server on this volume and gives its container's name. */
  async function startRedis(volume: string, ...command: readonly string[]): Promise<string> {
    const name = unused();
    const mount = ['--network', 'none', '--volume', `${volume}:/data`];
    await docker('run', '--detach', '--name', name, ...mount, 'redis:7-alpine', ...command);
    return name;
  }

  async function until(holds: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!(await holds())) {
      if (Date.now() > deadline) throw new BackupError('in-use', 'it did not come up');
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
});
