import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '../../cli/command.ts';
import { nameVolumeWith } from '../../cli/commands/name-volume.ts';
import { planNaming } from '../../core/backup/name-data.ts';
import { loadProject } from '../../core/project/load-project.ts';
import { makeNamed, type NamingRequest } from '../../io/backup/make-named.ts';
import { disk } from '../../io/disk.ts';
import { type EngineStorage, openStorage } from '../../io/engine/storage.ts';
import { callCommand } from '../cli/in-process.ts';
import { docker, engineOrSkip, type ScratchProject, scratchProject, testImage } from './scratch-project.ts';

describe('making data named', function () {
  this.timeout(120_000);
  let storage: EngineStorage;
  let project: ScratchProject;
  const leftVolumes: string[] = [];

  before(async function () {
    storage = await openStorage(await engineOrSkip(this));
  });
  afterEach(async () => {
    await project.remove();
    for (const volume of leftVolumes.splice(0)) await docker('volume', 'rm', volume);
  });

  async function start(service: string): Promise<string> {
    project = await scratchProject('services: {}\n');
    const text = `name: ${project.name}\nservices:\n  db:\n    image: "${testImage}"\n    init: true\n${service}`;
    project.write(text);
    await project.run('up', '--detach');
    return text;
  }
  const db = () => `${project.name}-db-1`;
  const file = () => readFileSync(join(project.directory, 'compose.yaml'), 'utf8');

  async function name(volume?: string, fault: Partial<EngineStorage> = {}) {
    const loaded = project.load();
    const service = loaded.services.get('db') ?? assert.fail();
    const { directory, environment } = project;
    const load = (view: typeof disk) => loadProject(view, { directory, environment, projectName: project.name });
    const plan = planNaming({ project: loaded, service, risk: { path: '/data' }, view: disk, load });
    if ('byHand' in plan) throw new Error(plan.byHand);
    const stateFolder = environment.HOLDFAST_STATE_DIR ?? '';
    const request: NamingRequest = {
      ...{ storage: { ...storage, ...fault }, project: loaded, plan, volume, environment, stateFolder },
      compose: project.compose,
      settle: 1000,
    };
    return makeNamed(request);
  }

  it('moves an anonymous volume into a named one, which "down" then keeps', async () => {
    await start('    command: sleep 600\n    volumes:\n      - /data # the orders\n');
    await docker('exec', db(), 'sh', '-c', 'echo precious >/data/f; chown 70:71 /data; chmod 700 /data');
    const anonymous = await docker('inspect', '--format', '{{(index .Mounts 0).Name}}', db());
    leftVolumes.push(anonymous);
    const { volume } = await name(anonymous);
    assert.equal(volume, `${project.name}_db-data`);
    assert.match(file(), / {6}- db-data:\/data # the orders\n(?:.*\n)*volumes:\n {2}db-data:\n/);
    await project.run('down', '--timeout', '1');
    await project.run('up', '--detach');
    assert.equal(await docker('exec', db(), 'cat', '/data/f'), 'precious');
    assert.equal(await docker('exec', db(), 'stat', '-c', '%a %u:%g', '/data'), '700 70:71');
    assert.match(await docker('volume', 'ls', '--quiet'), new RegExp(`^${anonymous}$`, 'm'));
  });

  it('moves what is inside a container, beside volumes that it has', async () => {
    await start('    command: sleep 600\n    volumes:\n      - other:/other\nvolumes:\n  other:\n');
    await docker('exec', db(), 'sh', '-c', 'mkdir /data; echo precious >/data/f; ln /data/f /data/g');
    await name();
    assert.match(file(), / {6}- db-data:\/data\n {6}- other:\/other\n/);
    await project.run('up', '--detach', '--force-recreate');
    assert.equal(await docker('exec', db(), 'cat', '/data/g'), 'precious');
    await docker('image', 'rm', '--force', `holdfast-previous/${project.name}-db:data`);
  });

  it('leaves all as it was when the service does not come up with it', async () => {
    const text = await start(
      '    command: sh -c \'grep -q " /data " /proc/mounts && exit 1; mkdir -p /data; test -e /data/f || echo precious >/data/f; sleep 600\'\n',
    );
    await docker('exec', db(), 'sh', '-c', 'until test -e /data/f; do sleep 0.1; done');
    await assert.rejects(name(), { reason: 'rolled-back' });
    assert.equal(file(), text);
    assert.equal(await docker('exec', db(), 'cat', '/data/f'), 'precious');
    assert.equal(await docker('volume', 'ls', '--quiet', '--filter', `name=${project.name}`), '');
    await project.run('down', '--timeout', '1');
    await docker('image', 'rm', '--force', `holdfast-previous/${project.name}-db:data`);
  });

  it('leaves all as it was when the disk is full, or somebody else is at the file or the volume', async () => {
    const text = await start('    command: sleep 600\n');
    await docker('exec', db(), 'sh', '-c', 'mkdir /data; echo precious >/data/f');
    const volumes = () => docker('volume', 'ls', '--quiet', '--filter', `name=${project.name}`);
    const commit = () => Promise.reject(new Error('no space left on device'));
    await assert.rejects(name(undefined, { commit }), /no space left/);
    assert.deepEqual([file(), await volumes()], [text, '']);
    assert.equal(await docker('exec', db(), 'cat', '/data/f'), 'precious');

    const commitLate: EngineStorage['commit'] = async () => project.write(`${text}# mine\n`);
    await assert.rejects(name(undefined, { commit: commitLate }), { reason: 'file-changed' });
    assert.deepEqual([file(), await volumes()], [`${text}# mine\n`, '']);

    const theirs = `${project.name}_db-data`;
    leftVolumes.push(theirs);
    const createVolume: EngineStorage['createVolume'] = async (volume) => {
      await docker('volume', 'create', theirs);
      return storage.createVolume(volume);
    };
    await assert.rejects(name(undefined, { createVolume }), { reason: 'conflict' });
    assert.equal(await volumes(), theirs);
    assert.equal(await docker('exec', db(), 'cat', '/data/f'), 'precious');
  });

  it('on the command line: lists, shows the plan, and moves only after a person typed yes', async () => {
    const text = await start('    command: sleep 600\n    volumes:\n      - /data\n');
    await docker('exec', db(), 'sh', '-c', 'echo precious >/data/f');
    leftVolumes.push(await docker('inspect', '--format', '{{(index .Mounts 0).Name}}', db()));
    const call = (args: readonly string[], answer?: string, more: Record<string, string> = {}) => {
      const asking: Command = (given, context) => nameVolumeWith(async () => answer ?? '', given, context);
      const environment = { ...project.environment, ...more };
      return callCommand(asking, args, { cwd: project.directory, environment, interactive: answer !== undefined });
    };
    const listed = await call([]);
    assert.match(listed.stdout, /^db {2}\/data\n {2}⚠ \/data is an anonymous volume/);
    await assert.rejects(call(['db', '/other'], 'yes'), /name one path of db: \/data/);
    await assert.rejects(call(['web'], 'yes'), /web has no data outside/);
    assert.equal((await call(['db'])).code, 2);
    assert.equal((await call(['db'], 'yes', { CLAUDECODE: '1' })).code, 2);
    assert.equal((await call(['db'], 'no')).code, 1);
    assert.equal(file(), text);

    const { code, stdout, stderr } = await call(['db'], 'yes');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /\+ {6}- db-data:\/data/);
    assert.match(stdout, new RegExp(`✔ The data of db is in the volume ${project.name}_db-data now.`));
    assert.equal(await docker('exec', db(), 'cat', '/data/f'), 'precious');
    assert.match((await call([])).stdout, /^All data of/);
  });

  it('says what to write where the file cannot be edited safely', async () => {
    await start('    command: sleep 600\n    volumes: [ "other:/other" ]\nvolumes: { other: {} }\n');
    await assert.rejects(name(), /Add "- db-data:\/data" to the volumes of db/);
  });
});
