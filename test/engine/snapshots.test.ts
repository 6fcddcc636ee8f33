import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '../../cli/command.ts';
import { restart } from '../../cli/commands/restart.ts';
import { snapshots } from '../../cli/commands/snapshots.ts';
import { callCommand } from '../cli/in-process.ts';
import { docker, engineOrSkip, freePort, type ScratchProject, scratchProject, testImage } from './scratch-project.ts';

describe('restore points of restarts on the command line', function () {
  this.timeout(240_000);
  let project: ScratchProject;
  let port: number;
  let first: string;

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
    await engineOrSkip(this);
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

  it('names what it does not know', async () => {
    await assert.rejects(run(snapshots, 'restore', first), /say what to restore/);
    await assert.rejects(run(snapshots, 'restore', first, '--service', 'db'), /no service "db"/);
    await assert.rejects(run(snapshots, 'diff', first, 'other.yaml'), /has no file/);
    await assert.rejects(run(snapshots, 'forget', first), /unknown action/);
  });
});
