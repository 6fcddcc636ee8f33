import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { type Diagnosis, diagnose, type Root } from '../../core/stack/diagnosis/diagnose.ts';
import { diagnosisAsMarkdown } from '../../core/stack/diagnosis/diagnosis-as-markdown.ts';
import { runProcess } from '../../io/process.ts';
import { gatherSymptoms } from '../../io/restart/gather-symptoms.ts';
import { openState } from '../../io/state/state.ts';
import { type EngineUnderTest, enginesUnderTest } from './engines-under-test.ts';
import { dockerOn, freePort, type ScratchProject, scratchProject, testImage } from './scratch-project.ts';

const idle = `image: "${testImage}", init: true, command: sleep 600`;

for (const { name: engineName, open } of enginesUnderTest) {
  describe(`diagnosis on ${engineName}`, function () {
    this.timeout(120_000);
    let under: EngineUnderTest;
    let project: ScratchProject;
    let cleanUps: (() => unknown)[] = [];

    before(async function () {
      const opened = await open();
      if (opened === undefined) return this.skip();
      under = opened;
    });

    afterEach(async () => {
      for (const cleanUp of cleanUps.reverse()) await cleanUp();
      cleanUps = [];
    });

    const docker = (...args: readonly string[]) => dockerOn(under.environment, ...args);

    async function make(text: string): Promise<ScratchProject> {
      project = await scratchProject(text, under.environment);
      const { remove } = project;
      cleanUps.push(remove);
      return project;
    }

    /** Brings it up and takes no notice of what fails, as that is what the test is about. */
    async function up(text: string): Promise<void> {
      await make(text);
      await project.run('up', '--detach', '--pull', 'never').catch(() => {});
    }

    async function look(): Promise<Diagnosis> {
      const { engine } = under;
      const { environment } = project;
      const found = diagnose(await gatherSymptoms({ engine, projects: [project.load()], environment }));
      if (process.env.HOLDFAST_SHOW_REPORTS) console.log(diagnosisAsMarkdown(project.name, found));
      return found;
    }

    /** The root that is told first; it must be the service's (undefined: the project's). */
    async function firstRoot(service: string | undefined): Promise<Root> {
      const [first] = (await look()).roots;
      assert.equal(first?.service, service, JSON.stringify(first));
      return first as Root;
    }

    /** Waits until a service is unhealthy. Podman leaves the timing of probes to systemd; where there is none, each is asked for. */
    async function unhealthy(service: string): Promise<void> {
      const container = `${project.name}-${service}-1`;
      for (;;) {
        await under.podman?.('healthcheck', 'run', container);
        if ((await docker('inspect', '--format', '{{.State.Health.Status}}', container)) === 'unhealthy') return;
      }
    }

    async function ended(service: string): Promise<void> {
      await docker('wait', `${project.name}-${service}-1`);
    }

    it('says nothing about a stack that is well', async () => {
      await up(`services: {web: {${idle}}}\n`);
      assert.deepEqual(await look(), { roots: [], notes: [] });
    });

    it('follows a chain of unhealthy services from the proxy to its root', async () => {
      await make(`services:
  proxy:
    image: ${testImage}
    init: true
    ports: ["127.0.0.1::80"]
    command:
      - sh
      - -c
      - 'echo "dial tcp 127.0.0.1:8000: connect: connection refused"; sleep 600'
  api:
    image: ${testImage}
    network_mode: host
    healthcheck: {test: [CMD, wget, "http://127.0.0.1:8000/health"]}
    depends_on: {db: {condition: service_healthy}}
  db:
    image: ${testImage}
    init: true
    command: sleep 600
    healthcheck: {test: [CMD-SHELL, "echo the disk gave up; exit 1"], interval: 500ms, retries: 1}
`);
      await project.run('up', '--detach', '--pull', 'never', '--no-deps', 'proxy', 'db');
      await unhealthy('db');
      const db = await firstRoot('db');
      assert.deepEqual([...db.suffering].sort(), ['api → db', 'proxy → api → db']);
      assert.ok(
        db.evidence.some((line) => /^Its health check \(echo .*\) failed with 1: the disk gave up$/.test(line)),
        db.evidence.join('\n'),
      );
    });

    it('tells a crash loop by its own words', async () => {
      await up(
        `services: {web: {image: "${testImage}", restart: always, command: "sh -c 'echo getaddrinfo ENOTFOUND postgres; exit 1'"}}\n`,
      );
      for (;;) if (Number(await docker('inspect', '--format', '{{.RestartCount}}', `${project.name}-web-1`)) > 1) break;
      const web = await firstRoot('web');
      assert.equal(web.title, 'web is restarting again and again.');
      assert.equal(web.error, 'host-unknown');
      assert.match(web.cause ?? '', /the host postgres/);
      assert.ok(web.evidence.some((line) => /restarted it \d+ times/.test(line)));
    });

    it('tells a kill for want of memory', async () => {
      await up(
        `services: {web: {image: "${testImage}", mem_limit: 16m, memswap_limit: 16m, command: "sh -c 'tail /dev/zero'"}}\n`,
      );
      await ended('web');
      const web = await firstRoot('web');
      // Old versions of Podman do not say that memory was the reason.
      assert.match(web.error ?? '', engineName === 'Docker' ? /^out-of-memory-killed$/ : /out-of-memory/);
    });

    it('tells a kill by hand from one for memory, in words', async () => {
      await up(`services: {web: {${idle}}}\n`);
      await docker('kill', `${project.name}-web-1`);
      const web = await firstRoot('web');
      assert.equal(web.error, undefined);
      assert.match(web.evidence[0] ?? '', /killed, not for want of memory: by hand, .* \(exit code 137\)/);
      assert.match(web.steps[0] ?? '', /^Start it: holdfast restart web/);
    });

    it('tells a health check whose program is not in the image', async () => {
      await make(`services:
  web:
    image: ${testImage}
    init: true
    command: sleep 600
    healthcheck: {test: [CMD, no-such-curl, "http://localhost"], interval: 500ms, retries: 1}
  after: {image: "${testImage}", command: "true", depends_on: {web: {condition: service_healthy}}}
`);
      await project.run('up', '--detach', '--pull', 'never', '--no-deps', 'web');
      await unhealthy('web');
      const web = await firstRoot('web');
      if (engineName === 'Docker') {
        assert.equal(web.error, 'health-tool-missing');
        assert.match(web.cause ?? '', /calls no-such-curl, which the image does not have/);
        assert.match(web.evidence[0] ?? '', /could not be run \(-1\)/);
      } else {
        // Podman says nothing about why a check could not be run, in its old versions.
        assert.match(web.evidence[0] ?? '', /\(no-such-curl http:\/\/localhost\) .*see first whether the image has/);
      }
      assert.deepEqual(web.suffering, ['after → web']);
    });

    it('names the program that holds the port, and its system service', async () => {
      const port = await freePort();
      const { holder, unit } = await holdPort(port);
      cleanUps.push(() => letGo(holder, unit));
      await up(`services: {web: {image: "${testImage}", command: sleep 600, ports: ["${port}:80"]}}\n`);
      const web = await firstRoot('web');
      assert.equal(web.error, 'port-by-program');
      const service = unit === undefined ? '' : ', the system service holdfast-test.service';
      assert.equal(web.cause, `Port ${port} is held by node (process ${holder.pid})${service}.`);
      assert.match(web.never ?? '', /Do not disable a system service/);
    });

    it('names the container that has the name, and its project', async () => {
      await make('services: {}\n');
      const name = `${project.name}-taken`;
      cleanUps.push(() => docker('rm', '--force', name));
      const labels = ['--label', 'com.docker.compose.project=other', '--label', 'com.docker.compose.service=x'];
      await docker('run', '--detach', '--init', '--name', name, ...labels, testImage, 'sleep', '600');
      project.write(`services: {web: {${idle}, container_name: ${name}}}\n`);
      await project.run('up', '--detach', '--pull', 'never').catch(() => {});
      const web = await firstRoot('web');
      assert.equal(web.error, 'name-conflict');
      assert.match(web.cause ?? '', new RegExp(`The name ${name} belongs to another container .*of the project other`));
      assert.match(web.never ?? '', /factory settings/);
    });

    it('names the folder that the user of a container cannot write to, and the way out', async () => {
      await make('services: {}\n');
      const folder = `${project.directory}/models`;
      mkdirSync(folder);
      chmodSync(folder, 0o700);
      project.write(
        `services: {web: {image: "${testImage}", user: "1234:1234", command: ls /models/x, volumes: ["${folder}:/models"]}}\n`,
      );
      await project.run('up', '--detach', '--pull', 'never').catch(() => {});
      await ended('web');
      const web = await firstRoot('web');
      assert.equal(web.error, 'file-permission');
      assert.match(
        web.cause ?? '',
        /^web runs as user 1234, which may not write to .*\/models \(owned by 0:0, mode 0700\)/,
      );
      assert.equal(web.steps[0], `chown -R 1234:1234 ${folder}`);
      assert.match(web.never ?? '', /777/);
    });

    const whole = `services:
  web: {${idle}}
  db: {${idle}, volumes: ["data:/data"]}
volumes: {data: {}}
`;
    const gutted = `services: {web: {${idle}}}\n`;

    it('tells of services that run and left the file: by the labels of what runs, by git, by what was accepted', async () => {
      await up(whole);
      const file = `${project.directory}/compose.yaml`;
      project.write(gutted);
      const byLabels = await firstRoot(undefined);
      assert.equal(byLabels.error, 'nothing-vanished');
      assert.match(byLabels.evidence[0] ?? '', /db has containers .* holds the volumes/);
      assert.match(byLabels.never ?? '', /down -v/);
      assert.equal(byLabels.evidence.length, 1);

      const state = openState(project.environment.HOLDFAST_STATE_DIR ?? '');
      state.project({ directory: project.directory }).baseline.write(new Map([[file, whole]]));
      const byBaseline = await firstRoot(undefined);
      assert.ok(byBaseline.evidence.some((line) => /^The last version that Holdfast accepted has it: .*db/.test(line)));

      project.write(whole);
      for (const args of [
        ['init', '--quiet'],
        ['add', '.'],
        ['commit', '--quiet', '--message', 'all'],
      ]) {
        const who = ['-c', 'user.name=test', '-c', 'user.email=test@example.org'];
        await runProcess({ command: 'git', args: [...who, ...args], cwd: project.directory, timeLimit: 10_000 });
      }
      project.write(gutted);
      const byGit = await firstRoot(undefined);
      assert.ok(
        byGit.evidence.some((line) => /^The last commit has it: .*db/.test(line)),
        byGit.evidence.join('\n'),
      );
      assert.equal(byGit.steps[0], `Look at what left the file: git diff HEAD -- ${file}`);
    });

    it('tells an image and volumes that are not here', async () => {
      await up(`services:
  web: {image: "holdfast.invalid/nowhere:1"}
  app: {${idle}, depends_on: [web]}
`);
      const web = await firstRoot('web');
      assert.equal(web.error, 'image-missing');
      assert.match(web.cause ?? '', /holdfast\.invalid\/nowhere:1 is not on this engine/);
      assert.deepEqual(web.suffering, ['app → web']);

      project.write(`services: {db: {${idle}, volumes: ["data:/data"]}}
volumes: {data: {external: true, name: ${project.name}-nowhere}}
`);
      await project.run('up', '--detach', '--pull', 'never').catch(() => {});
      const [first] = (await look()).roots;
      assert.equal(first?.error, 'external-resources');
      assert.match(first?.evidence[0] ?? '', /external volume .*-nowhere does not exist/);
      assert.deepEqual(first?.suffering, ['db → what is missing']);
    });

    if (engineName === 'Podman') return;

    it('tells of a database whose data is in an anonymous volume', async () => {
      await up(`services: {cache: {image: "redis:7-alpine", command: redis-server --save 60 1}}\n`);
      const cache = await firstRoot('cache');
      assert.equal(cache.error, 'anonymous-data');
      assert.match(cache.evidence[0] ?? '', /has \/data in the anonymous volume [0-9a-f]{12}/);
      assert.match(cache.steps[0] ?? '', /^Copy the data out/);
      assert.match(cache.never ?? '', /"down"/);
    });
  });
}

/** A process outside of the engine that listens; in a unit's control group where that can be had, as if systemd had started it. */
async function holdPort(port: number): Promise<{ holder: ChildProcess; unit: string | undefined }> {
  const program = `require('node:net').createServer().listen(${port}, '0.0.0.0', () => console.log('listening'))`;
  const holder = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  assert.ok(holder.stdout);
  await once(holder.stdout, 'data');
  const root = ['/sys/fs/cgroup/systemd', '/sys/fs/cgroup'].find((it) => existsSync(`${it}/cgroup.procs`));
  try {
    if (root === undefined) return { holder, unit: undefined };
    const unit = `${root}/system.slice/holdfast-test.service`;
    mkdirSync(unit, { recursive: true });
    writeFileSync(`${unit}/cgroup.procs`, String(holder.pid));
    return { holder, unit };
  } catch {
    return { holder, unit: undefined };
  }
}

async function letGo(holder: ChildProcess, unit: string | undefined): Promise<void> {
  const gone = once(holder, 'exit');
  holder.kill();
  await gone;
  if (unit !== undefined) rmdirSync(unit);
}
