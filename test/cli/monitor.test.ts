import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../cli/command.ts';
import { monitor } from '../../cli/commands/monitor.ts';
import { openTimelineLog } from '../../io/monitor/timeline-log.ts';
import { callCommand } from './in-process.ts';

describe('holdfast monitor', () => {
  let folder: string;
  let surroundings: { readonly cwd: string; readonly environment: Readonly<Record<string, string>> };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'monitor-'));
    surroundings = { cwd: folder, environment: { HOLDFAST_STATE_DIR: join(folder, 'state') } };
    writeFileSync(join(folder, 'compose.yaml'), 'name: shop\nservices: {web: {image: app}}\n');
    const log = openTimelineLog({ folder: join(folder, 'state') });
    const entry = { source: 'engine', what: 'start', weight: 'good' } as const;
    log.add({ ...entry, at: Date.now() - 1000, project: 'shop', text: 'shop-web-1 started.' });
    log.add({ ...entry, at: Date.now() - 1000, project: 'other', text: 'other-web-1 started.' });
    log.add({ ...entry, at: Date.now() - 3 * 3_600_000, project: 'shop', text: 'long ago' });
    log.flush();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('prints what was kept of the project, as text and as JSON', async () => {
    const text = await callCommand(monitor, ['--history', '1'], surroundings);
    assert.equal(text.code, 0);
    assert.match(text.stdout, /engine: shop-web-1 started\.\n$/);
    assert.ok(!/other|long ago/.test(text.stdout), text.stdout);
    const json = await callCommand(monitor, ['--history', '4', '--format', 'json'], surroundings);
    assert.equal(JSON.parse(json.stdout).entries.length, 2);
  });

  it('refuses what makes no sense', async () => {
    for (const args of [['--history', 'x'], ['--interval', '0'], ['--format', 'xml'], ['--what']]) {
      await assert.rejects(callCommand(monitor, args, surroundings), UsageError, args.join(' '));
    }
    rmSync(join(folder, 'compose.yaml'));
    await assert.rejects(callCommand(monitor, [], surroundings), /no Compose file/);
  });
});
