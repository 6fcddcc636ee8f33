import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { currentEndpoint } from '../../cli/open-stack.ts';
import type { Alert } from '../../core/monitor/alert.ts';
import type { MountMark } from '../../core/monitor/auto-restart.ts';
import type { TimelineEntry } from '../../core/monitor/timeline.ts';
import { defaultMonitorSettings } from '../../core/settings/read-monitor-settings.ts';
import { joinStack } from '../../core/stack/stack.ts';
import { wishesOf } from '../../io/engine/read-snapshot.ts';
import { watchEngine } from '../../io/engine/watch-engine.ts';
import { type Monitor, startMonitor } from '../../io/monitor/monitor.ts';
import { openTimelineLog } from '../../io/monitor/timeline-log.ts';
import { docker, engineOrSkip, freePort, type ScratchProject, scratchProject, testImage } from './scratch-project.ts';

const endsWhenTold = (code: number) =>
  `until test -e /tmp/end; do sleep 0.1; done; rm /tmp/end; echo over; exit ${code}`;

const file = (port: number) => `services:
  web: {image: ${testImage}, init: true, command: [sh, -c, "${endsWhenTold(4)}"]}
  data: {image: ${testImage}, init: true, command: [sh, -c, "${endsWhenTold(5)}"], volumes: [kept:/data]}
  hog: {image: ${testImage}, command: [sh, -c, "${endsWhenTold(0).replace('echo over', 'tail /dev/zero')}"], mem_limit: 16m}
  port: {image: ${testImage}, command: [sh, -c, "httpd -p 80; sleep 3600"], init: true, ports: ["127.0.0.1:${port}:80"]}
volumes: {kept: {}}
`;

describe('the monitor on an engine', function () {
  this.timeout(120_000);
  let project: ScratchProject;
  let monitor: Monitor;
  const stops: (() => void)[] = [];
  const alerts: Alert[] = [];
  const entries: TimelineEntry[] = [];
  const marks = new Map<string, readonly MountMark[]>();
  let heard: (() => void) | undefined;

  /** Waits for what the monitor tells; each thing it tells is looked at once more. */
  async function until<T>(find: () => T | undefined): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
  }
  const alertOf = (kind: Alert['kind'], service: string) =>
    until(() => alerts.find((alert) => alert.kind === kind && alert.service === service));
  const entryWith = (text: string) => until(() => entries.find((entry) => entry.text.includes(text)));
  const tellEnd = (service: string) => docker('exec', `${project.name}-${service}-1`, 'touch', '/tmp/end');

  before(async function () {
    await engineOrSkip(this);
    project = await scratchProject(file(await freePort()));
    await project.run('up', '--detach');
    const projects = [project.load()];
    const seen = () => heard?.();
    monitor = startMonitor({
      settings: () => ({ ...defaultMonitorSettings, interval: 1, autoRestart: true }),
      timeline: openTimelineLog({ folder: project.environment.HOLDFAST_STATE_DIR ?? '' }),
      engine: () => engines.engine,
      isBusy: () => false,
      marks: { get: (key) => marks.get(key), set: (key, own) => void marks.set(key, own) },
      onAlerts(told) {
        alerts.push(...told);
        seen();
      },
      onEntry(entry) {
        entries.push(entry);
        seen();
      },
    });
    const engines = watchEngine({
      endpoint: () => currentEndpoint({ environment: process.env }),
      onEvent: (event) => monitor.hear(event),
      onSnapshot(snapshot) {
        queueMicrotask(() => engines.want(wishesOf(projects, snapshot.containers.values())));
        monitor.see(joinStack({ projects, snapshot }), snapshot);
        seen();
      },
    });
    stops.push(
      () => engines.dispose(),
      () => monitor.dispose(),
    );
    await until(() => (marks.size === 4 ? true : undefined));
  });

  after(async () => {
    for (const stop of stops) stop();
    await project?.remove();
  });

  it('knows what the engine remembers of the time before it listened', async () => {
    const start = await entryWith(`${project.name}-data-1 started.`);
    assert.deepEqual([start.service, start.project], ['data', project.name]);
  });

  it('tells an end, a lack of memory and a lost port, each once, and restarts what it may', async () => {
    // The data service had another volume when it last did well.
    const key = `${project.name}/data`;
    await until(() => marks.get(key));
    await Promise.all(['web', 'data', 'hog'].map(tellEnd));
    // A port that never answered is not lost, and when it was first looked at is told by nothing.
    await delay(3_000);
    await docker('exec', `${project.name}-port-1`, 'killall', 'httpd');
    marks.set(key, [{ target: '/data', source: 'another', created: '2020-01-01' }]);
    assert.match((await alertOf('out-of-memory', 'hog')).text, /ran out of memory/);
    assert.equal((await alertOf('exited', 'web')).text, 'web no longer runs: ended with error code 4.');
    assert.match((await alertOf('port-lost', 'port')).text, /no longer answers on port/);
    await entryWith('web is restarted automatically.');
    const left = await entryWith('Not restarted automatically: data keeps data and has other volumes than before');
    assert.equal(left.service, 'data');
    await until(() => (monitor.active.some(({ service }) => service === 'web') ? undefined : true));
    assert.equal(await docker('inspect', '--format', '{{.State.Status}}', `${project.name}-data-1`), 'exited');
    assert.equal(alerts.filter(({ kind, service }) => kind === 'exited' && service === 'web').length, 1);
  });
});
