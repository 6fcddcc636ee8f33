import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hook } from '../../../cli/commands/hook.ts';
import { agentHooks } from '../../../cli/hooks/agents.ts';
import { toPortablePath } from '../../../io/disk.ts';
import type { Target } from '../target.ts';

const cases = 'test/cases/hooks';
const agents = Object.keys(agentHooks);
const compose =
  'services:\n  web:\n    image: nginx\n  db:\n    image: postgres:16\n    volumes:\n      - data:/var/lib/postgresql/data\nvolumes:\n  data:\n';
const root = mkdtempSync(join(tmpdir(), 'fuzz-hook-'));
const folder = toPortablePath(join(root, 'shop'));
mkdirSync(folder);
process.once('exit', () => rmSync(root, { recursive: true, force: true }));

/** What an agent gives to `holdfast hook`; which agent depends on the text. */
export const hookPayload: Target = {
  name: 'hook-payload',
  seeds: readdirSync(cases).flatMap((name) =>
    [...readFileSync(join(cases, name), 'utf8').matchAll(/^```json \w+\n([\s\S]*?)\n```$/gm)].map(([, payload = '']) =>
      payload
        .replaceAll('$PROJECT', folder)
        .replaceAll('docker-compose.yml', 'compose.yaml')
        .replaceAll('$GUTTED', 'services: {}\\n'),
    ),
  ),
  pieces: [
    '"',
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '\\',
    '\\n',
    'null',
    '1e999',
    'true',
    '"tool_name"',
    '"tool_input"',
    '"file_path"',
    '"command"',
    '"content"',
    '"__proto__"',
    'compose.yaml',
    '../',
    '\\u0000',
    '\\ud800',
    'docker compose down -v',
  ],
  async run(text) {
    writeFileSync(`${folder}/compose.yaml`, compose);
    const agent = agents[text.length % agents.length] ?? 'claude';
    let [stdout, stderr] = ['', ''];
    const exitCode = await hook([agent], {
      cwd: folder,
      environment: { HOME: root, HOLDFAST_STATE_DIR: join(root, 'state') },
      interactive: false,
      stdin: async () => text,
      stdout: (given) => {
        stdout += given;
      },
      stderr: (given) => {
        stderr += given;
      },
      signal: new AbortController().signal,
    });
    assert([0, 2].includes(exitCode), `${agent} is given ${exitCode}, which is neither a yes nor a no`);
    if (stdout !== '') assert.equal(typeof JSON.parse(stdout), 'object', `${agent} is given one JSON document`);
    if (exitCode === 2) assert((stdout + stderr).length > 40, `${agent} is told why`);
    assert.equal(readFileSync(`${folder}/compose.yaml`, 'utf8'), compose, 'the hook itself changes nothing');
  },
};
