import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hook } from '../../cli/commands/hook.ts';
import { makeApproval } from '../../core/guard/approval.ts';
import { toPortablePath } from '../../io/disk.ts';
import { writePersonPolicy } from '../../io/policy/person-policy.ts';
import { openState } from '../../io/state/state.ts';

const folder = 'test/cases/hooks';

const removed = `  l9-redis:
    image: redis:7-alpine
    ports: ["6379:6379"]
    volumes:
      - l9_redis_data:/data
  l9-postgres:
    image: postgres:16
    volumes:
      - l9_pg_data:/var/lib/postgresql/data
  l9-neo4j:
    image: neo4j:5
    volumes:
      - l9_neo4j_data:/data
`;
const kept = '  l9-api:\n    build: .\n    restart: unless-stopped\n';
const volumes = 'volumes:\n  l9_redis_data:\n  l9_pg_data:\n  l9_neo4j_data:\n';
const before = `services:\n${removed}${kept}${volumes}`;
const texts: Readonly<Record<string, string>> = {
  $REMOVED: removed,
  $GUTTED: 'services:\n  l9-api:\n    build: .\n',
  $MINUS: removed.trimEnd().replace(/^/gm, '-'),
  $COMMENTED: before.replace(removed, removed.replace(/^/gm, '# ')),
};

interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

type Form = (answer: Answer) => string | undefined;

const parse = (text: string) => (text === '' ? undefined : JSON.parse(text));
const nested: Form = ({ stdout, exitCode }) => {
  assert.equal(exitCode, 0);
  const output = parse(stdout)?.hookSpecificOutput;
  if (output !== undefined) assert.equal(output.hookEventName, 'PreToolUse');
  return reasonOf(output?.permissionDecision, output?.permissionDecisionReason);
};
const byExitCode: Form = ({ stdout, stderr, exitCode }) => {
  assert.equal(stdout, '');
  return exitCode === 0 ? reasonOf(undefined, stderr) : reasonOf(exitCode === 2 ? 'deny' : `exit ${exitCode}`, stderr);
};
const bridged: Form = ({ stdout, stderr, exitCode }) => {
  const output = parse(stdout);
  assert.equal(exitCode, output === undefined ? 0 : 2);
  assert.equal(stderr.trim(), output?.reason ?? '');
  return reasonOf(output?.decision, output?.reason);
};

function reasonOf(verdict: string | undefined, reason: string | undefined): string | undefined {
  if (verdict === undefined) assert.ok(!reason);
  else assert.ok(reason !== undefined && reason.length > 40, 'a refusal says why');
  return verdict;
}

/** What each agent takes as a refusal; gives the verdict in it. */
const forms: Readonly<Record<string, Form>> = {
  claude: nested,
  qwen: nested,
  vscode: nested,
  codex: nested,
  copilot: ({ stdout, exitCode }) => {
    assert.equal(exitCode, 0);
    return reasonOf(parse(stdout)?.permissionDecision, parse(stdout)?.permissionDecisionReason);
  },
  gemini: ({ stdout, exitCode }) => {
    assert.equal(exitCode, 0);
    return reasonOf(parse(stdout)?.decision, parse(stdout)?.reason);
  },
  cursor: ({ stdout, exitCode }) => {
    const { permission, agent_message } = parse(stdout);
    assert.equal(exitCode, permission === 'deny' ? 2 : 0);
    return reasonOf(permission === 'allow' ? undefined : permission, agent_message);
  },
  cline: ({ stdout, exitCode }) => {
    assert.equal(exitCode, 0);
    const { cancel, errorMessage } = parse(stdout);
    return reasonOf(cancel ? 'deny' : undefined, errorMessage);
  },
  windsurf: byExitCode,
  kiro: byExitCode,
  goose: byExitCode,
  opencode: bridged,
  kilo: bridged,
  pi: bridged,
};

describe('holdfast hook', () => {
  let root: string;
  let project: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'agents-hook-'));
    project = toPortablePath(join(root, 'l9'));
    mkdirSync(join(project, 'src'), { recursive: true });
    writeFileSync(join(project, 'docker-compose.yml'), before);
    writeFileSync(join(project, 'src/app.ts'), 'a');
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  async function answer(agent: string, stdin: string): Promise<Answer> {
    let [stdout, stderr] = ['', ''];
    const exitCode = await hook([agent], {
      cwd: project,
      environment: { HOME: root, HOLDFAST_STATE_DIR: join(root, 'state') },
      interactive: false,
      stdin: async () => stdin,
      stdout: (text) => {
        stdout += text;
      },
      stderr: (text) => {
        stderr += text;
      },
      signal: new AbortController().signal,
    });
    return { stdout, stderr, exitCode };
  }

  for (const name of readdirSync(folder)) {
    const file = readFileSync(join(folder, name), 'utf8');
    const agents = name.startsWith('copilot-claude') ? ['copilot', 'claude'] : [name.replace(/(-\w+)?\.md$/, '')];
    for (const [, title, verdict, payload] of file.matchAll(/^## (.+)\n\n```json (\w+)\n([\s\S]*?)\n```$/gm)) {
      for (const agent of agents) {
        it(`${name.replace('.md', '')} as ${agent}: ${title} (${verdict})`, async () => {
          let text = (payload ?? '').replaceAll('$PROJECT', project);
          const nestedText = text.includes('\\"$') || /\\"old_str\\"/.test(text);
          for (const [mark, value] of Object.entries(texts)) {
            const once = JSON.stringify(value).slice(1, -1);
            text = text.replaceAll(mark, () => (nestedText ? JSON.stringify(once).slice(1, -1) : once));
          }
          const given = forms[name.startsWith('copilot-claude') ? 'claude' : agent]?.(await answer(agent, text));
          const expected = { denied: ['deny'], asked: ['ask'], allowed: [undefined] }[verdict ?? ''];
          assert.ok(expected?.includes(given as never), `${given}`);
          assert.equal(readFileSync(join(project, 'docker-compose.yml'), 'utf8'), before);
        });
      }
    }
  }

  it('keeps what it denies for review', async () => {
    const input = { file_path: `${project}/docker-compose.yml`, content: texts.$GUTTED };
    const { stdout } = await answer('claude', JSON.stringify({ cwd: project, tool_name: 'Write', tool_input: input }));
    const proposals = readdirSync(join(root, 'state/projects'), { recursive: true }).filter((file) =>
      /proposals\/\w+\.json$/.test(String(file)),
    );
    assert.equal(proposals.length, 1);
    const proposal = JSON.parse(readFileSync(join(root, 'state/projects', String(proposals[0])), 'utf8'));
    assert.equal(proposal.proposed[0].text, texts.$GUTTED);
    assert.ok(stdout.includes(proposal.id));
  });

  it('lets through once what a person approved, and nothing else', async () => {
    const payload = (content: string) =>
      JSON.stringify({
        cwd: project,
        tool_name: 'Write',
        tool_input: { file_path: `${project}/docker-compose.yml`, content },
      });
    const withoutRedis = before.replace(removed.slice(0, removed.indexOf('  l9-postgres')), '');
    assert.equal(nested(await answer('claude', payload(withoutRedis))), 'deny');
    const state = openState(join(root, 'state')).project({ directory: project });
    const [proposal] = state.proposals.list();
    assert.ok(proposal);
    const changeIds = proposal.changes.map(({ id }) => id);
    state.approvals.save(makeApproval({ id: 'a1', proposal, changeIds, now: Date.now(), lifetime: 60_000 }));
    assert.equal(nested(await answer('claude', payload(texts.$GUTTED ?? ''))), 'deny');
    assert.equal(nested(await answer('claude', payload(withoutRedis))), undefined);
    assert.equal(nested(await answer('claude', payload(withoutRedis))), 'deny');
  });

  for (const agent of Object.keys(forms)) {
    it(`${agent}: what cannot be read is denied when it concerns what is guarded, and let through otherwise`, async () => {
      assert.equal(forms[agent]?.(await answer(agent, '{"tool_name": "Write", "docker-compose.yml')), 'deny');
      assert.equal(forms[agent]?.(await answer(agent, '{"tool_name": "Write", "notes.md')), undefined);
      assert.equal(forms[agent]?.(await answer(agent, '')), undefined);
      assert.equal(forms[agent]?.(await answer(agent, '[]')), undefined);
      assert.equal(forms[agent]?.(await answer(agent, 'null')), undefined);
    });
  }

  it('judges other files that are protected, and by the levels that the person set', async () => {
    const write = async (name: string, content: string) =>
      nested(
        await answer(
          'claude',
          JSON.stringify({
            cwd: project,
            tool_name: 'Write',
            tool_input: { file_path: `${project}/${name}`, content },
          }),
        ),
      );
    const build = 'FROM node:22\nWORKDIR /srv\nCOPY . .\nRUN npm ci\n';
    writeFileSync(join(project, 'Dockerfile'), build);
    assert.equal(await write('Dockerfile', 'FROM scratch\n'), undefined);
    const protectedFiles = { patterns: ['Dockerfile'], largestShare: 0.3 };
    writePersonPolicy(join(root, 'state'), { levels: new Map(), protectedFiles });
    assert.equal(await write('Dockerfile', build.replace('22', '24')), undefined);
    assert.equal(await write('Dockerfile', 'FROM scratch\n'), 'deny');
    const [proposal] = openState(join(root, 'state'))
      .project({
        directory: project,
        files: [`${project}/Dockerfile`],
      })
      .proposals.list();
    assert.deepEqual(
      proposal?.changes.map(({ kind }) => kind),
      ['file-shortened'],
    );

    assert.equal(await write('docker-compose.yml', texts.$GUTTED ?? ''), 'deny');
    const levels = new Map(proposal?.changes.map(({ kind }) => [kind, 'allow' as const]));
    for (const kind of ['service-removed', 'volume-removed', 'dependency-removed', 'environment-retargeted'] as const)
      levels.set(kind, 'allow');
    writePersonPolicy(join(root, 'state'), { levels, protectedFiles });
    assert.equal(await write('docker-compose.yml', texts.$GUTTED ?? ''), undefined);
    assert.equal(await write('Dockerfile', 'FROM scratch\n'), undefined);
  });

  it('looks behind a symbolic link', async function () {
    if (process.platform === 'win32') return this.skip();
    symlinkSync(join(project, 'docker-compose.yml'), join(project, 'link.txt'));
    const input = { file_path: `${project}/link.txt`, content: 'x' };
    assert.equal(
      nested(await answer('claude', JSON.stringify({ cwd: project, tool_name: 'Write', tool_input: input }))),
      'deny',
    );
  });

  it('guards its own files by whichever name they are called', async function () {
    if (process.platform === 'win32') return this.skip();
    mkdirSync(join(root, 'state'));
    symlinkSync(join(root, 'state'), join(project, 'alias'));
    const write = { file_path: 'alias/projects/x/baseline.json', content: '{}' };
    const ask = async (tool: string, input: object) =>
      nested(await answer('claude', JSON.stringify({ cwd: project, tool_name: tool, tool_input: input })));
    assert.equal(await ask('Write', write), 'deny');
    assert.equal(await ask('Bash', { command: 'echo 1 > alias/policy.json' }), 'deny');
    assert.equal(await ask('Bash', { command: 'rm -r alias/projects' }), 'deny');
    assert.equal(await ask('Bash', { command: 'rm alias' }), undefined);
    assert.equal(await ask('Write', { file_path: 'notes/projects/x.json', content: '{}' }), undefined);
  });

  it('recognises who sends by the shape of the payload', async () => {
    const args = { path: `${project}/docker-compose.yml`, old_str: removed, new_str: '' };
    const { stdout } = await answer(
      'claude',
      JSON.stringify({ sessionId: 's', cwd: project, toolName: 'edit', toolArgs: args }),
    );
    assert.equal(JSON.parse(stdout).permissionDecision, 'deny');
  });
});
