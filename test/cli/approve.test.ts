import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommandContext, UsageError } from '../../cli/command.ts';
import { approve, approveWith } from '../../cli/commands/approve.ts';
import { pending } from '../../cli/commands/pending.ts';
import { builtInPolicy } from '../../core/guard/policy.ts';
import { overlay } from '../../core/text/file-view.ts';
import { disk } from '../../io/disk.ts';
import { keepProposal } from '../../io/state/keep-proposal.ts';
import { openState } from '../../io/state/state.ts';
import { createProjectJudge } from '../../io/watch/create-judge.ts';
import { fourServices, onlyApi } from '../support/watched-folder.ts';

describe('pending and approve', () => {
  let folder: string;
  let file: string;
  let output: string;
  let context: CommandContext;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guard-cli-'));
    file = join(folder, 'compose.yaml');
    output = '';
    context = {
      cwd: folder,
      environment: { HOLDFAST_STATE_DIR: join(folder, 'state') },
      interactive: true,
      stdin: async () => '',
      stdout: (text) => {
        output += text;
      },
      stderr: (text) => {
        output += text;
      },
      signal: new AbortController().signal,
    };
    writeFileSync(file, fourServices);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function hold(proposed: string) {
    const judge = createProjectJudge({ directory: folder, environment: {} }, () => builtInPolicy);
    const judgement = judge.judge(disk, overlay(disk, new Map([[file, proposed]])));
    const texts = { base: new Map([[file, fourServices]]), proposed: new Map([[file, proposed]]) };
    return keepProposal(openState(join(folder, 'state')).project({ directory: folder }), {
      ...texts,
      judgement,
      road: 'hook',
      agent: 'claude',
    });
  }

  /** Answers by the name that each question asks for, where the person wants it. */
  const typing = (names: readonly string[]) => async (question: string) => {
    const asked = /^Type "(.+)" to let/.exec(question)?.[1] ?? '';
    return names.includes(asked) ? asked : '';
  };

  it('lists nothing when nothing is held', async () => {
    assert.equal(await pending(['--format', 'json'], context), 0);
    assert.deepEqual(JSON.parse(output), { proposals: [] });
  });

  it('lists what is held as one JSON document, with paths from the working directory', async () => {
    const { id } = hold(onlyApi);
    assert.equal(await pending(['--format', 'json'], context), 0);
    const [proposal] = JSON.parse(output).proposals;
    assert.equal(proposal.id, id);
    assert.deepEqual(
      [proposal.directory, proposal.files, proposal.road, proposal.agent],
      ['.', ['compose.yaml'], 'hook', 'claude'],
    );
    assert.ok(proposal.changes.some((change: { id: string }) => change.id === 'service-removed:postgres'));
  });

  it('lets go what the person names, and nothing else', async () => {
    hold(onlyApi);
    assert.equal(await approveWith(typing(['neo4j', 'neo4j-data']), undefined, context), 0);
    const expected = fourServices
      .replace('  neo4j:\n    image: neo4j:5-community\n    volumes:\n      - neo4j-data:/data\n\n', '')
      .replace('  neo4j-data:\n', '');
    assert.equal(readFileSync(file, 'utf8'), expected);
    output = '';
    await pending(['--format', 'json'], context);
    assert.deepEqual(JSON.parse(output), { proposals: [] });
  });

  it('writes nothing when no name is typed, or a wrong one', async () => {
    hold(onlyApi);
    assert.equal(await approveWith(async () => 'yes', undefined, context), 1);
    assert.equal(readFileSync(file, 'utf8'), fourServices);
    output = '';
    await pending(['--format', 'json'], context);
    assert.equal(JSON.parse(output).proposals.length, 1);
  });

  it('writes the whole edit when everything is named', async () => {
    hold(onlyApi);
    const all = ['redis', 'postgres', 'neo4j', 'redis-data', 'postgres-data', 'neo4j-data'];
    assert.equal(await approveWith(typing(all), undefined, context), 0);
    assert.equal(readFileSync(file, 'utf8'), onlyApi);
  });

  it('asks which one when several are held', async () => {
    const { id } = hold(onlyApi);
    hold('');
    await assert.rejects(approveWith(typing([]), undefined, context), UsageError);
    assert.equal(await approveWith(typing(['neo4j', 'neo4j-data']), id, context), 0);
  });

  it('takes no argument that approves, and no terminal of an agent', async () => {
    hold(onlyApi);
    for (const args of [['--yes'], ['a', 'b'], ['-y']]) await assert.rejects(approve(args, context), UsageError);
    await assert.rejects(approve([], { ...context, interactive: false }), UsageError);
    const environment = { ...context.environment, CLAUDECODE: '1' };
    await assert.rejects(approve([], { ...context, environment }), UsageError);
    assert.equal(readFileSync(file, 'utf8'), fourServices);
  });
});
