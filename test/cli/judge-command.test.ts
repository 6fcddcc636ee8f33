import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../cli/command.ts';
import { judgeCommand } from '../../cli/commands/judge-command.ts';
import { toPortablePath } from '../../io/disk.ts';
import { callCommand } from './in-process.ts';

describe('holdfast judge-command', () => {
  let root: string;

  beforeEach(() => {
    root = toPortablePath(mkdtempSync(join(tmpdir(), 'agents-judge-')));
    mkdirSync(join(root, 'node_modules/x'), { recursive: true });
    writeFileSync(join(root, 'node_modules/x/docker-compose.yml'), 'services: {}\n');
    writeFileSync(join(root, 'compose.yaml'), 'include: [db.yml]\nservices:\n  web:\n    image: nginx\n');
    writeFileSync(
      join(root, 'db.yml'),
      'services:\n  db:\n    image: postgres:16\n    volumes: ["data:/var/lib/postgresql/data"]\nvolumes:\n  data:\n',
    );
    writeFileSync(join(root, 'other.yml'), 'a: 1\n');
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  async function run(args: readonly string[], stdin = '', path = '') {
    let stdout = '';
    const code = await judgeCommand(args, {
      cwd: '/',
      environment: { HOME: '/home/dev', PATH: path },
      interactive: false,
      stdin: async () => stdin,
      stdout: (text) => {
        stdout += text;
      },
      stderr: () => {},
      signal: new AbortController().signal,
    });
    return { code, stdout };
  }

  it('takes a command that was put into quotes as a whole for the text of a shell', async () => {
    const code = async (...words: string[]) => (await run(['--cwd', root, '--', ...words])).code;
    assert.equal(await code('docker compose down -v'), 2);
    assert.equal(await code('docker', 'compose', 'down', '-v'), 2);
    assert.equal(await code('docker compose stop'), 0);
    assert.equal(await code('ls'), 0);
  });

  it('says of an overwritten file what it would lose, in whole sentences', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    writeFileSync(join(root, 'db.yml'), `services:\n${names.map((name) => `  ${name}: {image: x}\n`).join('')}`);
    const { stdout } = await run(['--cwd', root, '--shell', 'echo "services: {}" > db.yml']);
    const [reason] = JSON.parse(stdout).reasons;
    const lost = names.slice(0, 5).map((name) => {
      return `Service "${name}" is removed: it no longer starts, and a cleanup of orphans takes its container.`;
    });
    assert.equal(reason.message, `\`… > db.yml\` overwrites db.yml: ${lost.join(' ')} And 2 more.`);
  });

  it('guards other files that .holdfast.yaml names', async () => {
    const verdict = async (shell: string) => JSON.parse((await run(['--cwd', root, '--shell', shell])).stdout).verdict;
    const lines = ['FROM node:22', 'WORKDIR /srv', 'COPY . .', 'RUN npm ci', 'CMD ["node", "."]'];
    writeFileSync(join(root, 'Dockerfile'), `${lines.join('\n')}\n`);
    mkdirSync(join(root, 'src'));
    for (const shell of ['rm Dockerfile', '> Dockerfile', 'rm -rf .', 'git rm Dockerfile'])
      assert.equal(await verdict(`cd src && cd .. && ${shell}`), shell === 'rm -rf .' ? 'deny' : 'allow', shell);
    writeFileSync(join(root, '.holdfast.yaml'), 'protectFiles: [Dockerfile]\n');
    for (const shell of ['rm Dockerfile', '> Dockerfile', 'git rm Dockerfile', "echo 'FROM node' > Dockerfile"])
      assert.equal(await verdict(shell), 'deny', shell);
    const edited = lines.join('\\n').replace('22', '24');
    for (const shell of [`printf '${edited}\\n' > Dockerfile`, 'rm src', 'cat Dockerfile', 'docker build .'])
      assert.equal(await verdict(shell), 'allow', shell);
  });

  it('asks about orphans only when the engine has some, or when it cannot say', async function () {
    if (process.platform === 'win32') this.skip();
    const services = join(root, 'services');
    writeFileSync(join(root, 'docker'), `#!/bin/sh\nexec /bin/cat '${services}'\n`, { mode: 0o755 });
    const verdict = async (shell: string) =>
      JSON.parse((await run(['--cwd', root, '--shell', shell], '', root)).stdout).verdict;
    assert.equal(await verdict('docker compose down --remove-orphans'), 'ask');
    writeFileSync(services, 'web\nold\n');
    assert.equal(await verdict('docker compose up -d --remove-orphans'), 'ask');
    writeFileSync(services, 'web\ndb\n');
    assert.equal(await verdict('docker compose up -d --remove-orphans'), 'allow');
    assert.equal(await verdict('docker compose down --remove-orphans'), 'allow');
    for (const elsewhere of [
      'docker --context far compose down --remove-orphans',
      'docker compose -p other down --remove-orphans',
      'DOCKER_HOST=tcp://far:2375 docker compose down --remove-orphans',
      'cd node_modules/x && docker compose down --remove-orphans',
      'git checkout old && docker compose up -d --remove-orphans',
      'ssh far docker compose down --remove-orphans',
    ])
      assert.equal(await verdict(elsewhere), 'ask', elsewhere);
  });

  it('prints one JSON document and ends with 0, 2 or 3', async () => {
    const denied = await run(['--cwd', root, '--', 'docker', 'compose', 'down', '-v']);
    assert.equal(denied.code, 2);
    const { verdict, reasons } = JSON.parse(denied.stdout);
    assert.equal(verdict, 'deny');
    assert.deepEqual(Object.keys(reasons[0]), ['rule', 'message', 'alternative']);
    assert.deepEqual(await run(['--', 'docker', 'compose', 'down']), {
      code: 0,
      stdout: '{"verdict":"allow","reasons":[]}\n',
    });
    assert.equal((await run(['docker', 'compose', 'down', '-v'])).code, 2);
    const onTerminal = await callCommand(judgeCommand, ['docker', 'volume', 'rm', 'x'], { interactive: true });
    assert.match(onTerminal.stdout, /^deny\n.+\n {2}Instead: /);
    assert.equal((await run(['--shell', 'ls && docker volume rm x', '--format', 'json'])).code, 2);
    assert.equal((await run(['--shell=echo docker volume rm x'])).code, 0);
    assert.equal((await run(['--shell', '-'], 'docker volume rm x')).code, 2);
    for (const args of [
      [],
      ['--'],
      ['--shell'],
      ['--cwd'],
      ['--nonsense'],
      ['--shell', 'ls', '--', 'ls'],
      ['--format', 'xml', '--', 'ls'],
    ]) {
      await assert.rejects(run(args), UsageError, args.join(' '));
    }
  });

  for (const [verdict, command] of [
    ['deny', 'rm compose.yaml'],
    ['deny', 'rm db.yml'],
    ['allow', 'rm other.yml'],
    ['allow', 'rm -rf node_modules'],
    ['deny', 'rm *.yml'],
    ['allow', 'rm -f *.log'],
    ['deny', 'mv db.yml old/'],
    ['deny', "printf 'services:\\n  web:\\n    image: nginx\\n' > compose.yaml"],
    ['allow', "printf 'include: [db.yml]\\nservices:\\n  web:\\n    image: nginx:1.27\\n' > compose.yaml"],
    ['allow', "sed -i 's/image: nginx/image: nginx:1.27/' compose.yaml"],
    ['allow', "sed -i '$a # the end' compose.yaml"],
    ['allow', "sed -i '1i # the beginning' compose.yaml"],
    ['deny', "sed -i '/include/d' compose.yaml"],
    ['deny', "sed -i '1,4d' db.yml"],
    ['allow', 'yq -i .x=1 compose.yaml'],
    ['ask', 'yq -i ".x=load(1)" compose.yaml'],
    ['allow', `yq -i '.services.web.image = "nginx:1.28"' compose.yaml`],
    ['allow', `yq e -i '.services["web"].labels.team = "a"' compose.yaml`],
    ['allow', `yq -i '.services.web.ports += ["8080:80"] | .services.web.restart = "always"' compose.yaml`],
    ['deny', 'yq -i "del(.include)" compose.yaml'],
    ['deny', 'yq -i "del(.services.db.volumes, .volumes)" db.yml'],
    ['deny', `yq -i '.services.db.volumes[0] = "other:/var/lib/postgresql/data" | .volumes.other = null' db.yml`],
    ['deny', `yq -i '.services.db.scale = 0' db.yml`],
    ['allow', "perl -pi -e 's/image: nginx/image: nginx:1.27/' compose.yaml"],
    ['deny', "perl -pi -e 's/db.yml/web.yml/' compose.yaml"],
    ['allow', "sed -i -E 's/(image: nginx)$/\\1:1.27/' compose.yaml"],
    ['allow', "sed -i 's/[[:space:]]*$//' compose.yaml"],
    ['deny', "sed -i 's/[[:alpha:]]*:16/mysql:8/;s/data:/other:/' db.yml"],
    ['allow', 'cp compose.yaml copy.txt && cp copy.txt compose.yaml'],
    ['deny', 'cp other.yml compose.yaml'],
    ['allow', 'docker compose down'],
    ['allow', "mkdir demo && printf 'services: {}' > demo/compose.yaml"],
  ] as const) {
    it(`${verdict}: ${command}`, async () => {
      const { stdout } = await run(['--cwd', root, '--shell', command]);
      assert.equal(JSON.parse(stdout).verdict, verdict, stdout);
    });
  }
});
