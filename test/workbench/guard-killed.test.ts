import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openState } from '../../io/state/state.ts';
import { gutted, original } from '../support/guarded-texts.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';

/** HOLDFAST_ROUNDS sets how often the extension host is killed. */
const rounds = Number(process.env.HOLDFAST_ROUNDS ?? 4);

/** Milliseconds after an agent's write within which the host is killed: about what the guard takes, and some more. */
const span = 100;

describe(`the guard whose extension host is killed at random moments, ${rounds} rounds`, function () {
  this.timeout(300_000 + rounds * 45_000);
  let workbench: Workbench;
  let file: string;

  before(async function () {
    if (process.platform !== 'linux') this.skip();
    workbench = await openWorkbench({ workspace: { 'compose.yaml': whole(0) } });
    file = path.join(workbench.folder, 'compose.yaml');
    await workbench.openFile('compose.yaml');
  });
  after(async () => workbench?.close());

  const project = () => openState(workbench.stateFolder).project({ directory: workbench.folder });

  it('leaves the file as before or as written, never torn, and loses no held edit', async () => {
    const seen = { restored: 0, written: 0 };
    for (let round = 1; round <= rounds; round += 1) {
      await guardIsAlive(round);
      const wanted = guttedIn(round);
      writeFileSync(file, wanted);
      await delay(Math.random() * span);
      for (const host of extensionHosts()) process.kill(host, 'SIGKILL');

      const left = readFileSync(file, 'utf8');
      assert.ok(left === whole(round) || left === wanted, `round ${round}: a torn file\n${left}`);
      seen[left === wanted ? 'written' : 'restored'] += 1;
      await untilGuarded(`round ${round}: restored`, () => readFileSync(file, 'utf8') === whole(round));
      await until(`round ${round}: kept`, () =>
        project()
          .proposals.list()
          .some(({ proposed }) => proposed[0]?.text === wanted),
      );
      const litter = readdirSync(workbench.folder).filter((name) => name.endsWith('.tmp'));
      assert.deepEqual(litter, [], `round ${round}: litter`);
    }
    assert.equal(project().proposals.list().length, Math.min(rounds, 50));
    await guardIsAlive(rounds + 1);
    await workbench.screenshot('guard-killed');
    console.log(`      file when killed: ${seen.restored} times restored already, ${seen.written} times not yet`);
  });

  /** Waits until the guard has accepted a harmless edit, which only a running one does. */
  async function guardIsAlive(round: number): Promise<void> {
    await untilGuarded(`round ${round}: a guard`, () => project().baseline.read()?.get(file) !== undefined);
    writeFileSync(file, whole(round));
    await untilGuarded(`round ${round}: a running guard`, () => project().baseline.read()?.get(file) === whole(round));
  }

  /**
   * Waits for what only a running guard brings about. VS Code starts a host again by itself, but only three times in five
   * minutes; then the window is loaded anew, as a person would do it.
   */
  async function untilGuarded(what: string, condition: () => boolean): Promise<void> {
    for (const patience of [10_000, 40_000, 60_000]) {
      try {
        await until(what, condition, patience);
        return;
      } catch {
        await workbench.page.reload();
      }
    }
    await until(what, condition, 60_000);
  }

  /** The processes of this run's extension hosts: those that keep their state in this run's folder. */
  function extensionHosts(): readonly number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((id) => {
        try {
          if (!readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('--type=extensionHost')) return false;
          return readFileSync(`/proc/${id}/environ`, 'utf8').includes(`HOLDFAST_STATE_DIR=${workbench.stateFolder}\0`);
        } catch {
          return false;
        }
      })
      .map(Number);
  }
});

const whole = (round: number) => `# round ${round}\n${original}`;
const guttedIn = (round: number) => `# round ${round}, by an agent\n${gutted}`;

async function until(what: string, condition: () => boolean, patience = 40_000): Promise<void> {
  const end = Date.now() + patience;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`still not ${what}`);
    await delay(25);
  }
}
