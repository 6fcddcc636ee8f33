import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openCatalogue } from '../../io/backup/catalogue.ts';
import { writeData } from '../../io/backup/data-file.ts';
import { openTimelineLog } from '../../io/monitor/timeline-log.ts';
import { writePersonPolicy } from '../../io/policy/person-policy.ts';
import { writeJournal } from '../../io/restart/journal.ts';
import { lockRestarts } from '../../io/restart/lock.ts';
import { installShims } from '../../io/shims/install-shims.ts';
import { openKeyedHash } from '../../io/state/keyed-hash.ts';
import { openState } from '../../io/state/state.ts';

describe('what Holdfast keeps', () => {
  let folder: string;
  let umask: number;
  beforeEach(() => {
    // A person who lets everybody write everything still does not mean Holdfast's state.
    umask = process.umask(0);
    folder = join(mkdtempSync(join(tmpdir(), 'private-files-')), 'state');
  });
  afterEach(() => {
    process.umask(umask);
    rmSync(join(folder, '..'), { recursive: true });
  });

  it('is the person’s alone, whatever their umask is', async function () {
    if (process.platform === 'win32') this.skip();
    const state = openState(folder);
    const project = state.project({ directory: '/srv/shop' });
    project.baseline.write(new Map([['/srv/shop/compose.yaml', 'services: {}\n']]));
    project.restorePoints.add({ file: '/srv/shop/compose.yaml', text: 'a', road: 'disk', fate: 'accepted' });
    state.audit.append({ event: 'held', road: 'disk' });
    openKeyedHash(folder).sign('x');
    writePersonPolicy(folder, {
      levels: new Map([['service-removed', 'deny']]),
      protectedFiles: { patterns: ['*.tf'], largestShare: 0.3 },
    });
    const timeline = openTimelineLog({ folder });
    timeline.add({ at: Date.now(), source: 'engine', kind: 'started', project: 'shop', text: 'x' } as never);
    timeline.flush();
    const restarts = join(folder, 'restarts');
    lockRestarts(restarts);
    writeJournal(restarts, { at: new Date().toISOString(), point: 'p', services: [], steps: [] });
    installShims({ stateFolder: folder, launcher: '/x/holdfast', path: process.env.PATH ?? '' });
    const backups = join(folder, 'backups');
    const data = await writeData({ source: Readable.from(['data']), folder: backups, name: 'a.tar' });
    openCatalogue(backups).add({
      format: 1,
      id: '20260102T030405Z-data-1a',
      volume: 'data',
      engine: 'unix:///x',
      at: '2026-01-02T03:04:05Z',
      level: 'live',
      data: { ...data, kind: 'tar' },
      volumeSettings: { driver: 'local', options: {}, labels: {} },
    });
    openCatalogue(backups).verify('20260102T030405Z-data-1a', { at: 'x', how: 'checksum', passed: true, detail: '' });

    const open: string[] = [];
    let count = 0;
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      count += 1;
      if ((statSync(join(folder, name)).mode & 0o077) !== 0) open.push(name);
    }
    if ((statSync(folder).mode & 0o077) !== 0) open.push(folder);
    assert.deepEqual(open, []);
    assert.ok(count >= 20, `${count} files and folders`);
  });
});
