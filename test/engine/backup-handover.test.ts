import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillVolume, listVolume } from '../../io/backup/fill-volume.ts';
import { handOver, readReceiver } from '../../io/backup/hand-over.ts';
import { type EngineStorage, openStorage } from '../../io/engine/storage.ts';
import { runProcess } from '../../io/process.ts';
import { provideBackupProgram } from '../../scripts/environment/backup-programs.mjs';
import { docker, engineOrSkip, testImage } from './scratch-project.ts';

describe('backups into a repository of restic or borg', function () {
  this.timeout(60_000);
  let storage: EngineStorage;
  let folder: string;
  const volume = `gdata-handover-${process.pid}`;

  before(async function () {
    storage = await openStorage(await engineOrSkip(this));
    folder = mkdtempSync(join(tmpdir(), 'handover-'));
    await docker('volume', 'create', volume);
    await docker(
      'run',
      '--rm',
      '--volume',
      `${volume}:/v`,
      testImage,
      'sh',
      '-c',
      'head -c 3000000 /dev/urandom >/v/f',
    );
  });
  after(async () => {
    await docker('volume', 'rm', volume);
    rmSync(folder, { recursive: true, force: true });
  });

  /** A stand-in that keeps what comes, only when it came to its end, as the real programs do. */
  function standIn(program: string, ending = ''): Record<string, string | undefined> {
    const file = join(folder, program);
    const script = `#!/bin/sh\nprintf '%s\\n' "$@" >'${file}.args'\ncat >'${file}.part' && mv '${file}.part' '${file}.kept'\n${ending}`;
    writeFileSync(file, script);
    chmodSync(file, 0o755);
    return { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  }
  const give = (to: string, environment: Record<string, string | undefined>, signal?: AbortSignal) =>
    handOver({
      ...{ storage, volume, folder, level: 'best', environment, signal },
      stoppedFolder: join(folder, 'stopped'),
      receiver: readReceiver(to) ?? assert.fail(to),
    });

  it('gives the whole tar, under a name that says what it is', async () => {
    for (const to of ['restic:/a repo', 'borg:ssh://host/./repo']) {
      const program = to.split(':', 1)[0] ?? '';
      const { data, level } = await give(to, standIn(program));
      assert.equal(level, 'stopped');
      assert.equal(readFileSync(join(folder, `${program}.kept`)).length, data.contentBytes);
      const words = readFileSync(join(folder, `${program}.args`), 'utf8').split('\n');
      assert.ok(
        words.some((word) => word === '/a repo' || word === `ssh://host/./repo::${data.file}`),
        words.join(' '),
      );
      assert.match(data.file, /^\d{8}T\d{6}Z-gdata-handover-.*\.tar$/);
    }
  });

  it('kills the program rather than letting it keep a half', async () => {
    rmSync(join(folder, 'restic.kept'), { force: true });
    const abort = new AbortController();
    const environment = standIn('restic');
    const giving = handOver({
      ...{ storage, volume, folder, level: 'best', environment, signal: abort.signal },
      stoppedFolder: join(folder, 'stopped'),
      receiver: { program: 'restic', repository: 'r' },
      onEvent: (event) => event.kind === 'progress' && abort.abort(),
    });
    await assert.rejects(giving);
    assert.equal(existsSync(join(folder, 'restic.kept')), false);
  });

  // How each makes a repository, lists what is in it and gives one back, by their manuals.
  const programs = {
    restic: {
      variables: { RESTIC_PASSWORD: 'geheim', RESTIC_CACHE_DIR: '' },
      make: (repository: string) => ['--repo', repository, 'init'],
      list: (repository: string) => ['--repo', repository, 'ls', 'latest'],
      take: (repository: string, file: string) => ['--repo', repository, 'dump', 'latest', file],
    },
    borg: {
      variables: { BORG_PASSPHRASE: 'geheim', BORG_BASE_DIR: '' },
      make: (repository: string) => ['init', '--encryption', 'repokey', repository],
      list: (repository: string) => ['list', repository],
      take: (repository: string, file: string) => ['extract', '--stdout', `${repository}::${file}`],
    },
  } as const;
  for (const [program, { variables, make, list, take }] of Object.entries(programs)) {
    it(`a real ${program} takes it, lists it and gives it back, and refuses a wrong password`, async function () {
      const provided = await provideBackupProgram(program as keyof typeof programs);
      if (!provided.available) {
        console.log(`      skipped: ${provided.reason}`);
        this.skip();
      }
      const own = Object.entries(variables).map(([name, value]) => [name, value || join(folder, `${program}-own`)]);
      const environment = { ...process.env, ...Object.fromEntries(own) };
      const repository = join(folder, `${program}-repository`);
      const run = async (args: readonly string[]) => {
        const { code, stdout, stderr } = await runProcess({ command: program, args, environment, timeLimit: 60_000 });
        assert.equal(code, 0, stderr);
        return stdout;
      };
      await run(make(repository));
      const { data } = await give(`${program}:${repository}`, environment);
      assert.ok((await run(list(repository))).includes(data.file));

      const back = `${volume}-${program}`;
      const taking = spawn(program, take(repository, data.file), { env: environment, stdio: ['ignore', 'pipe', 2] });
      await docker('volume', 'create', back);
      try {
        await fillVolume(storage, back, taking.stdout ?? assert.fail(), { expected: data.members });
        assert.deepEqual(await listVolume(storage, back), await listVolume(storage, volume));
      } finally {
        await docker('volume', 'rm', back);
      }

      const [[password = ''] = []] = Object.entries(variables);
      const wrong = give(`${program}:${repository}`, { ...environment, [password]: 'falsch' });
      await assert.rejects(wrong, new RegExp(`${program} did not take it: .*(?:password|passphrase)`, 'i'));
    });
  }

  it('says what the program complained about', async () => {
    const environment = standIn('restic', 'echo "Fatal: wrong password" >&2; exit 1\n');
    await assert.rejects(give('restic:r', environment), /restic did not take it: Fatal: wrong password/);
    assert.equal(readReceiver('/some/folder'), undefined);
  });
});
