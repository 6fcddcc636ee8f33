import assert from 'node:assert/strict';
import { hook } from '../../cli/commands/hook.ts';
import { fourServices, type WatchedFolder, watchedFolder } from '../support/watched-folder.ts';

const asked = fourServices.replace('    depends_on:\n      - redis\n', '    depends_on:\n');
const payload = (folder: string, content: string) =>
  JSON.stringify({
    cwd: folder,
    hook_event_name: 'PreToolUse',
    tool_name: 'Write',
    tool_input: { file_path: `${folder}/compose.yaml`, content },
  });

describe("an agent's own question", () => {
  let watched: WatchedFolder;
  beforeEach(async () => {
    watched = watchedFolder({ 'compose.yaml': fourServices });
    await watched.watch().check();
  });
  afterEach(() => watched.dispose());

  async function ask(agent: string, content: string): Promise<string> {
    let answer = '';
    await hook([agent], {
      cwd: watched.folder,
      environment: { HOLDFAST_STATE_DIR: watched.state.folder },
      interactive: false,
      stdin: async () => payload(watched.folder, content),
      stdout: (text) => {
        answer += text;
      },
      stderr: () => {},
      signal: new AbortController().signal,
    });
    return answer;
  }

  it('is answered when exactly the edit that it was about is made', async () => {
    assert.match(await ask('claude', asked), /"permissionDecision":"ask"/);
    assert.equal(watched.project.proposals.list().length, 1);
    watched.write(asked);
    await watched.next('accepted');
    assert.equal(watched.read(), asked);
    assert.deepEqual(watched.project.proposals.list(), []);
    assert.equal(watched.state.audit.read()[0]?.event, 'approved');
  });

  it('is answered by a save in the editor as well', async () => {
    await ask('vscode', asked);
    assert.equal(watched.watch().holdSave(watched.file, asked, new Map()), undefined);
    assert.equal(watched.project.baseline.read()?.get(watched.file), asked);
  });

  it('counts once, and for no other edit', async () => {
    await ask('claude', asked);
    watched.write(asked.replace('example/api:1', 'example/api:2'));
    await watched.next('held');
    watched.write(fourServices);
    await watched.next('accepted');
    watched.write(asked);
    await watched.next('accepted');
    watched.write(fourServices);
    await watched.next('accepted');
    watched.write(asked);
    await watched.next('held');
  });

  it('is none with an agent that cannot ask, and for what is denied', async () => {
    assert.match(await ask('gemini', asked), /"decision":"deny"/);
    watched.write(asked);
    await watched.next('held');
    const gutted = fourServices.replace(/ {2}neo4j:\n[\s\S]*?\n\n/, '');
    assert.match(await ask('claude', gutted), /"permissionDecision":"deny"/);
    watched.write(gutted);
    await watched.next('held');
  });
});
