import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { entriesOfEdit } from '../../../core/monitor/describe-edit.ts';
import { laneSpans } from '../../../core/monitor/lane-states.ts';
import {
  entryInWords,
  entryOfEvent,
  mergeEntries,
  readEntry,
  selectEntries,
  type TimelineEntry,
} from '../../../core/monitor/timeline.ts';
import { layOutTimeline } from '../../../core/monitor/timeline-picture.ts';
import { timelineAsJson, timelineAsMarkdown } from '../../../core/monitor/timeline-report.ts';
import { loadProject } from '../../../core/project/load-project.ts';
import { inEnglish } from '../../../core/text/say.ts';
import { memoryView } from '../../support/memory-view.ts';

const noon = Date.parse('2026-01-01T12:00:00Z');

/** An event of the container `shop-web-1`. */
const event = (action: string, seconds: number, attributes: Readonly<Record<string, string>> = {}) => ({
  type: 'container',
  action,
  id: 'c'.repeat(64),
  time: noon + seconds * 1000,
  attributes: {
    name: 'shop-web-1',
    'com.docker.compose.project': 'shop',
    'com.docker.compose.service': 'web',
    ...attributes,
  },
});

function entry(action: string, seconds: number, attributes?: Readonly<Record<string, string>>): TimelineEntry {
  const made = entryOfEvent(event(action, seconds, attributes));
  assert.ok(made, action);
  return made;
}

describe('the timeline', () => {
  it('takes what is history from the engine’s events', () => {
    const texts = [
      event('start', 0),
      event('health_status: unhealthy', 1),
      event('oom', 2),
      event('die', 3, { exitCode: '137' }),
      event('exec_start: sh -c x', 4),
      { type: 'volume', action: 'destroy', id: 'shop_data', attributes: {}, time: noon },
      { type: 'network', action: 'connect', id: 'n', attributes: { name: 'shop_default' }, time: noon },
    ].map((it) => entryOfEvent(it)?.text);
    assert.deepEqual(texts, [
      'shop-web-1 started.',
      'shop-web-1 is unhealthy.',
      'shop-web-1 ran out of memory.',
      'shop-web-1 ended: killed (out of memory, or it did not stop in time) (exit code 137).',
      undefined,
      'The volume shop_data was removed.',
      undefined,
    ]);
  });

  it('tells what the engine said in the language of the reader, from what was kept in English', () => {
    const kept = JSON.parse(readFileSync('l10n/bundle.l10n.de.json', 'utf8')) as Readonly<Record<string, string>>;
    const german = (text: string, ...args: readonly (string | number)[]) => inEnglish(kept[text] ?? '?', ...args);
    const told = [
      entry('start', 0),
      entry('die', 1, { exitCode: '137' }),
      entry('die', 2, { exitCode: '3' }),
      entry('die', 3, { exitCode: '0' }),
      entry('kill', 4, { signal: '15' }),
      entry('health_status: unhealthy', 5),
      entryOfEvent({ type: 'volume', action: 'destroy', id: 'shop_data', attributes: {}, time: noon }),
    ].flatMap((it) => (it === undefined ? [] : [readEntry(JSON.parse(JSON.stringify(it))) ?? it]));
    assert.deepEqual(
      told.map((it) => entryInWords(it, inEnglish)),
      told.map(({ text }) => text),
    );
    assert.deepEqual(
      told.map((it) => entryInWords(it, german)),
      [
        'shop-web-1 startete.',
        'shop-web-1 endete: beendet (Speicher erschöpft, oder er hielt nicht rechtzeitig an) (Exitcode 137).',
        'shop-web-1 endete mit Fehlercode 3.',
        'shop-web-1 endete: ohne Fehler fertig (Exitcode 0).',
        'shop-web-1 wurde zum Beenden aufgefordert (Signal 15).',
        'shop-web-1 ist ungesund.',
        'Das Volume shop_data wurde entfernt.',
      ],
    );
    const others = { ...entry('start', 0), text: 'Somebody wrote this.' };
    assert.equal(entryInWords(others, german), others.text);
  });

  it('has each thing once, whoever wrote it down', () => {
    const start = entry('start', 0);
    const later = entry('start', 1);
    const edit = {
      at: noon,
      source: 'file',
      what: 'changed',
      weight: 'plain',
      text: 'The file changed: web.',
    } as const;
    const merged = mergeEntries([
      later,
      start,
      { ...start },
      edit,
      { ...edit, at: noon + 800 },
      { ...edit, at: noon + 60_000 },
    ]);
    assert.deepEqual(
      merged.map(({ at }) => at - noon),
      [0, 0, 1000, 60_000],
    );
  });

  it('reads back what it wrote, and nothing else', () => {
    const made = entry('die', 3, { exitCode: '1' });
    assert.deepEqual(readEntry(JSON.parse(JSON.stringify(made))), made);
    for (const wrong of [null, 'x', {}, { ...made, at: 'noon' }, { ...made, source: 'rumour' }, { ...made, text: 7 }]) {
      assert.equal(readEntry(wrong), undefined);
    }
  });

  it('shows a span and some projects, and leaves out what the engine does for others', () => {
    const engine = { at: noon, source: 'engine', weight: 'plain', text: 'x' } as const;
    const [volume, prune] = [
      { ...engine, what: 'volume-destroy', id: 'shop_data' },
      { ...engine, what: 'volume-prune' },
    ];
    const alert = { ...engine, source: 'alert', what: 'engine-gone' } as const;
    const others = [
      { ...engine, what: 'volume-create', id: 'other_data' },
      { ...entry('start', 2), project: 'other' },
    ];
    const own = [volume, prune, alert, entry('start', 1)];
    assert.deepEqual(selectEntries([...own, ...others], { projects: ['shop'] }), own);
    assert.deepEqual(selectEntries(own, { from: noon, to: noon + 500 }), [volume, prune, alert]);
    assert.equal(selectEntries([...own, ...others], {}).length, 6);
  });

  it('is written as Markdown in which nothing from outside is a mark', () => {
    const evil = { ...entry('start', 0), text: 'a\n# <b>*x*</b> \u202e' };
    assert.equal(
      timelineAsMarkdown([evil, entry('die', 86_400, { exitCode: '1' })]),
      '**2026-01-01** (UTC)\n\n- 12:00:00 engine: a # \\<b\\>\\*x\\*\\</b\\> ⟨U+202E⟩\n\n**2026-01-02** (UTC)\n\n' +
        '- 12:00:00 engine: **shop-web-1 ended with an error of its own (exit code 1).**\n',
    );
    assert.equal(timelineAsMarkdown([]), 'Nothing was noted.\n');
    const [first] = JSON.parse(timelineAsJson([entry('start', 0)])).entries;
    assert.deepEqual([first.at, first.service], ['2026-01-01T12:00:00.000Z', 'web']);
  });

  it('says what an edit took away, and counts the rest', () => {
    const load = (text: string) =>
      loadProject(memoryView(new Map([['/shop/compose.yaml', text]])), { directory: '/shop', environment: {} });
    const before = load('services:\n  web: {image: app}\n  db: {image: "postgres:16"}\n');
    const after = load('services:\n  web: {image: "app:2"}\n');
    assert.deepEqual(entriesOfEdit(before, before, { at: noon }), []);
    const kinds = entriesOfEdit(before, after, { at: noon }).map(({ what, weight }) => `${what} ${weight}`);
    assert.ok(kinds.includes('service-removed warning'), kinds.join());
  });
});

describe('the picture of the timeline', () => {
  const span = { from: noon, to: noon + 100_000 };

  it('knows how a service was from its events', () => {
    const entries = [
      entry('start', -50),
      entry('health_status: healthy', 10),
      entry('kill', 20),
      entry('die', 22, { exitCode: '137' }),
      entry('start', 30),
      entry('die', 40, { exitCode: '1' }),
      entry('destroy', 50),
    ];
    assert.deepEqual(
      laneSpans(entries, span).map(({ from, state }) => [(from - noon) / 1000, state]),
      [
        [0, 'running'],
        [10, 'healthy'],
        [22, 'stopped'],
        [30, 'running'],
        [40, 'failed'],
        [50, 'gone'],
      ],
    );
  });

  it('has a lane for each service and one for files, and puts near marks together', () => {
    const edit = { at: noon, source: 'file', what: 'changed', weight: 'warning', text: 'x', project: 'shop' } as const;
    const entries = [edit, entry('start', 1), entry('oom', 1.001), entry('die', 90, { exitCode: '1' })];
    const picture = layOutTimeline(entries, { ...span, width: 800, words: { engine: 'Engine', files: 'Files' } });
    assert.deepEqual(
      picture.lanes.map(({ name, marks }) => [
        name,
        marks.map((mark) => [mark.entries.length, mark.weight, mark.shape]),
      ]),
      [
        ['Files', [[1, 'warning', 'square']]],
        [
          'web',
          [
            [2, 'bad', 'circle'],
            [1, 'bad', 'circle'],
          ],
        ],
      ],
    );
    for (const lane of picture.lanes) {
      for (const { x } of lane.marks) assert.ok(x >= picture.left && x <= picture.width, String(x));
    }
  });

  it('puts ticks on full times of the reader’s clock, few enough to be read', () => {
    for (const hours of [0.05, 1, 6, 24, 24 * 7, 24 * 30]) {
      const options = { from: noon + 1234, to: noon + hours * 3_600_000, width: 1000, zoneMinutes: 330 };
      const { ticks } = layOutTimeline([], { ...options, words: { engine: '', files: '' } });
      assert.ok(ticks.length >= 2 && ticks.length <= 8, `${hours} h: ${ticks.length}`);
    }
    const { ticks } = layOutTimeline([], {
      ...{ from: noon, to: noon + 4 * 3_600_000, width: 800, zoneMinutes: 30 },
      words: { engine: '', files: '' },
    });
    assert.equal(new Date(ticks[0]?.at ?? 0).toISOString(), '2026-01-01T12:30:00.000Z');
  });
});
