import assert from 'node:assert/strict';
import { alertsInWords, isSnoozed, snooze } from '../../../core/monitor/alert.ts';
import { findTrouble } from '../../../core/monitor/find-trouble.ts';
import { followAlerts } from '../../../core/monitor/follow-alerts.ts';
import { listenForEnds } from '../../../core/monitor/heard.ts';
import { loadProject } from '../../../core/project/load-project.ts';
import { defaultMonitorSettings, readMonitorSettings } from '../../../core/settings/read-monitor-settings.ts';
import { emptySnapshot } from '../../../core/stack/snapshot.ts';
import { joinStack } from '../../../core/stack/stack.ts';
import type { Say } from '../../../core/text/say.ts';
import { memoryView } from '../../support/memory-view.ts';
import { type PlainContainer, plainSnapshot } from '../../support/plain-engine.ts';

const file = 'services:\n  web: {image: app, restart: always, ports: ["80:80"]}\n  job: {image: app}\n';
const project = loadProject(memoryView(new Map([['/shop/compose.yaml', file]])), {
  directory: '/shop',
  environment: {},
});
const now = Date.parse('2026-01-01T12:00:00Z');

const viewOf = (...containers: readonly PlainContainer[]) =>
  joinStack({ projects: [project], snapshot: plainSnapshot({ containers }) });

function troubleOf(
  containers: readonly PlainContainer[],
  more: Partial<Pick<Parameters<typeof findTrouble>[0], 'heard' | 'checked'>> = {},
) {
  const view = viewOf(...containers);
  const found = findTrouble({
    view,
    heard: listenForEnds(),
    checked: { lostPorts: [] },
    settings: defaultMonitorSettings,
    now,
    ...more,
  });
  return found.map(({ kind, text }) => `${kind}: ${text}`);
}

/** The events of a container's end. */
function ended(options: {
  readonly id: string;
  readonly at?: number;
  readonly exitCode?: number;
  readonly by?: 'kill';
}) {
  const { id, at = now, exitCode = 1, by } = options;
  const attributes = {
    name: 'shop-web-1',
    exitCode: String(exitCode),
    'com.docker.compose.project': 'shop',
    'com.docker.compose.service': 'web',
  };
  const event = (action: string) => ({ type: 'container', action, id, attributes, time: at });
  return by === undefined ? [event('die')] : [event('kill'), event('die')];
}

const web = { name: 'shop-web-1', of: 'shop/web', folder: '/shop' } as const;
const idOf = (container: PlainContainer) =>
  viewOf(container).projects[0]?.services[0]?.containers[0]?.container.id ?? '';

describe('what is worth an alert', () => {
  it('says nothing of what does well, was stopped on request, or was meant to end', () => {
    assert.deepEqual(troubleOf([{ ...web, state: 'running', status: 'Up 3 minutes (healthy)' }]), []);
    const stopped = { ...web, state: 'exited', status: 'Exited (137) 1 second ago' };
    const heard = listenForEnds();
    for (const event of ended({ id: idOf(stopped), exitCode: 137, by: 'kill' })) heard.hear(event);
    assert.deepEqual(troubleOf([stopped], { heard }), []);
    assert.deepEqual(troubleOf([{ name: 'shop-job-1', of: 'shop/job', state: 'exited', status: 'Exited (0)' }]), []);
  });

  it('tells an end that nobody asked for, also one without an error', () => {
    const stopped = { ...web, state: 'exited', status: 'Exited (0) 1 second ago' };
    const heard = listenForEnds();
    for (const event of ended({ id: idOf(stopped), exitCode: 0 })) heard.hear(event);
    assert.deepEqual(troubleOf([stopped], { heard }), ['exited: web no longer runs: finished without an error.']);
    const failed = { ...web, state: 'exited', status: 'Exited (1) 1 second ago' };
    assert.deepEqual(troubleOf([failed]), ['exited: web no longer runs: ended with an error of its own.']);
  });

  it('tells a loop instead of its single ends', () => {
    const heard = listenForEnds();
    const id = idOf(web);
    for (const seconds of [90, 40, 20, 1]) {
      for (const event of ended({ id, at: now - seconds * 1000 })) heard.hear(event);
    }
    assert.deepEqual(troubleOf([{ ...web, state: 'running', status: 'Up 1 second' }], { heard }), [
      'restart-loop: web restarts again and again: it ended 3 times within 60 s (ended with an error of its own).',
    ]);
  });

  it('tells a lack of memory, by the event, or by the engine’s word', () => {
    const text = 'out-of-memory: web was killed because it ran out of memory.';
    const heard = listenForEnds();
    heard.hear({ type: 'container', action: 'oom', id: idOf(web), attributes: {}, time: now - 1000 });
    assert.deepEqual(troubleOf([{ ...web, state: 'running', status: 'Up 1 second' }], { heard }), [text]);
    const killed = { ...web, state: 'exited', status: 'Exited (137) 1 second ago', outOfMemory: true };
    assert.deepEqual(troubleOf([killed]), [text]);
  });

  it('tells a failing health check with its last words, a lost port, and a full disk', () => {
    const unhealthy = {
      ...web,
      state: 'running',
      status: 'Up 1 minute (unhealthy)',
      probe: { exitCode: 1, output: 'trying\nconnection refused' },
    };
    assert.deepEqual(troubleOf([unhealthy]), ['unhealthy: web is unhealthy: connection refused.']);
    const running = { ...web, state: 'running', status: 'Up 1 minute' };
    const checked = {
      lostPorts: [{ container: idOf(running), port: 80 }],
      disk: { free: 4e9, total: 100e9 },
    };
    assert.deepEqual(troubleOf([running], { checked }), [
      'port-lost: web no longer answers on port 80, though it runs.',
      'disk-nearly-full: The disk of test is nearly full: 4 GB of 100 GB are free.',
    ]);
  });

  it('says only that the engine is gone when it is', () => {
    const state = { kind: 'unreachable', engine: 'docker', reason: 'not-running', message: 'nobody listens.' } as const;
    const view = joinStack({ projects: [project], snapshot: emptySnapshot(state) });
    const found = findTrouble({
      view,
      heard: listenForEnds(),
      checked: { lostPorts: [{ container: 'x', port: 80 }] },
      settings: defaultMonitorSettings,
      now,
    });
    assert.deepEqual(
      found.map(({ key, text }) => [key, text]),
      [['engine-gone', 'The engine docker no longer answers: nobody listens.']],
    );
  });
});

describe('alerts over time', () => {
  const trouble = (holdFor = 0) => ({ key: 'exited:shop/web', kind: 'exited', text: 'web ended.', holdFor }) as const;

  it('are told once, when they have lasted, and are over when they have been gone for a moment', () => {
    const alerts = followAlerts();
    alerts.see([], 0);
    const first = alerts.see([trouble(5000)], 1000);
    assert.deepEqual([first.raised, first.next], [[], 5000]);
    assert.equal(alerts.see([trouble(5000)], 6000).raised.length, 1);
    assert.deepEqual(alerts.see([trouble(5000)], 7000), { raised: [], returned: [], cleared: [], next: undefined });
    assert.deepEqual([alerts.see([], 8000).cleared, alerts.active.length], [[], 1]);
    assert.deepEqual([alerts.see([], 13_000).cleared.length, alerts.active.length], [1, 0]);
  });

  it('are not told when they went away in time, or came back soon', () => {
    const alerts = followAlerts();
    alerts.see([], 0);
    alerts.see([trouble(5000)], 1000);
    alerts.see([], 2000);
    assert.equal(alerts.see([trouble(5000)], 6500).raised.length, 0);
    assert.equal(alerts.see([trouble(5000)], 11_500).raised.length, 1);
    alerts.see([], 20_000);
    assert.equal(alerts.see([], 30_000).cleared.length, 1);
    const again = alerts.see([trouble()], 40_000);
    assert.deepEqual([again.raised.length, again.returned.length], [0, 1]);
  });

  it('stand untold when they were there before anybody watched', () => {
    const alerts = followAlerts();
    assert.deepEqual(alerts.see([trouble()], 0).raised, []);
    assert.equal(alerts.active.length, 1);
    assert.deepEqual(alerts.see([trouble()], 60_000).raised, []);
  });

  it('can be snoozed, one or a whole kind, for a time', () => {
    const alert = { key: 'exited:shop/web', kind: 'exited' } as const;
    const one = snooze({ old: 5 }, alert.key, { until: 100, now: 10 });
    assert.deepEqual(one, { [alert.key]: 100 });
    assert.deepEqual([isSnoozed(one, alert, 99), isSnoozed(one, alert, 100)], [true, false]);
    assert.ok(isSnoozed(snooze({}, 'exited', { until: 100, now: 10 }), alert, 50));
  });

  it('are one sentence when many come together', () => {
    const alert = (service: string) =>
      ({ key: service, kind: 'exited', service, since: 0, text: `${service} ended.` }) as const;
    assert.equal(alertsInWords([alert('a')]), 'a ended.');
    const said = { ...alert('a'), inWords: (say: Say) => say('{0} ended.', 'a') };
    assert.equal(
      alertsInWords([said], (text, ...args) => `${text}|${args.join()}`),
      '{0} ended.|a',
    );
    assert.equal(
      alertsInWords(['a', 'b', 'c', 'd', 'e'].map(alert)),
      '5 things are wrong (a, b, c and 2 more): a ended.',
    );
  });
});

describe('settings of the monitor', () => {
  it('are read from anything, wrong ones as their default, numbers within their limits', () => {
    const given: Record<string, unknown> = {
      interval: 1,
      loopCount: 'x',
      alerts: ['exited', 'nonsense'],
      autoRestart: 'yes',
    };
    const read = readMonitorSettings((name) => given[name]);
    assert.deepEqual([read.interval, read.loopCount, [...read.alerts], read.autoRestart], [5, 3, ['exited'], false]);
  });
});
