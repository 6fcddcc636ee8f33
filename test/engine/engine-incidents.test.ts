import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { status } from '../../cli/commands/status.ts';
import { type Diagnosis, diagnose } from '../../core/stack/diagnosis/diagnose.ts';
import { diagnosisAsMarkdown } from '../../core/stack/diagnosis/diagnosis-as-markdown.ts';
import { connectEngine } from '../../io/engine/connect-engine.ts';
import type { Engine } from '../../io/engine/engine.ts';
import { gatherSymptoms } from '../../io/restart/gather-symptoms.ts';
import { type EngineFront, engineFront } from './engine-front.ts';
import { type PrivateEngine, privateEngineOrSkip } from './private-engine.ts';
import { dockerOn, type ScratchProject, scratchProject, testImage } from './scratch-project.ts';

/** Bytes: enough for the engine, its image and a swarm's journal, and soon full. */
const disk = 200e6;
const idle = `image: "${testImage}", init: true, network_mode: none, command: sleep 600`;

describe('incidents of the engine itself', function () {
  this.timeout(120_000);
  let own: PrivateEngine | undefined;
  let engine: Engine;
  let environment: Readonly<Record<string, string>>;
  let project: ScratchProject | undefined;

  before(async function () {
    own = privateEngineOrSkip(this, { disk });
    own.start();
    engine = await own.ready();
    own.takeImage(testImage);
    environment = { DOCKER_HOST: own.endpoint.host };
  });

  after(() => own?.remove());

  afterEach(async () => {
    await project?.remove();
    project = undefined;
  });

  const docker = (...args: readonly string[]) => dockerOn(environment, ...args);

  async function look(scratch: ScratchProject): Promise<Diagnosis> {
    const symptoms = await gatherSymptoms({ engine, projects: [scratch.load()], environment: scratch.environment });
    const found = diagnose(symptoms);
    if (process.env.HOLDFAST_SHOW_REPORTS) console.log(diagnosisAsMarkdown(scratch.name, found));
    return found;
  }

  it('a ghost: a name that is taken by a container that does not exist', async () => {
    const name = 'holdfast-test-ghost';
    const id = await docker('create', '--name', name, '--network', 'none', testImage, 'true');
    // Engines lose containers only by chance, so one is hidden; that its name is taken, the engine says itself.
    const hiding = await hideContainer(engine, id);
    try {
      const forgetful = await connectEngine({ id: 'forgetful', label: 'forgetful engine', host: hiding.host });
      project = await scratchProject(`services: {db: {${idle}, container_name: ${name}}}\n`, environment);
      const symptoms = await gatherSymptoms({
        engine: forgetful,
        projects: [project.load()],
        environment: project.environment,
      });
      const [root] = diagnose(symptoms).roots;
      if (process.env.HOLDFAST_SHOW_REPORTS) console.log(diagnosisAsMarkdown('ghost', diagnose(symptoms)));
      assert.equal(root?.service, 'db');
      assert.equal(root?.error, 'ghost-name');
      assert.match(root?.cause ?? '', new RegExp(`holds the name ${name} for a container \\(${id.slice(0, 12)}\\)`));
      // The engine itself, which can be reached under its own address, too, has the container.
      assert.match(root?.evidence[1] ?? '', /^A container of this name is on DOCKER_HOST/);
      assert.match(root?.never ?? '', /factory settings/);
    } finally {
      hiding.close();
      await docker('rm', id);
    }
  });

  it('an engine killed and started anew under its containers', async () => {
    project = await scratchProject(
      `services: {web: {${idle}}, db: {${idle}}, back: {${idle}, restart: always}}\n`,
      environment,
    );
    await project.run('up', '--detach', '--pull', 'never');
    assert.deepEqual((await look(project)).roots, []);
    await own?.kill('SIGKILL');
    own?.start();
    engine = (await own?.ready()) as Engine;
    const [root, ...others] = (await look(project)).roots;
    assert.equal(root?.error, 'engine-ended', JSON.stringify(root));
    assert.deepEqual([...(root?.suffering ?? [])].sort(), ['db → engine', 'web → engine']);
    assert.deepEqual(others, []);
    // Stopped by hand they look the same from outside, and it is not said.
    await project.run('start');
    await project.run('stop', '--timeout', '1');
    assert.deepEqual(
      (await look(project)).roots.map(({ error }) => error),
      [undefined, undefined, undefined],
    );
  });

  it('services, tasks and nodes of a swarm, with why a task fails', async () => {
    await docker('swarm', 'init', '--advertise-addr', '127.0.0.1', '--listen-addr', '127.0.0.1:2377');
    const create = ['service', 'create', '--detach', '--no-resolve-image', '--name'];
    await docker(...create, 'bad', '--restart-condition', 'none', testImage, 'no-such-program');
    await docker(...create, 'far', '--constraint', 'node.labels.zone==moon', testImage, 'sleep', '60');
    const errors = async () => (await engine.swarm())?.services.flatMap(({ tasks }) => tasks.map((task) => task.error));
    while (
      !/no-such-program.*no suitable node/s.test((await errors())?.join('\n') ?? 'no-such-program no suitable node')
    ) {
      await delay(100);
    }
    const swarm = await engine.swarm();
    assert.deepEqual(
      swarm?.nodes.map(({ manager, leader, state }) => ({ manager, leader, state })),
      [{ manager: true, leader: true, state: 'ready' }],
    );
    project = await scratchProject('services: {}\n', environment);
    let text = '';
    const context = {
      cwd: project.directory,
      environment: project.environment,
      interactive: false,
      stdin: async () => '',
      stdout: (part: string) => {
        text += part;
      },
      stderr: () => {},
      signal: new AbortController().signal,
    };
    await status(['--all'], context);
    if (process.env.HOLDFAST_SHOW_REPORTS) console.log(text);
    assert.match(text, /The files declare no services\./);
    assert.match(text, /Swarm, 1 of 1 node ready/);
    assert.match(text, /bad {2}0 of 1 running/);
    assert.match(text, /! bad: .*"no-such-program": executable file not found/);
    assert.match(text, /! far: no suitable node/);
    await docker('service', 'rm', 'bad', 'far');
    await docker('swarm', 'leave', '--force');
    assert.equal(await engine.swarm(), undefined);
  });

  it('an engine whose disk is full', async () => {
    project = await scratchProject(
      `services: {db: {image: "${testImage}", network_mode: none, command: "dd if=/dev/zero of=/fill bs=1M"}}\n`,
      environment,
    );
    await project.run('up', '--detach', '--pull', 'never').catch(() => {});
    await docker('wait', `${project.name}-db-1`);
    const [root] = (await look(project)).roots;
    assert.equal(root?.error, 'disk-space', JSON.stringify(root));
    assert.deepEqual(root?.suffering, ['db → the disk']);
    assert.ok(root?.evidence.some((line) => /No space left on device/.test(line)));
    assert.match(root?.never ?? '', /prune --volumes/);
  });
});

/** An address under which an engine answers as if it had lost one container, all but its name. */
function hideContainer(engine: Engine, id: string): Promise<EngineFront> {
  return engineFront(engine, {
    missing: (path) => (path.includes(`/containers/${id}`) ? `No such container: ${id}` : undefined),
    change: (path) =>
      path.includes('/containers/json')
        ? (listed) => (listed as { Id: string }[]).filter((container) => container.Id !== id)
        : undefined,
  });
}
