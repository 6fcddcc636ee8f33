import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '../../cli/command.ts';
import { restart } from '../../cli/commands/restart.ts';
import { snapshots } from '../../cli/commands/snapshots.ts';
import type { Engine } from '../../io/engine/engine.ts';
import { prepareRestart } from '../../io/restart/prepare-restart.ts';
import { runRestart } from '../../io/restart/run-restart.ts';
import { callCommand } from '../cli/in-process.ts';
import { docker, engineOrSkip, freePort, type ScratchProject, scratchProject, testImage } from './scratch-project.ts';

describe('restore points of restarts on the command line', function () {
  this.timeout(240_000);
  let project: ScratchProject;
  let port: number;
  let first: string;
  let engine: Engine;

  const file = (version: string, more = '', status = '200') => `name: ${project.name}
services:
  web:
    image: ${testImage}
    init: true
    command: sh -c "echo hello > /data/index.html; exec httpd -f -p 80 -h /data"
    environment: {VERSION: "${version}"}
    volumes: ["data:/data"]
    ports: ["127.0.0.1:${port}:80"]
    labels: {dev.holdfast.probe: /index.html, dev.holdfast.probe.status: "${status}", dev.holdfast.probe.timeout: "2"}
${more}volumes: {data: {}}
`;

  before(async function () {
    engine = await engineOrSkip(this);
    port = await freePort();
    project = await scratchProject('services: {}\n');
    project.write(file('1'));
    await project.run('up', '--detach');
  });
  after(() => project?.remove());

  const run = (command: Command, ...args: readonly string[]) =>
    callCommand(command, args, { cwd: project.directory, environment: project.environment });

  const text = () => readFileSync(join(project.directory, 'compose.yaml'), 'utf8');
  const version = () => docker('exec', `${project.name}-web-1`, 'sh', '-c', 'echo "$VERSION"');

  it('says so when there is none yet', async () => {
    assert.match((await run(snapshots)).stdout, /There is no restore point yet/);
    await assert.rejects(run(snapshots, 'show', 'latest'), /no restore point "latest"/);
  });

  it('lists the one that a restart made, and compares it with now', async () => {
    project.write(file('2'));
    const { code } = await run(restart, '--yes', '--settle', '0.5');
    assert.equal(code, 0);
    assert.equal(await version(), '2');
    const { restorePoints } = JSON.parse((await run(snapshots, 'list', '--format', 'json')).stdout);
    assert.deepEqual(
      restorePoints.map((point: { why: string; services: string[] }) => [point.why, point.services]),
      [['restart', ['web']]],
    );
    first = restorePoints[0].id;
    // The file had been changed before the restart, so it is the same; the container is not.
    const { stdout } = await run(snapshots, 'diff', 'latest');
    assert.match(stdout, /^web \(.*\) ran then; now it is in another container\.\n$/);
    assert.match((await run(snapshots, 'show', first)).stdout, /running then, other containers now/);
  });

  it('brings a service back as it ran, by a verified restart, with its volume', async () => {
    const { code, stdout } = await run(snapshots, 'restore', first, '--service', 'web', '--yes');
    assert.equal(code, 0, stdout);
    assert.equal(await version(), '1');
    assert.equal(await docker('exec', `${project.name}-web-1`, 'cat', '/data/index.html'), 'hello');
    assert.match(
      (await run(snapshots, 'restore', first, '--all', '--yes')).stdout,
      /The services run as they did then|restarted and verified/,
    );
  });

  it('lets nobody but a person bring back a file that would delete a service', async () => {
    const extra = `  extra: {image: "${testImage}", init: true, command: sleep 600}\n`;
    project.write(file('3', extra));
    const refused = await run(snapshots, 'restore', first, '--file', 'compose.yaml', '--yes');
    assert.equal(refused.code, 2);
    assert.match(refused.stdout, /extra/);
    assert.match(refused.stderr, /a person has to do it/);
    assert.equal(text(), file('3', extra));

    project.write(file('3'));
    const done = await run(snapshots, 'restore', first, '--file', 'compose.yaml', '--yes');
    assert.equal(done.code, 0, done.stdout);
    assert.equal(text(), file('2'));
  });

  it('puts a service back that does not answer its probe as wanted', async () => {
    project.write(file('4', '', '201'));
    const { code, stdout } = await run(restart, '--yes', '--settle', '0.5');
    assert.equal(code, 1);
    assert.match(stdout, /web answers 200 to its probe GET :80\/index\.html/);
    assert.equal(await version(), '1');
  });

  it('keeps as many as were asked for, also in a later restart that says nothing about it', async () => {
    project.write(file('2'));
    const { compose, environment } = project;
    const shared = { engine, compose, environment };
    const plan = await prepareRestart({ ...shared, project: project.load(), services: [], heldChanges: false });
    const signal = new AbortController().signal;
    const count = async () =>
      JSON.parse((await run(snapshots, 'list', '--format', 'json')).stdout).restorePoints.length;
    for await (const _ of runRestart({ ...shared, plan, signal, settle: 500, pointsKept: 2 }));
    assert.equal(await count(), 2);
    await run(restart, '--yes', '--settle', '0.5');
    assert.equal(await count(), 2);
    // The one that the first tests brought back is gone by now.
    await assert.rejects(run(snapshots, 'show', first), /no restore point/);
  });

  it('names what it does not know', async () => {
    await assert.rejects(run(snapshots, 'restore', 'latest'), /say what to restore/);
    await assert.rejects(run(snapshots, 'restore', 'latest', '--service', 'db'), /no service "db"/);
    await assert.rejects(run(snapshots, 'diff', 'latest', 'other.yaml'), /has no file/);
    await assert.rejects(run(snapshots, 'forget', 'latest'), /unknown action/);
  });
});
