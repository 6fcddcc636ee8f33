import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandContext } from '../../cli/command.ts';
import { approveWith } from '../../cli/commands/approve.ts';
import { check } from '../../cli/commands/check.ts';
import { diff } from '../../cli/commands/diff.ts';
import { judgeCommand } from '../../cli/commands/judge-command.ts';
import { lint } from '../../cli/commands/lint.ts';
import { pending } from '../../cli/commands/pending.ts';
import { project } from '../../cli/commands/project.ts';
import { stackAsText } from '../../cli/reports/stack.ts';
import { builtInPolicy } from '../../core/guard/policy.ts';
import { loadProject } from '../../core/project/load-project.ts';
import { diagnosisAsMarkdown } from '../../core/stack/diagnosis/diagnosis-as-markdown.ts';
import { joinStack } from '../../core/stack/stack.ts';
import { overlay } from '../../core/text/file-view.ts';
import { printableText } from '../../core/text/visible-text.ts';
import { disk } from '../../io/disk.ts';
import { keepProposal } from '../../io/state/keep-proposal.ts';
import { openState } from '../../io/state/state.ts';
import { createProjectJudge } from '../../io/watch/create-judge.ts';
import { plainSnapshot } from '../support/plain-engine.ts';
import { callCommand } from './in-process.ts';

/** Clears the screen, goes on in a line of its own, and turns the writing around. */
const name = 'db\u001b[2J\nNothing is lost: type yes\u202e';
const volume = 'data\r\u001b]0;owned\u0007\nAll good';
const full = `name: shop
services:
  ${JSON.stringify(name)}:
    image: ${JSON.stringify(`postgres:16\n${name}`)}
    unknown: 1
    depends_on: [${JSON.stringify(`x${name}`)}]
    volumes: [${JSON.stringify(`${volume}:/var/lib/postgresql/data`)}]
  web: {image: nginx, ports: ["80:80", "80:80"]}
volumes:
  ${JSON.stringify(volume)}:
`;
const emptied = 'name: shop\nservices:\n  web: {image: nginx}\n';

describe('names that a terminal would obey', () => {
  let folder: string;
  let surroundings: Partial<CommandContext>;

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'hostile-names-')), "-rf 'a\nb\u001b[2J");
    mkdirSync(folder);
    writeFileSync(join(folder, 'compose.yaml'), full);
    writeFileSync(join(folder, 'after.yaml'), emptied);
    surroundings = { cwd: folder, environment: { HOLDFAST_STATE_DIR: join(folder, 'state') } };
  });
  afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

  /** Nothing steers the terminal, and what a name says never stands at the beginning of a line. */
  function assertHarmless(text: string, what: string) {
    const shown = printableText(text);
    assert.doesNotMatch(shown, /\p{Bidi_Control}|(?![\n\t])\p{Cc}/u, what);
    assert.doesNotMatch(shown, /^(?:Nothing is lost|All good)/m, what);
    assert.match(shown, /db|Nothing is held/, what);
  }

  it('are named, not obeyed, by every report', async () => {
    for (const format of ['text', 'github', 'junit', 'checkstyle', 'codeclimate', 'json', 'sarif']) {
      const { stdout, stderr } = await callCommand(lint, ['--format', format], surroundings);
      assert.notEqual(stdout, '', stderr);
      assertHarmless(stdout, format);
    }
    assertHarmless((await callCommand(diff, ['compose.yaml', 'after.yaml'], surroundings)).stdout, 'diff');
    assertHarmless((await callCommand(check, [], surroundings)).stdout, 'check');
    assertHarmless((await callCommand(project, [], surroundings)).stdout, 'project');
    const words = ['--', 'docker', 'volume', 'rm', name];
    assertHarmless((await callCommand(judgeCommand, words, surroundings)).stdout, 'judge-command');
  });

  it('are named in the table of what runs and in a diagnosis, also when only the engine has them', () => {
    const projects = [loadProject(disk, { directory: folder, environment: {} })];
    const snapshot = plainSnapshot({
      containers: [
        { name: `stray-${name}`, image: volume },
        { name: 'db', of: `shop/${name}`, state: 'exited', status: 'Exited (1) now', error: volume },
      ],
      volumes: [{ name: volume }],
      networks: [name],
    });
    assertHarmless(stackAsText(joinStack({ projects, snapshot })), 'status');
    const root = { project: 'shop', service: name, title: name, cause: volume, never: name } as const;
    const told = diagnosisAsMarkdown(name, {
      roots: [
        { ...root, error: undefined, evidence: [`![x](https://there/p)${volume}`], suffering: [name], steps: [volume] },
      ],
      notes: [name],
    } as never);
    assertHarmless(told, 'diagnose');
    assert.doesNotMatch(told, /!\[x\]\(/);
  });

  it('make no other question of an approval, and can be typed as they are shown', async () => {
    const file = join(folder, 'compose.yaml');
    const request = { directory: folder, environment: {} };
    const judge = createProjectJudge(request, () => builtInPolicy);
    const judgement = judge.judge(disk, overlay(disk, new Map([[file, emptied]])));
    const texts = { base: new Map([[file, full]]), proposed: new Map([[file, emptied]]) };
    const state = openState(join(folder, 'state')).project({ directory: folder });
    keepProposal(state, { ...texts, judgement, road: 'hook', agent: `claude\n${name}` });
    assertHarmless((await callCommand(pending, ['--all'], surroundings)).stdout, 'pending');

    const asked: string[] = [];
    const { stdout, code } = await callCommand(
      (_args, context) =>
        approveWith(
          async (question) => {
            asked.push(question);
            return /^Type "(db.+)" to let/.exec(question)?.[1] ?? '';
          },
          undefined,
          context,
        ),
      [],
      surroundings,
    );
    assertHarmless(stdout, 'approve');
    for (const question of asked) assert.equal(question, printableText(question).replaceAll('\n', ''));
    assert.equal(code, 0, stdout);
    assert.ok(!disk.readText(file)?.includes('Nothing is lost'));
  });
});
