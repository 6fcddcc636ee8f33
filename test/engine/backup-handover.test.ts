import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { handOver, readReceiver } from '../../io/backup/hand-over.ts';
import { type EngineStorage, openStorage } from '../../io/engine/storage.ts';
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

  it('says what the program complained about', async () => {
    const environment = standIn('restic', 'echo "Fatal: wrong password" >&2; exit 1\n');
    await assert.rejects(give('restic:r', environment), /restic did not take it: Fatal: wrong password/);
    assert.equal(readReceiver('/some/folder'), undefined);
  });
});
