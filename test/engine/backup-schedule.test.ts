import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { monitor } from '../../cli/commands/monitor.ts';
import { defaultBackupSettings } from '../../core/settings/backup-settings.ts';
import { openCatalogue } from '../../io/backup/catalogue.ts';
import { runSchedule, type ScheduleEvent } from '../../io/backup/run-schedule.ts';
import { openVolumeLocks } from '../../io/backup/volume-lock.ts';
import { type EngineStorage, openStorage } from '../../io/engine/storage.ts';
import { docker, engineOrSkip, type ScratchProject, scratchProject, testImage } from './scratch-project.ts';

describe('backups on a schedule', function () {
  this.timeout(60_000);
  let storage: EngineStorage;
  let project: ScratchProject;
  let volume: string;
  let state: string;
  let folder: string;

  before(async function () {
    storage = await openStorage(await engineOrSkip(this));
    project = await scratchProject('services: {}\n');
    project.write(`name: ${project.name}
services:
  db: {image: "${testImage}", init: true, command: [sh, -c, "echo x >/data/f; sleep 600"], volumes: ["data:/data"]}
volumes: {data: {}}
`);
    volume = `${project.name}_data`;
    state = project.environment.HOLDFAST_STATE_DIR ?? '';
    folder = join(state, 'backups');
    await project.run('up', '--detach');
  });
  after(async () => {
    if (project === undefined) return;
    await openVolumeLocks(storage, state).unlock(volume);
    await project.remove();
  });
  beforeEach(() => rmSync(folder, { recursive: true, force: true }));

  async function run(
    settings: object,
    volumes = [volume],
  ): Promise<{ events: ScheduleEvent[]; next?: number | undefined }> {
    const events: ScheduleEvent[] = [];
    const next = await runSchedule({
      ...{ storage, volumes, folder, environment: project.environment },
      settings: { ...defaultBackupSettings, ...settings },
      signal: AbortSignal.timeout(50_000),
      onEvent: (event) => events.push(event),
    });
    return { events, next };
  }
  const kinds = (events: readonly ScheduleEvent[]) => events.map(({ kind }) => kind);

  it('makes what is due, tries it out, and has nothing to do until the next turn', async () => {
    const first = await run({ everyHours: 2, rehearseDays: 1 });
    assert.deepEqual(kinds(first.events), ['backed-up', 'tried-out']);
    const [made] = openCatalogue(folder).list();
    assert.equal(made?.verified?.passed, true);
    assert.equal(first.next, Date.parse(made.at) + 2 * 3_600_000);
    assert.deepEqual((await run({ everyHours: 2, rehearseDays: 1 })).events, []);
  });

  it('is done by one program when two want to at the same moment', async () => {
    const both = await Promise.all([run({ everyHours: 1 }), run({ everyHours: 1 })]);
    assert.deepEqual(kinds(both.flatMap(({ events }) => events)), ['backed-up']);
    assert.equal(openCatalogue(folder).list().length, 1);
  });

  it('tells of a failure once, and tells again after a success in between', async () => {
    const settings = { everyHours: 1e-9, recipients: ['nobody'] };
    assert.deepEqual(kinds((await run(settings)).events), ['failed']);
    assert.deepEqual(kinds((await run(settings)).events), []);
    assert.deepEqual(kinds((await run({ ...settings, recipients: [] })).events), ['backed-up']);
    assert.deepEqual(kinds((await run(settings)).events), ['failed']);
    assert.deepEqual(kinds((await run({ ...settings, recipients: [] })).events), ['backed-up']);
  });

  it('keeps as many as it is set to', async () => {
    const settings = { everyHours: 1e-9, keep: { last: 2, daily: 0, weekly: 0 } };
    for (let turn = 0; turn < 4; turn += 1) await run(settings);
    assert.equal(openCatalogue(folder).list().length, 2);
  });

  it('goes on in "holdfast monitor", which also makes a lock anew that a prune has taken', async () => {
    await openVolumeLocks(storage, state).lock(volume);
    const abort = new AbortController();
    let said = '';
    let heard: (() => void) | undefined;
    const hear = (text: string) => {
      said += text;
      heard?.();
    };
    const watching = monitor(['--backup-every', '24', '--rehearse-every', '7'], {
      cwd: project.directory,
      environment: project.environment,
      interactive: false,
      stdin: async () => '',
      stdout: hear,
      stderr: hear,
      signal: abort.signal,
    });
    const until = async (pattern: RegExp) => {
      while (!pattern.test(said)) {
        await new Promise<void>((resolve) => {
          heard = resolve;
        });
      }
    };
    try {
      await until(/backup {2}\S+_data is backed up: /);
      await until(/was tried out: All 2 files and folders are there/);
      await docker('container', 'prune', '--force', '--filter', `label=dev.holdfast.volume=${volume}`);
      await until(/the lock of \S+_data was made anew/);
    } finally {
      abort.abort();
      await watching;
    }
    assert.ok((await openVolumeLocks(storage, state).list()).has(volume));
  });
});
