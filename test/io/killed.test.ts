import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { builtInPolicy } from '../../core/guard/policy.ts';
import { overlay } from '../../core/text/file-view.ts';
import { disk } from '../../io/disk.ts';
import { keepProposal } from '../../io/state/keep-proposal.ts';
import { openState } from '../../io/state/state.ts';
import { createProjectJudge, createQuickJudge } from '../../io/watch/create-judge.ts';
import { watchProject } from '../../io/watch/watch-project.ts';
import { bundleProgram } from '../support/bundle-program.ts';
import { fourServices, onlyApi } from '../support/watched-folder.ts';

/** HOLDFAST_ROUNDS sets how often each program is killed. */
const rounds = Number(process.env.HOLDFAST_ROUNDS ?? 20);

describe(`killed at random moments, ${rounds} rounds each`, function () {
  this.timeout(60_000 + rounds * 2000);
  let scratch: string;
  let program: string;

  before(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'guard-killed-'));
    program = await bundleProgram('guard-process', scratch);
  });
  after(() => rmSync(scratch, { recursive: true, force: true }));

  const withoutNeo4j = fourServices
    .replace('  neo4j:\n    image: neo4j:5-community\n    volumes:\n      - neo4j-data:/data\n\n', '')
    .replace('  neo4j-data:\n', '');

  it('leaves a file as it was or as it was written, and loses no proposal, when the guard is killed', async () => {
    const seen = { restored: 0, written: 0 };
    let longest = 0;
    for (let round = 0; round < rounds; round += 1) {
      const { folder, file, stateFolder } = makeProject(round);
      const guard = run(['watch', folder, stateFolder]);
      await ready(guard);
      writeFileSync(file, onlyApi);
      if (round === 0) longest = await timeUntil(() => readFileSync(file, 'utf8') === fourServices);
      else await delay(Math.random() * longest);
      await kill(guard);

      const text = readFileSync(file, 'utf8');
      assert.ok(text === fourServices || text === onlyApi, `round ${round}: a torn file\n${text}`);
      seen[text === fourServices ? 'restored' : 'written'] += 1;
      const state = openState(stateFolder);
      const project = state.project({ directory: folder });
      const judge = createQuickJudge({ directory: folder, environment: {} }, () => builtInPolicy);
      const watch = watchProject({ state: project, audit: state.audit, judge, onEvent: () => {} });
      await watch.check();
      watch.dispose();
      assert.deepEqual(readdirSync(folder), ['compose.yaml'], `round ${round}: litter`);
      assert.equal(readFileSync(file, 'utf8'), fourServices, `round ${round}`);
      const texts = project.proposals.list().map(({ proposed }) => proposed[0]?.text);
      assert.deepEqual(texts, [onlyApi], `round ${round}`);
    }
    console.log(`      file when killed: ${seen.restored} times restored already, ${seen.written} times not yet`);
  });

  it('leaves a file as before or as approved when an approving program is killed', async () => {
    const seen = { before: 0, approved: 0 };
    let longest = 0;
    for (let round = 0; round < rounds; round += 1) {
      const { folder, file, stateFolder } = makeProject(round);
      const project = openState(stateFolder).project({ directory: folder });
      project.baseline.write(new Map([[file, fourServices]]));
      const judge = createProjectJudge({ directory: folder, environment: {} }, () => builtInPolicy);
      const judgement = judge.judge(disk, overlay(disk, new Map([[file, onlyApi]])));
      const base = new Map([[file, fourServices]]);
      const { id } = keepProposal(project, { base, proposed: new Map([[file, onlyApi]]), judgement, road: 'disk' });

      const approving = run(['approve', folder, stateFolder, 'service-removed:neo4j', 'volume-removed:neo4j-data']);
      await ready(approving);
      if (round === 0) longest = await timeUntil(() => readFileSync(file, 'utf8') === withoutNeo4j);
      else await delay(Math.random() * longest);
      await kill(approving);

      const text = readFileSync(file, 'utf8');
      assert.ok(text === fourServices || text === withoutNeo4j, `round ${round}: a torn file\n${text}`);
      seen[text === fourServices ? 'before' : 'approved'] += 1;
      if (text === fourServices) assert.ok(project.proposals.get(id), `round ${round}: the proposal is lost`);
    }
    console.log(`      file when killed: ${seen.before} times as before, ${seen.approved} times as approved`);
  });

  /** Waits for what an undisturbed program brings about. Gives twice the milliseconds: others are killed within that. */
  async function timeUntil(condition: () => boolean): Promise<number> {
    const start = performance.now();
    while (!condition()) await delay(1);
    return (performance.now() - start) * 2;
  }

  function makeProject(round: number) {
    const folder = join(scratch, `project-${round}-${Math.random().toString(36).slice(2)}`);
    const stateFolder = `${folder}-state`;
    const file = join(folder, 'compose.yaml');
    openState(stateFolder);
    mkdirSync(folder);
    writeFileSync(file, fourServices);
    return { folder, file, stateFolder };
  }

  function run(args: readonly string[]): ChildProcess {
    return spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  }

  async function ready(child: ChildProcess): Promise<void> {
    assert.ok(child.stdout);
    await once(child.stdout, 'data');
  }

  async function kill(child: ChildProcess): Promise<void> {
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGKILL');
    await ended;
  }
});
