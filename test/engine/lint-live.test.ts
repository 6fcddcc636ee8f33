import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { lint } from '../../cli/commands/lint.ts';
import { docker, engineOrSkip, type ScratchProject, scratchProject, testImage } from './scratch-project.ts';

describe('lint --live', function () {
  this.timeout(60_000);
  let project: ScratchProject;
  let server: Server;
  let port = 0;

  before(async function () {
    await engineOrSkip(this);
    server = createServer().listen(0, '0.0.0.0');
    await new Promise((resolve) => server.once('listening', resolve));
    port = (server.address() as { port: number }).port;
    project = await scratchProject('services: {}\n');
    await docker('create', '--name', `${project.name}-taken`, testImage, 'true');
  });

  after(async () => {
    server?.close();
    if (project === undefined) return;
    await docker('rm', '--force', `${project.name}-taken`);
    await project.remove();
  });

  it('finds what the machine makes impossible, and nothing without being asked', async () => {
    project.write(`name: ${project.name}
services:
  web:
    image: ${testImage}
    container_name: ${project.name}-taken
    ports: ["${port}:80"]
    volumes: [data:/srv]
volumes:
  data:
    external: true
    name: ${project.name}-nowhere
`);
    const rulesOf = async (args: readonly string[]) => {
      let out = '';
      await lint([...args, '--format', 'json'], {
        cwd: project.directory,
        environment: project.environment,
        interactive: false,
        stdin: async () => '',
        stdout: (text) => {
          out += text;
        },
        stderr: () => {},
        signal: new AbortController().signal,
      });
      return JSON.parse(out).findings.map(
        (finding: { rule: string; line: number }) => `${finding.rule} ${finding.line}`,
      );
    };
    assert.deepEqual(await rulesOf([]), []);
    assert.deepEqual(await rulesOf(['--live']), ['taken-container-name 5', 'taken-host-port 6', 'missing-external 9']);
  });
});
