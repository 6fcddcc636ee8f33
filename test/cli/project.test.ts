import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommandContext, UsageError } from '../../cli/command.ts';
import { project } from '../../cli/commands/project.ts';

describe('holdfast project', () => {
  let folder = '';

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-project-')));
    writeFileSync(
      join(folder, 'compose.yaml'),
      'name: shop\nservices:\n  web:\n    image: nginx\n    volumes: [data:/data]\n  job: {image: x, profiles: [batch]}\nvolumes:\n  data:\n',
    );
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('prints the document, no problems, and exit code 0', async () => {
    const { code, json, stderr } = await run(['--format', 'json']);
    assert.equal(code, 0);
    assert.equal(stderr, '');
    assert.equal(json.name, 'shop');
    assert.deepEqual(Object.keys(json.services), ['web']);
    assert.deepEqual(json.volumes, { data: { name: 'shop_data' } });
    assert.deepEqual(json.problems, []);
  });

  it('takes profiles and a name', async () => {
    const one = await run(['--profile', 'batch', '-p', 'other', '--format', 'json']);
    assert.deepEqual([one.json.name, Object.keys(one.json.services)], ['other', ['web', 'job']]);
    const all = await run(['--all-profiles', '--format', 'json']);
    assert.deepEqual(Object.keys(all.json.services), ['web', 'job']);
  });

  it('says where each part comes from', async () => {
    writeFileSync(join(folder, 'more.yaml'), 'services:\n  web:\n    hostname: a\n');
    const { json } = await run(['compose.yaml', 'more.yaml', '--locations', '--format', 'json']);
    assert.deepEqual(json.locations.services.web, [
      { file: 'compose.yaml', line: 3, column: 3, endLine: 5, endColumn: 26 },
      { file: 'more.yaml', line: 2, column: 3, endLine: 3, endColumn: 16 },
    ]);
  });

  it('gives problems the shape of findings, and exit code 1', async () => {
    writeFileSync(join(folder, 'compose.yaml'), 'services:\n  web:\n    imagee: nginx\n');
    const { code, json } = await run(['--format', 'json']);
    assert.equal(code, 1);
    const { message, ...place } = json.problems.find(({ rule }: { rule: string }) => rule === 'unknown-key');
    assert.match(message, /image/);
    assert.deepEqual(place, {
      rule: 'unknown-key',
      severity: 'error',
      file: 'compose.yaml',
      line: 3,
      column: 5,
      endLine: 3,
      endColumn: 11,
      fix: false,
    });
  });

  it('prints YAML, and problems on standard error', async () => {
    writeFileSync(join(folder, 'compose.yaml'), 'services:\n  web: {image: "x:${TAG}"}\n');
    const { code, stdout, stderr } = await run([]);
    assert.equal(code, 0);
    assert.match(stdout, /^name: holdfast-project-/);
    assert.match(stderr, /^compose\.yaml:2:19 warning unset-variable: /);
  });

  it('refuses options that it does not have', async () => {
    await assert.rejects(run(['--nope']), UsageError);
    await assert.rejects(run(['--format', 'xml']), UsageError);
  });

  // biome-ignore lint/suspicious/noExplicitAny: the document is as free as JSON is.
  async function run(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string; json: any }> {
    let stdout = '';
    let stderr = '';
    const context: CommandContext = {
      cwd: folder,
      environment: {},
      interactive: false,
      stdin: async () => '',
      stdout: (text) => {
        stdout += text;
      },
      stderr: (text) => {
        stderr += text;
      },
      signal: new AbortController().signal,
    };
    const code = await project(args, context);
    return { code, stdout, stderr, json: stdout.startsWith('{') ? JSON.parse(stdout) : undefined };
  }
});
