import assert from 'node:assert/strict';
import type { Engine } from '../../io/engine/engine.ts';
import { prepareRestart } from '../../io/restart/prepare-restart.ts';
import { docker, engineOrSkip, type ScratchProject, scratchProject, testImage } from './scratch-project.ts';

describe('the plan of a restart', function () {
  this.timeout(60_000);
  let engine: Engine;
  let project: ScratchProject | undefined;
  const containers: string[] = [];

  before(async function () {
    engine = await engineOrSkip(this);
  });

  after(async () => {
    if (containers.length > 0) await docker('rm', '--force', ...containers);
    await project?.remove();
  });

  it('foretells what the engine refuses: addresses, address ranges, drivers and runtimes', async () => {
    const service = (more: string) => `{image: "${testImage}", init: true, command: sleep 600${more}}`;
    const write = (services: string) =>
      project?.write(`
services:
${services}
networks:
  taken: {ipam: {config: [{subnet: 10.231.4.0/24, gateway: 10.231.4.1}]}}
  over: {ipam: {config: [{subnet: 10.231.4.128/25}]}}
  odd: {driver: nowhere}
volumes:
  odd: {driver: nowhere}
`);
    project = await scratchProject('services: {}');
    write(`  first: ${service(', networks: {taken: {ipv4_address: 10.231.4.10}}')}`);
    await project.run('up', '--detach');
    containers.push(
      await docker(
        'run',
        '--detach',
        '--init',
        ...['--network', `${project.name}_taken`, '--ip', '10.231.4.20'],
        testImage,
        'sleep',
        '600',
      ),
    );
    const wrong: Readonly<Record<string, readonly [check: string, more: string, refusal?: RegExp]>> = {
      held: ['addresses-free', ', networks: {taken: {ipv4_address: 10.231.4.20}}', /already in use/],
      gateway: ['addresses-free', ', networks: {taken: {ipv4_address: 10.231.4.1}}', /already in use/],
      outside: ['addresses-free', ', networks: {taken: {ipv4_address: 10.231.5.20}}', /does not belong/],
      over: ['subnets-free', ', networks: [over]', /overlap/],
      // Without a refusal: an engine looks for a plugin for a quarter of a minute before it gives up.
      network: ['drivers-there', ', networks: [odd]'],
      volume: ['drivers-there', ', volumes: ["odd:/data"]'],
      log: ['drivers-there', ', logging: {driver: nowhere}'],
      runtime: ['runtimes-there', ', runtime: nowhere', /runtime/],
    };
    for (const [name, [check, more, refusal]] of Object.entries(wrong)) {
      write(`  first: ${service(', networks: {taken: {ipv4_address: 10.231.4.10}}')}\n  ${name}: ${service(more)}`);
      const scratch: ScratchProject = project;
      const { environment } = scratch;
      const plan = await prepareRestart({
        ...{ engine, project: scratch.load(), services: [name], environment, heldChanges: false },
      });
      const stops = plan.checks.filter(({ result }) => result === 'stop');
      assert.deepEqual(
        stops.map(({ id }) => id),
        [check],
        name,
      );
      if (refusal !== undefined) await assert.rejects(scratch.run('up', '--detach', '--no-deps', name), refusal, name);
    }
    // What runs with a fixed address and the engine's own drivers is stopped by none of it.
    const { environment } = project;
    const fine = await prepareRestart({
      engine,
      project: project.load(),
      services: ['first'],
      environment,
      heldChanges: false,
    });
    assert.deepEqual(
      fine.checks.filter(({ result }) => result !== 'ok').map(({ id }) => id),
      ['nothing-vanished'],
    );
  });
});
