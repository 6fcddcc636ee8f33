import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { RestartPlan } from '../../core/stack/restart-plan.ts';
import type { Engine } from '../../io/engine/engine.ts';
import { prepareRestart } from '../../io/restart/prepare-restart.ts';
import type { RestartEvent, RestartResult } from '../../io/restart/restart-event.ts';
import { describeResult } from '../../io/restart/restart-report.ts';
import { runRestart } from '../../io/restart/run-restart.ts';
import { identifyVolumes } from '../../io/restart/volume-identity.ts';
import { longestGap, postgresWriter, redisWriter } from './data-clients.ts';
import { type RecordingDocker, recordingDocker } from './recording-docker.ts';
import { docker, engineOrSkip, freePort, type ScratchProject, scratchProject, testImage } from './scratch-project.ts';

const rows = 100_000;

interface Variation {
  readonly cacheImage?: string;
  readonly cacheCommand?: string;
  readonly cacheHealth?: string;
  readonly cachePort?: number;
  readonly dbHealth?: string;
  readonly webNote?: string;
}

describe('data under a safe restart that goes wrong', function () {
  this.timeout(180_000);
  let engine: Engine;
  let project: ScratchProject;
  let recorder: RecordingDocker;
  let port: number;
  let volumes: readonly string[];

  const file = (change: Variation = {}) => `
services:
  db:
    image: postgres:16-alpine
    environment: {POSTGRES_PASSWORD: secret}
    volumes: ["db:/var/lib/postgresql/data"]
    stop_grace_period: 20s
    stop_signal: SIGINT
    healthcheck: {test: [CMD-SHELL, "${change.dbHealth ?? 'pg_isready -U postgres'}"], interval: 1s, retries: 15}
  cache:
    image: ${change.cacheImage ?? 'redis:7-alpine'}
    command: ${change.cacheCommand ?? 'redis-server --appendonly yes --appendfsync always'}
    volumes: ["cache:/data"]
    ports: ["127.0.0.1:${change.cachePort ?? port}:6379"]
    healthcheck: {test: [CMD-SHELL, "${change.cacheHealth ?? 'redis-cli ping'}"], interval: 1s, retries: 2}
  web:
    image: ${testImage}
    init: true
    command: httpd -f -p 80
    environment: {NOTE: "${change.webNote ?? ''}"}
volumes: {db: {}, cache: {}}
`;

  before(async function () {
    engine = await engineOrSkip(this);
    port = await freePort();
    recorder = recordingDocker();
    project = await scratchProject(file(), { PATH: recorder.path });
    await project.run('up', '--detach', '--wait');
    const table = `CREATE TABLE rows AS SELECT generate_series(1, ${rows}) AS n; CREATE TABLE written (n int)`;
    await inDatabase(table);
    await inCache('EVAL', `for i = 1, ${rows} do redis.call('SET', 'key' .. i, i) end`, '0');
    volumes = await volumesNow();
  });

  after(async () => {
    await project?.remove();
    recorder?.remove();
  });

  const inDatabase = (sql: string) =>
    docker('exec', `${project.name}-db-1`, 'psql', '-U', 'postgres', '-qAt', '-c', sql);
  const inCache = (...words: readonly string[]) => docker('exec', `${project.name}-cache-1`, 'redis-cli', ...words);
  const volumesNow = async () =>
    identifyVolumes(engine, await engine.volumes())
      .filter(({ name }) => name.startsWith(`${project.name}_`))
      .map(({ name, identity }) => `${name} ${identity}`)
      .sort();
  const idsNow = async () => {
    const containers = await engine.containers({ project: project.name });
    return new Map(containers.map((container) => [container.compose?.service, container.id]));
  };
  const plan = (services: readonly string[]) =>
    prepareRestart({ engine, project: project.load(), services, environment: project.environment, heldChanges: false });

  async function carryOut(
    what: RestartPlan,
    onEvent: (event: RestartEvent, cancel: () => void) => void | Promise<void> = () => {},
    settle = 1000,
  ): Promise<RestartResult> {
    const abort = new AbortController();
    const { compose, environment } = project;
    const run = runRestart({ plan: what, engine, compose, environment, signal: abort.signal, settle });
    for (;;) {
      const { done, value } = await run.next();
      if (done) return value;
      await onEvent(value, () => abort.abort());
    }
  }

  /** Every service serves, with all its rows, from the volumes that were there in the beginning. */
  async function assertWhole(): Promise<void> {
    assert.deepEqual(await volumesNow(), volumes);
    assert.equal(await inDatabase('SELECT count(*) FROM rows'), String(rows));
    assert.equal(await inCache('EVAL', "return redis.call('GET', KEYS[1])", '1', `key${rows}`), String(rows));
    assert.ok(Number(await inCache('DBSIZE')) >= rows);
    const running = (await engine.containers({ project: project.name })).filter(({ state }) => state === 'running');
    assert.deepEqual(running.map(({ compose }) => compose?.service).sort(), ['cache', 'db', 'web']);
  }

  it('loses no acknowledged write, and those of others not even time', async () => {
    const [toCache, toDatabase] = [redisWriter(port), postgresWriter(`${project.name}-db-1`)];
    const before = await idsNow();
    let result: RestartResult;
    try {
      await Promise.all([toCache.more(20), toDatabase.more(20)]);
      project.write(file({ cacheCommand: 'redis-server --appendonly yes --appendfsync always --maxclients 500' }));
      result = await carryOut(await plan(['cache']));
      assert.equal(result.outcome, 'done', describeResult(result));
      await Promise.all([toCache.more(20), toDatabase.more(20)]);
    } finally {
      await Promise.all([toCache.stop(), toDatabase.stop()]);
    }

    const after = await idsNow();
    assert.notEqual(after.get('cache'), before.get('cache'));
    assert.deepEqual([after.get('db'), after.get('web')], [before.get('db'), before.get('web')]);
    const stored = (text: string) => new Set(text.split('\n').map(Number));
    const inList = stored(await inCache('LRANGE', 'written', '0', '-1'));
    const inTable = stored(await inDatabase('SELECT n FROM written'));
    const lost = [...toCache.acknowledged.keys()].filter((number) => !inList.has(number));
    const lostInDatabase = [...toDatabase.acknowledged.keys()].filter((number) => !inTable.has(number));
    assert.deepEqual([lost, lostInDatabase], [[], []]);
    const [gap, elsewhere] = [longestGap(toCache), longestGap(toDatabase)];
    const { duration = 0 } = result.services[0] ?? {};
    console.log(
      `      ${toCache.acknowledged.size} and ${toDatabase.acknowledged.size} acknowledged writes; the restarted service was away for ${gap} ms of ${duration} ms, the other one for ${elsewhere} ms at most`,
    );
    assert.ok(gap <= duration, 'away no longer than its own restart took');
    assert.ok(elsewhere < gap, 'a service that is not restarted hardly notices');
    await assertWhole();
    project.write(file());
    await carryOut(await plan(['cache']));
  });

  it('puts the old version back when somebody takes the port after the plan was made', async () => {
    const taken = await freePort();
    const server = createServer();
    project.write(file({ cachePort: taken }));
    const what = await plan(['cache']);
    assert.equal(what.stopped, false);
    try {
      const result = await carryOut(what, async (event) => {
        if (event.kind !== 'step' || event.state !== 'restarting') return;
        await new Promise<void>((resolve) => server.listen(taken, '127.0.0.1', resolve));
      });
      assert.deepEqual([result.outcome, result.services[0]?.outcome], ['failed', 'rolled-back']);
      assert.match(result.services[0]?.reason ?? '', /address already in use|port is already allocated/);
    } finally {
      server.close();
    }
    await assertWhole();
  });

  it('puts the old version back when the image has not what the service needs', async () => {
    project.write(file({ cacheImage: testImage }));
    const result = await carryOut(await plan(['cache']));
    assert.deepEqual([result.outcome, result.services[0]?.outcome], ['failed', 'rolled-back']);
    assert.match(result.services[0]?.reason ?? '', /redis-server/);
    await assertWhole();
  });

  it('puts the database back when its new health check fails', async () => {
    project.write(file({ dbHealth: 'echo not yet; false' }).replace('retries: 15', 'retries: 1'));
    const result = await carryOut(await plan(['db']));
    assert.deepEqual([result.outcome, result.services[0]?.outcome], ['failed', 'rolled-back']);
    assert.match(result.services[0]?.reason ?? '', /unhealthy: not yet/);
    await assertWhole();
  });

  it('puts the old version back when the new one is healthy at first and ends after five seconds', async () => {
    const command = 'sh -c "redis-server --appendonly yes & sleep 5; echo out of luck; exit 4"';
    project.write(file({ cacheCommand: command }));
    const result = await carryOut(await plan(['cache']), undefined, 7000);
    assert.deepEqual([result.outcome, result.services[0]?.outcome], ['failed', 'rolled-back']);
    assert.match(result.services[0]?.reason ?? '', /came up, and ended with error code 4 soon after\./);
    assert.ok(result.services[0]?.log.includes('out of luck'));
    await assertWhole();
  });

  for (const at of ['saving', 'preparing', 'restarting', 'waiting', 'verifying'] as const) {
    it(`leaves a whole stack when it is cancelled at "${at}"`, async () => {
      project.write(file({ webNote: at }));
      const before = await idsNow();
      const result = await carryOut(await plan(['web']), (event, cancel) => {
        const isStage = at === 'saving' || at === 'preparing' || at === 'verifying';
        if (isStage ? event.kind === 'stage' && event.stage === at : event.kind === 'step' && event.state === at)
          cancel();
      });
      assert.equal(result.outcome, 'cancelled', describeResult(result));
      const note = await docker('exec', `${project.name}-web-1`, 'sh', '-c', 'echo "$NOTE"');
      const { outcome } = result.services[0] ?? {};
      // Once it is up it is done; before that the old version stays or comes back.
      assert.deepEqual([outcome, note], at === 'verifying' ? ['up', at] : [outcome, '']);
      const isSame = (await idsNow()).get('web') === before.get('web');
      assert.equal(isSame, at === 'saving' || at === 'preparing');
      await assertWhole();
      project.write(file());
      await project.run('up', '--detach', 'web');
    });
  }

  it('never called anything that removes', () => {
    const spawned = recorder.calls().filter((call) => call.includes('--project-directory'));
    assert.ok(spawned.length > 10, 'the calls were recorded');
    const words = new Set(spawned.flat());
    const forbidden = [
      'down',
      'rm',
      'kill',
      'prune',
      '-v',
      '-V',
      '--volumes',
      '--remove-orphans',
      '--renew-anon-volumes',
      '-y',
    ];
    assert.deepEqual(
      forbidden.filter((word) => words.has(word)),
      [],
    );
    const actions = new Set(spawned.map((call) => call.find((word) => /^(?:up|restart|build|pull)$/.test(word))));
    assert.ok(!actions.has(undefined), 'each call is one of the known actions');
  });
});
