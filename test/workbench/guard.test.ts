import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { openState, type ProjectState } from '../../io/state/state.ts';
import { picturesInEveryTheme } from '../support/themes.ts';
import { until } from '../support/until.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';

const demo = path.resolve(import.meta.dirname, '../../demo');
const original = readFileSync(path.join(demo, 'compose.yaml'), 'utf8');

describe('the guard in VS Code', function () {
  this.timeout(240_000);
  let workbench: Workbench;

  beforeEach(async () => {
    workbench = await openWorkbench({ workspace: demo });
    await workbench.openFile('compose.yaml');
    await until(() => stateOf(workbench)?.baseline.read() !== undefined);
  });
  afterEach(() => workbench.close());

  const onDisk = () => readFileSync(path.join(workbench.folder, 'compose.yaml'), 'utf8');

  it('holds the played incident, and shows it', async () => {
    playIncident('write');
    await workbench.notification('Holdfast held an edit of compose.yaml').waitFor();
    for (const name of ['l9-redis:', 'l9-postgres:', 'l9-neo4j:', 'l9-api:', '# the memory']) {
      assert.ok(onDisk().includes(name), `${name} is missing in\n${onDisk()}`);
    }
    await workbench.openContainer('Holdfast');
    await changeRow('service l9-postgres removed').waitFor();
    await changeRow('service l9-redis removed').waitFor();
    await workbench.screenshot('guard-incident-held');
  });

  for (const way of ['rename', 'truncate', 'delete', 'sed'] as const) {
    it(`holds the incident when the agent's way is ${way}`, async () => {
      playIncident(way);
      await workbench.notification('Holdfast held an edit of compose.yaml').waitFor();
      for (const name of ['l9-redis:', 'l9-postgres:', 'l9-neo4j:', 'l9-api:']) assert.ok(onDisk().includes(name));
      await workbench.screenshot(`guard-incident-${way}`);
    });
  }

  it('shows the review, and lets go exactly what was ticked', async () => {
    writeFileSync(path.join(workbench.folder, 'compose.yaml'), onlyApiLeft());
    await workbench.notification('Holdfast held an edit of compose.yaml').waitFor();
    assert.equal(onDisk(), original);
    await workbench.answerNotification('Holdfast held an edit', 'Review');
    await workbench.page.locator('.monaco-diff-editor').waitFor();
    await mark('held: service l9-postgres removed');
    const lens = workbench.page.locator('.editor.original .codelens-decoration a', { hasText: 'service l9-postgres' });
    await lens.filter({ hasText: 'Let go: service l9-postgres removed' }).waitFor();
    await workbench.screenshot('guard-review');

    await lens.click();
    await mark('may go: service l9-postgres removed');
    await workbench.screenshot('guard-review-ticked');
    await workbench.runCommand('Holdfast: Approve Held Changes…');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    const text = (await dialog.textContent()) ?? '';
    assert.match(text, /l9-postgres/);
    assert.match(text, /l9-postgres-data/);
    assert.doesNotMatch(text.split('Everything else stays')[0] ?? '', /service l9-redis|service l9-neo4j/);
    await workbench.screenshot('guard-approval');
    await picturesInEveryTheme(workbench, 'approval');
    await dialog.locator('.monaco-button', { hasText: /^Remove/ }).click();
    await workbench.notification('Done:').waitFor();
    assert.equal(onDisk(), withoutPostgres());
    await workbench.openFile('compose.yaml');
    await until(() => stateOf(workbench)?.proposals.list().length === 0);
    await workbench.screenshot('guard-approved');
  });

  it('puts the blocks back into a buffer before it is saved', async () => {
    await workbench.replaceText(onlyApiLeft());
    await workbench.save();
    await workbench.notification('Holdfast held an edit of compose.yaml').waitFor();
    await workbench.page.locator('.tab.active:not(.dirty)[data-resource-name="compose.yaml"]').waitFor();
    assert.equal(onDisk(), original);
    await workbench.screenshot('guard-save-held');
  });

  it('says what a checkout took away, and lets it pass', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: workbench.folder });
    git('init', '-q', '-b', 'main');
    writeFileSync(path.join(workbench.folder, '.gitignore'), '.env\n');
    git('add', '.');
    git('commit', '-q', '-m', 'all four');
    git('checkout', '-q', '-b', 'small');
    await workbench.close();
    workbench = await reopen(git);
    const older = onDisk();
    git('checkout', '-q', 'small');
    await workbench.notification('is now as git has it at HEAD').waitFor();
    assert.notEqual(onDisk(), older);
    await workbench.screenshot('guard-checkout');
  });

  it('lists what it has seen, and shows its audit log', async () => {
    playIncident('truncate');
    await workbench.notification('Holdfast held an edit of compose.yaml').waitFor();
    await workbench.runCommand('Holdfast: Show Audit Log');
    await workbench.page.getByText('service removed: l9-postgres').first().waitFor();
    await workbench.screenshot('guard-audit-log');
    await workbench.runCommand('Holdfast: Show Restore Points…');
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'was held' }).first().waitFor();
    await workbench.screenshot('guard-restore-points');
    await workbench.page.keyboard.press('Escape');
  });

  it('drops a held edit on "Keep Everything"', async () => {
    playIncident('write');
    await workbench.answerNotification('Holdfast held an edit', 'Keep Everything');
    await until(() => stateOf(workbench)?.proposals.list().length === 0);
    assert.ok(onDisk().includes('l9-postgres:'));
  });

  function playIncident(way: string) {
    execFileSync(process.execPath, [path.join(demo, 'play-incident.mjs'), workbench.folder, '--way', way]);
  }

  /** Waits for a mark behind a line of the review. It is drawn by a style, so no text of the page has it. */
  async function mark(text: string) {
    await workbench.page.waitForFunction(`
      [...document.querySelectorAll('[class*=TextEditorDecorationType]')]
        .some((span) => getComputedStyle(span, '::after').content.includes(${JSON.stringify(text)}))`);
  }

  function changeRow(label: string): Locator {
    return workbench.page.locator(`.part.sidebar [role=treeitem][aria-label*="${label}"]`);
  }

  async function reopen(git: (...args: string[]) => void): Promise<Workbench> {
    const opened = await openWorkbench({ workspace: workbench.folder });
    workbench = opened;
    writeFileSync(path.join(opened.folder, 'compose.yaml'), onlyApiLeft());
    git('commit', '-q', '-a', '-m', 'only the API');
    git('checkout', '-q', 'main');
    await opened.openFile('compose.yaml');
    await until(() => stateOf(opened)?.baseline.read() !== undefined);
    return opened;
  }
});

/** The demo without everything but the API and what it alone needs, and nothing else touched. */
function onlyApiLeft(): string {
  const start = original.indexOf('  # Cache, sessions');
  const end = original.indexOf('  # The API itself');
  const volumes = original.indexOf('volumes:\n  l9-redis-data');
  return (
    original.slice(0, start) +
    original.slice(end, volumes) +
    original.slice(original.indexOf('networks:\n  l9-network'))
  );
}

/** The demo without PostgreSQL, its volume, and what refers to it. */
function withoutPostgres(): string {
  const start = original.indexOf('  # Memory and embeddings');
  const end = original.indexOf('  # Knowledge graph');
  return (original.slice(0, start) + original.slice(end))
    .replace('      l9-postgres:\n        condition: service_healthy\n', '')
    .replace('  l9-postgres-data: # the memory\n', '');
}

function stateOf(workbench: Workbench): ProjectState | undefined {
  return openState(workbench.stateFolder)
    .projects()
    .find(({ directory, files }) => directory === workbench.folder && files === undefined);
}
