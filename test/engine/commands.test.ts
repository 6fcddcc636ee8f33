import assert from 'node:assert/strict';
import type { Command, CommandContext } from '../../cli/command.ts';
import { diagnose } from '../../cli/commands/diagnose.ts';
import { restart } from '../../cli/commands/restart.ts';
import { status } from '../../cli/commands/status.ts';
import { callCommand } from '../cli/in-process.ts';
import { docker, engineOrSkip, type ScratchProject, scratchProject, testImage } from './scratch-project.ts';

describe('status, restart and diagnose on the command line', function () {
  this.timeout(120_000);
  let project: ScratchProject;

  before(async function () {
    await engineOrSkip(this);
  });

  beforeEach(async () => {
    project = await scratchProject('services: {}\n');
    project.write(`name: ${project.name}
services:
  web: {image: "${testImage}", init: true, command: sleep 600}
  db: {image: "${testImage}", init: true, command: sleep 600}
`);
  });
  afterEach(() => project.remove());

  const run = (command: Command, args: readonly string[], more: Partial<CommandContext> = {}) =>
    callCommand(command, args, { cwd: project.directory, environment: project.environment, ...more });

  const states = (stdout: string) =>
    Object.fromEntries(
      JSON.parse(stdout).projects[0].services.map((service: { name: string; state: string }) => [
        service.name,
        service.state,
      ]),
    );

  it('status tells what runs, and by its exit code whether all is well', async () => {
    await project.run('up', '--detach', 'web');
    const partly = await run(status, ['--format', 'json']);
    assert.equal(partly.code, 1);
    assert.deepEqual(states(partly.stdout), { web: 'running', db: 'missing' });
    await project.run('up', '--detach');
    const well = await run(status, ['--format', 'json']);
    assert.equal(well.code, 0);
    assert.match((await run(status, [])).stdout, /web {2,}running/);
  });

  it('status without an engine says so and keeps to its contract', async () => {
    const environment = { ...project.environment, DOCKER_HOST: 'unix:///nonexistent/socket' };
    const { code, stdout } = await run(status, ['--format', 'json'], { environment });
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(stdout).engine.state, 'unreachable');
    assert.deepEqual(states(stdout), { web: 'unknown', db: 'unknown' });
  });

  it('status --watch prints each change as a document of its own', async () => {
    await project.run('up', '--detach');
    const abort = new AbortController();
    const seen: string[] = [];
    const watching = run(status, ['--watch', '--format', 'json'], {
      signal: abort.signal,
      stdout(text) {
        const { web } = states(text);
        if (seen.at(-1) === web) return;
        seen.push(web);
        if (web === 'running') void docker('stop', '--time', '1', `${project.name}-web-1`);
        else if (web === 'stopped') abort.abort();
      },
    });
    assert.equal((await watching).code, 0);
    assert.deepEqual(seen, ['running', 'stopped']);
  });

  it('restart rehearses without --yes, and restarts with it', async () => {
    await project.run('up', '--detach');
    const started = () => docker('inspect', '--format', '{{.State.StartedAt}}', `${project.name}-web-1`);
    const before = await started();
    const rehearsal = await run(restart, ['web', '--format', 'json']);
    assert.equal(rehearsal.code, 0);
    assert.deepEqual(
      JSON.parse(rehearsal.stdout).steps.map((step: { service: string; action: string }) => [
        step.service,
        step.action,
      ]),
      [['web', 'restart']],
    );
    assert.equal(await started(), before);
    const real = await run(restart, ['web', '--yes', '--settle', '1', '--format', 'json']);
    assert.equal(real.code, 0);
    assert.equal(JSON.parse(real.stdout).outcome, 'done');
    assert.notEqual(await started(), before);
  });

  it('restart stops, with its own exit code, when a service with data left the file', async () => {
    project.write(`name: ${project.name}
services:
  web: {image: "${testImage}", init: true, command: sleep 600}
  db: {image: "${testImage}", init: true, command: sleep 600, volumes: ["data:/data"]}
volumes: {data: {}}
`);
    await project.run('up', '--detach');
    project.write(`name: ${project.name}\nservices: {web: {image: "${testImage}", init: true, command: sleep 600}}\n`);
    const { code, stdout } = await run(restart, ['--yes']);
    assert.equal(code, 2);
    assert.match(stdout, /✖ db has containers/);
    assert.match(stdout, /Stopped before anything was touched/);
  });

  it('diagnose says what is wrong, and by its exit code whether anything is', async () => {
    await project.run('up', '--detach');
    assert.equal((await run(diagnose, ['--format', 'json'])).code, 0);
    await docker('kill', `${project.name}-db-1`);
    const { code, stdout } = await run(diagnose, []);
    assert.equal(code, 1);
    assert.match(stdout, /## db is stopped\./);
  });
});
