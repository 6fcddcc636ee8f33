import assert from 'node:assert/strict';
import { installPeers } from '../../scripts/environment/peers.mjs';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { packageNeighbour } from './neighbours/package-neighbour.ts';

const text = `services:
  web:
    imagee: nginx:1.27
    image: nginx:1.27
    depends_on:
      - stor
  store:
    image: acme/store:1
    restart: always
    restart: always
`;

/** The real language servers of two other extensions run in one window with Holdfast, and nothing is there twice. */
describe('beside other extensions', function () {
  this.timeout(300_000);
  let workbench: Workbench;

  before(async function () {
    let peers: string;
    try {
      peers = installPeers();
    } catch (error) {
      console.log(
        `  skipped: the other language servers can't be had (${error instanceof Error ? error.message : error})`,
      );
      return this.skip();
    }
    const extensions = await Promise.all([
      packageNeighbour({
        publisher: 'ms-azuretools',
        name: 'vscode-containers',
        source: 'container-tools.ts',
        configuration: { 'containers.enableComposeLanguageService': { type: 'boolean', default: true } },
      }),
      packageNeighbour({
        publisher: 'redhat',
        name: 'vscode-yaml',
        source: 'red-hat-yaml.ts',
        configuration: {
          'yaml.disableSchemaDetection': { type: 'array', default: [] },
          'yaml.schemaStore.enable': { type: 'boolean', default: true },
        },
      }),
    ]);
    workbench = await openWorkbench({
      workspace: { 'compose.yaml': text },
      settings: { 'files.autoSave': 'off' },
      env: { HOLDFAST_TEST_PEERS: peers },
      extensions,
    });
    await workbench.openFile('compose.yaml');
  });
  after(() => workbench?.close());

  const problems = () => workbench.page.locator('.markers-panel .monaco-list-row', { hasText: 'Ln' });
  /** What a hover over a key says, a part from each extension. */
  const hoverOver = async (key: string) => {
    const hover = await workbench.hover(workbench.token(key), /\w/);
    await workbench.page.locator('.monaco-hover:visible', { hasText: 'Loading...' }).waitFor({ state: 'detached' });
    return hover.locator('.hover-row.markdown-hover, .hover-row:not(.status-bar)').allInnerTexts();
  };

  it('reports each fault once', async () => {
    await workbench.page.keyboard.press('Control+Shift+M');
    await problems().filter({ hasText: 'imagee' }).first().waitFor();
    await problems()
      .filter({ hasText: /unique/ })
      .first()
      .waitFor();
    const rows = await problems().allInnerTexts();
    assert.equal(rows.length, 3, rows.join('\n'));
    assert.equal(rows.filter((row) => row.includes('holdfast')).length, 2, rows.join('\n'));
    await workbench.screenshot('coexistence-1-problems');
  });

  it('leaves hover and completion to the other one, until a person chooses', async () => {
    const said = await hoverOver('depends_on');
    assert.equal(said.length, 1, said.join('\n---\n'));
    assert.doesNotMatch(said.join(''), /Services that are started before/);
    await workbench.screenshot('coexistence-2-hover-of-the-other');
    // Meanwhile the question has gone from the corner of the window to the bell.
    await workbench.runCommand('Notifications: Show Notifications');
    const list = workbench.page.locator('.notifications-center');
    await list.locator('.monaco-button', { hasText: 'Use Holdfast' }).click();
    await workbench.answerNotification('from the next start of the window', 'Reload Window');
    await workbench.page.locator('.explorer-viewlet [role=treeitem]').first().waitFor();
    await workbench.squiggles('error').first().waitFor();
    await workbench.page.locator('.codelens-decoration', { hasText: 'Safe restart' }).first().waitFor();
    const now = await hoverOver('depends_on');
    assert.equal(now.length, 1, now.join('\n---\n'));
    assert.match(now.join(''), /Services that are started before/);
    await workbench.screenshot('coexistence-3-hover-of-holdfast');
  });

  it('completes each key once', async () => {
    await workbench.page.keyboard.press('Control+Shift+M');
    await workbench.page.locator('.editor-instance .view-line', { hasText: 'acme/store' }).first().click();
    await workbench.page.keyboard.press('End');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.keyboard.type('hea');
    const rows = workbench.page.locator('.suggest-widget .monaco-list-row');
    await rows.filter({ hasText: 'healthcheck' }).first().waitFor();
    assert.equal(await rows.filter({ hasText: 'healthcheck' }).count(), 1);
    await workbench.screenshot('coexistence-4-completion');
  });
});
