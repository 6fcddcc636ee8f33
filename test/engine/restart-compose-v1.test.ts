import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Engine } from '../../io/engine/engine.ts';
import { type ComposeProgram, findCompose } from '../../io/restart/compose-command.ts';
import { prepareRestart } from '../../io/restart/prepare-restart.ts';
import type { RestartResult } from '../../io/restart/restart-event.ts';
import { runRestart } from '../../io/restart/run-restart.ts';
import { provideComposeV1 } from '../../scripts/environment/compose-v1.mjs';
import { type ScratchProject, scratchProject, testEngine, testImage } from './scratch-project.ts';

describe('a safe restart with docker-compose 1', function () {
  this.timeout(180_000);
  let engine: Engine;
  let project: ScratchProject;
  let folder: string;
  let environment: Readonly<Record<string, string | undefined>>;
  let compose: ComposeProgram;

  const file = (version: string, health = 'true') => `services:
  web:
    image: ${testImage}
    init: true
    command: sleep 600
    environment: {VERSION: "${version}"}
    volumes: ["data:/data"]
    healthcheck: {test: [CMD-SHELL, "${health}"], interval: 1s, retries: 1}
volumes: {data: {}}
`;

  before(async function () {
    const found = await testEngine();
    const old = 'reason' in found ? undefined : await provideComposeV1();
    if ('reason' in found || !old?.available) {
      console.log(`skipped: ${'reason' in found ? found.reason : old && 'reason' in old ? old.reason : ''}`);
      return this.skip();
    }
    engine = found;
    project = await scratchProject(file('1'));
    await project.run('up', '--detach', '--wait');
    // A docker without its compose plugin, as on a system of that age.
    folder = mkdtempSync(join(tmpdir(), 'stack-v1-'));
    writeFileSync(join(folder, 'docker'), '#!/bin/sh\necho "docker: compose is not a docker command." >&2\nexit 1\n');
    chmodSync(join(folder, 'docker'), 0o755);
    environment = { ...project.environment, PATH: [folder, old.folder, process.env.PATH].join(delimiter) };
    const program = await findCompose({ environment });
    assert.ok(program);
    compose = program;
  });

  after(async () => {
    await project?.remove();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  async function restart(): Promise<{ readonly result: RestartResult; readonly warnings: readonly string[] }> {
    const loaded = project.load();
    const plan = await prepareRestart({
      engine,
      project: loaded,
      services: [],
      environment,
      heldChanges: false,
      compose,
    });
    const run = runRestart({ plan, engine, compose, environment, signal: new AbortController().signal, settle: 500 });
    const warnings = plan.checks.filter(({ result }) => result === 'warning').map(({ id }) => id);
    for (;;) {
      const { done, value } = await run.next();
      if (done) return { result: value, warnings };
    }
  }

  const now = async () => {
    const [container, ...more] = await engine.containers({ project: project.name });
    assert.ok(container);
    assert.deepEqual(more, []);
    const { config, mounts } = await engine.inspect(container.id);
    const version = config.environment.find((it) => it.startsWith('VERSION='));
    return [container.state, version, mounts.map(({ name, target }) => `${name} ${target}`).join()];
  };

  it('is found, says what it cannot do, and replaces a service with its volumes', async () => {
    assert.equal(compose.dialect, 'v1');
    project.write(file('2'));
    const { result, warnings } = await restart();
    assert.deepEqual([result.outcome, warnings], ['done', ['compose-able']], JSON.stringify(result.services));
    assert.deepEqual(await now(), ['running', 'VERSION=2', `${project.name}_data /data`]);
  });

  it('puts the old version back', async () => {
    project.write(file('3', 'false'));
    const { result } = await restart();
    assert.equal(result.services[0]?.outcome, 'rolled-back', JSON.stringify(result.services));
    assert.deepEqual(await now(), ['running', 'VERSION=2', `${project.name}_data /data`]);
  });
});
