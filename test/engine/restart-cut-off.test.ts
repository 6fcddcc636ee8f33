import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { restart } from '../../cli/commands/restart.ts';
import type { Engine } from '../../io/engine/engine.ts';
import { prepareRestart } from '../../io/restart/prepare-restart.ts';
import type { RestartResult } from '../../io/restart/restart-event.ts';
import { restartFolder } from '../../io/restart/restart-folder.ts';
import { runRestart } from '../../io/restart/run-restart.ts';
import { findUnfinished } from '../../io/restart/unfinished.ts';
import { callCommand } from '../cli/in-process.ts';
import { type PrivateEngine, privateEngineOrSkip } from './private-engine.ts';
import { docker, engineOrSkip, type ScratchProject, scratchProject, testImage } from './scratch-project.ts';

const program = resolve(import.meta.dirname, '../../cli/main.ts');
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

describe('a restart that is cut off', function () {
  this.timeout(240_000);
  let engine: Engine;
  let project: ScratchProject;

  const file = (version: string) => `services:
  first: {image: "${testImage}", init: true, command: sleep 600, environment: {VERSION: "${version}"}, volumes: ["data:/data"]}
  second: {image: "${testImage}", init: true, command: sleep 600, environment: {VERSION: "${version}"}, depends_on: [first]}
volumes: {data: {}}
`;

  before(async function () {
    const found = await engineOrSkip(this);
    engine = found;
    project = await scratchProject(file('0'));
    project.write(`name: ${project.name}\n${file('0')}`);
    await project.run('up', '--detach');
    await docker('exec', `${project.name}-first-1`, 'sh', '-c', 'echo precious > /data/file');
  });
  after(() => project?.remove());

  /** Starts the command line as a process of its own and kills it with the line that matches. */
  async function killAt(line: RegExp): Promise<void> {
    const args = ['--import', loader, program, 'restart', '--yes', '--settle', '0.5'];
    const child = spawn(process.execPath, args, {
      cwd: project.directory,
      env: { ...project.environment, NODE_OPTIONS: '' } as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let killed = false;
    createInterface({ input: child.stdout }).on('line', (text) => {
      if (killed || !line.test(text)) return;
      killed = true;
      child.kill('SIGKILL');
    });
    await new Promise((end) => child.once('close', end));
    assert.ok(killed, `no line matched ${line}`);
  }

  const run = (...args: readonly string[]) =>
    callCommand(restart, [...args, '--settle', '0.5'], { cwd: project.directory, environment: project.environment });

  const versions = async () => {
    const containers = await engine.containers({ project: project.name });
    const running = containers.filter(({ state }) => state === 'running');
    const found = await Promise.all(
      running.map(async ({ id, compose }) => {
        const { config } = await engine.inspect(id);
        const version = config.environment.find((it) => it.startsWith('VERSION='));
        return [compose?.service, version?.slice('VERSION='.length)] as const;
      }),
    );
    assert.equal(containers.length, running.length, 'nothing half-made is left over');
    return Object.fromEntries(found);
  };

  const cuts: readonly (readonly [string, RegExp, '--go-on' | '--go-back'])[] = [
    ['as Compose is called for the first service', /^first: restarting/, '--go-on'],
    ['in the middle of a replacement', /^first: Container \S+ +Recreate$/, '--go-back'],
    ['while the first service comes up', /^first: waiting/, '--go-back'],
    ['between two services', /^first: up/, '--go-on'],
    ['while the last service is replaced', /^second: Container \S+ +Recreated/, '--go-on'],
  ];
  for (const [index, [when, line, way]] of cuts.entries()) {
    it(`goes ${way === '--go-on' ? 'on' : 'back'} after a kill ${when}`, async () => {
      const before = await versions();
      const next = String(index + 1);
      project.write(`name: ${project.name}\n${file(next)}`);
      await killAt(line);
      // Nobody decides by leaving the question open.
      const open = await run('--yes', '--format', 'json');
      assert.equal(open.code, 2);
      const { unfinished } = JSON.parse(open.stdout);
      assert.deepEqual([...unfinished.done, ...unfinished.broken, ...unfinished.open], ['first', 'second']);

      const settled = await run(way, '--yes');
      assert.equal(settled.code, 0, settled.stdout);
      assert.deepEqual(await versions(), way === '--go-on' ? { first: next, second: next } : before);
      assert.equal(await docker('exec', `${project.name}-first-1`, 'cat', '/data/file'), 'precious');
      assert.equal(findUnfinished({ environment: project.environment, project: project.load() }), undefined);
    });
  }

  it('owes nothing after a kill before anything was touched, and leaves no lock behind', async () => {
    project.write(`name: ${project.name}\n${file('9')}`);
    await killAt(/^Making a restore point/);
    assert.match(readFileSync(join(restartFolder(project.environment, project.load()), 'lock'), 'utf8'), /"pid"/);
    const { code, stdout } = await run('--yes');
    assert.equal(code, 0, stdout);
    assert.deepEqual(await versions(), { first: '9', second: '9' });
  });
});

describe('an engine in trouble during a restart', function () {
  this.timeout(180_000);
  let own: PrivateEngine;
  let engine: Engine;
  let project: ScratchProject;
  let disk: string;

  const file = (version: string) => `services:
  cache:
    image: redis:7-alpine
    command: redis-server --appendonly yes
    restart: always
    network_mode: none
    environment: {VERSION: "${version}"}
    volumes: ["data:/data"]
    healthcheck: {test: [CMD, redis-cli, ping], interval: 1s, retries: 10}
volumes: {data: {}}
`;
  const rows = 100_000;

  before(async function () {
    own = privateEngineOrSkip(this, { disk: 400 * 1024 ** 2 });
    disk = join(dirname(own.endpoint.host.slice('unix://'.length)), 'data');
    own.start();
    engine = await own.ready();
    own.takeImage('redis:7-alpine');
    project = await scratchProject(file('1'), { DOCKER_HOST: own.endpoint.host });
    await project.run('up', '--detach', '--wait');
    await inCache('EVAL', `for i = 1, ${rows} do redis.call('SET', 'key' .. i, i) end`, '0');
  });

  after(async () => {
    if (own === undefined) return;
    await project?.remove();
    await own.kill('SIGTERM');
    spawnSync('umount', ['--lazy', disk]);
    await own.remove();
  });

  const inCache = (...words: readonly string[]) =>
    docker('--host', own.endpoint.host, 'exec', `${project.name}-cache-1`, 'redis-cli', ...words);

  async function go(at: 'restarting' | 'waiting', trouble: () => void | Promise<void>): Promise<RestartResult> {
    const { environment, compose } = project;
    const loaded = project.load();
    const plan = await prepareRestart({ engine, project: loaded, services: [], environment, heldChanges: false });
    assert.deepEqual(
      plan.checks.flatMap((check) => check.problems.filter(({ result }) => result === 'stop')),
      [],
    );
    const run = runRestart({ plan, engine, compose, environment, signal: new AbortController().signal, settle: 500 });
    for (;;) {
      const { done, value } = await run.next();
      if (done) return value;
      if (value.kind === 'step' && value.state === at) await trouble();
    }
  }

  const version = async () => {
    const [container] = await engine.containers({ project: project.name });
    assert.equal(container?.state, 'running');
    const { config } = await engine.inspect(container.id);
    return config.environment.find((it) => it.startsWith('VERSION='))?.slice('VERSION='.length);
  };

  it('keeps the old version while the disk is full, and says so', async () => {
    project.write(file('2'));
    const filler = join(disk, 'filler');
    const result = await go('restarting', () => {
      // What still fits is filled up, down to the last block.
      spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=1M'], { stdio: 'ignore' });
      spawnSync('dd', ['if=/dev/zero', `of=${filler}2`, 'bs=1k'], { stdio: 'ignore' });
      for (let index = 0; index < 2000; index += 1) {
        try {
          writeFileSync(join(disk, `small${index}`), 'x');
        } catch {
          break;
        }
      }
    });
    for (const name of ['filler', 'filler2']) rmSync(join(disk, name), { force: true });
    for (let index = 0; index < 2000; index += 1) rmSync(join(disk, `small${index}`), { force: true });
    assert.equal(result.outcome, 'failed');
    assert.match(result.services[0]?.reason ?? '', /no space left on device/);
    assert.equal(result.services[0]?.outcome, 'kept');
    assert.equal(await version(), '1');
    assert.equal(await inCache('DBSIZE'), String(rows));
  });

  it('finishes when the engine is killed half-way and comes back', async () => {
    project.write(file('3'));
    let kills = 0;
    const result = await go('waiting', async () => {
      kills += 1;
      await own.kill('SIGKILL');
      own.start();
    });
    assert.deepEqual([kills, result.outcome], [1, 'done'], JSON.stringify(result.services));
    assert.equal(await version(), '3');
    assert.equal(await inCache('DBSIZE'), String(rows));
  });

  it('can be finished later when the engine stays away', async () => {
    project.write(file('4'));
    const { environment, compose } = project;
    const loaded = project.load();
    const plan = await prepareRestart({ engine, project: loaded, services: [], environment, heldChanges: false });
    const signal = new AbortController().signal;
    const run = runRestart({ plan, engine, compose, environment, signal, settle: 500, enginePatience: 1500 });
    const cutOff = (async () => {
      for (;;) {
        const { done, value } = await run.next();
        if (done) return value;
        if (value.kind === 'step' && value.state === 'restarting') await own.kill('SIGKILL');
      }
    })();
    await assert.rejects(cutOff, { name: 'EngineError' });
    own.start();
    engine = await own.ready();
    const unfinished = findUnfinished({ environment, project: loaded });
    assert.deepEqual([unfinished?.broken, unfinished?.open], [['cache'], []]);
    const again = await prepareRestart({ engine, project: loaded, services: [], environment, heldChanges: false });
    const rest = runRestart({
      ...{ plan: again, engine, compose, environment, signal, settle: 500 },
      goesOnFrom: unfinished?.point,
    });
    let result = await rest.next();
    while (!result.done) result = await rest.next();
    assert.equal(result.value.outcome, 'done', JSON.stringify(result.value.services));
    assert.equal(await version(), '4');
    assert.equal(await inCache('DBSIZE'), String(rows));
  });
});
