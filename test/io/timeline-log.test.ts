import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TimelineEntry } from '../../core/monitor/timeline.ts';
import { openTimelineLog } from '../../io/monitor/timeline-log.ts';
import { openAuditLog } from '../../io/state/audit-log.ts';

const noon = Date.parse('2026-01-10T12:00:00Z');
const day = 86_400_000;
const all = { from: 0, to: noon + day };

const entry = (at: number, text: string): TimelineEntry => ({
  at,
  source: 'engine',
  what: 'start',
  weight: 'good',
  text,
});

describe('the timeline on disk', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'timeline-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const open = (more: { dayLimit?: number } = {}) =>
    openTimelineLog({ folder, now: () => noon, projectName: (directory) => directory.slice(1), ...more });
  const texts = (log = open(), span = { from: noon - 40 * day, to: noon + day }) =>
    log.read(span).map(({ text }) => text);

  it('is one history, though several programs write it, and outlives them', () => {
    const [one, other] = [open(), open()];
    one.add(entry(noon - day, 'web started.'));
    one.add(entry(noon, 'db started.'));
    other.add(entry(noon, 'db started.'));
    one.flush();
    other.flush();
    assert.deepEqual(texts(), ['web started.', 'db started.']);
    assert.deepEqual(readdirSync(join(folder, 'timeline')), ['2026-01-09.jsonl', '2026-01-10.jsonl']);
    assert.deepEqual(texts(open(), { from: noon, to: noon }), ['db started.']);
  });

  it('has what the guard noted, under the project’s name', () => {
    const audit = openAuditLog(join(folder, 'audit'), () => new Date(noon));
    audit.append({
      event: 'held',
      road: 'disk',
      project: '/shop',
      files: ['/shop/compose.yaml'],
      changes: ['service-removed:db'],
    });
    const [held] = open().read({ from: noon - day, to: noon });
    assert.deepEqual([held?.source, held?.project, held?.weight], ['guard', 'shop', 'warning']);
    assert.equal(held?.text, 'An edit of compose.yaml was held (disk): service-removed:db');
  });

  it('keeps what cannot be written until it can, and goes on meanwhile', () => {
    writeFileSync(join(folder, 'timeline'), 'in the way');
    const log = open();
    log.add(entry(noon, 'db started.'));
    log.flush();
    assert.deepEqual(texts(log), []);
    rmSync(join(folder, 'timeline'));
    log.add(entry(noon, 'web started.'));
    assert.deepEqual(texts(log).sort(), ['db started.', 'web started.']);
  });

  it('reads past what a crash cut off, and writes on after it', () => {
    const log = open();
    log.add(entry(noon, 'web started.'));
    log.flush();
    appendFileSync(join(folder, 'timeline', '2026-01-10.jsonl'), '{"at":17');
    log.add(entry(noon + 1, 'web ended.'));
    assert.deepEqual(texts(log), ['web started.', 'web ended.']);
  });

  it('takes no more room than it may, and forgets what is old', () => {
    const log = open({ dayLimit: 1000 });
    for (let index = 0; index < 20; index += 1) {
      log.add(entry(noon + index, `start ${index}`));
      log.flush();
    }
    const count = texts(log).length;
    assert.ok(count > 1 && count < 9, String(count));
    log.add({ ...entry(noon + 30, 'web ended.'), source: 'alert' });
    assert.equal(texts(log).at(-1), 'web ended.', 'what engines tell must not crowd out the rest');
    log.add(entry(noon - 31 * day, 'long ago'));
    assert.equal(texts(log)[0], 'long ago');
    log.prune({ days: 30 });
    assert.equal(texts(log)[0], 'start 0');
    assert.deepEqual(open().read({ ...all, from: noon + day / 2 }), []);
  });
});
