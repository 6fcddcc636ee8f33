// A real VS Code in a real browser, with the packaged extension. One server (for each set of environment variables) and
// one browser serve a whole run; each test has a page and a copy of its workspace of its own.
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { provideBrowser } from '../../scripts/environment/browser.mjs';
import { startBrowserHost } from '../../scripts/environment/browser-host.mjs';
import { provideBrowserHost } from '../../scripts/environment/workbench.mjs';
import { browserArguments } from './browser-arguments.ts';

const root = path.resolve(import.meta.dirname, '../..');
const results = path.join(root, 'test-results');

/** How long a single condition on the page may take; the machine may be busy. */
const patienceMs = 30_000;

export interface WorkbenchOptions {
  /** A folder to copy, or files by their path in the workspace. */
  readonly workspace: string | Readonly<Record<string, string>>;
  /** Workspace settings, written to .vscode/settings.json. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Added to the environment of the extension host, such as a DOCKER_HOST. */
  readonly env?: Readonly<Record<string, string>>;
  /** User settings on top of the quiet ones of all tests. */
  readonly userSettings?: Readonly<Record<string, unknown>>;
  /** The folder is not trusted until a person says so. */
  readonly untrusted?: boolean;
  /** Further packaged extensions to install, as paths. */
  readonly extensions?: readonly string[];
  /** The language that extensions are shown in, such as `de`. */
  readonly locale?: string;
}

interface Host {
  readonly origin: string;
  readonly stateFolder: string;
  stop(): Promise<void>;
}

let browser: Promise<Browser> | undefined;
const hosts = new Map<string, Promise<Host>>();
const scratch: string[] = [];

/**
 * Opens a workspace copy in a new page.
 * @throws when there is no browser or no browser host, with the reason.
 */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  browser ??= launchBrowser();
  const { env, userSettings, untrusted, extensions } = options;
  // Trust is tested by what a host has not written or started yet, so such a window has one of its own.
  const key = JSON.stringify([env, userSettings, untrusted && hosts.size, extensions]);
  let host = hosts.get(key);
  if (!host) {
    host = startHost(options);
    hosts.set(key, host);
  }
  const folder = path.join(await scratchFolder('workspace'), 'workspace');
  if (typeof options.workspace === 'string') await cp(options.workspace, folder, { recursive: true });
  else await writeFiles(folder, options.workspace);
  if (options.settings) await writeFiles(folder, { '.vscode/settings.json': JSON.stringify(options.settings) });
  const { origin, stateFolder } = await host;
  const page = await (await browser).newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(patienceMs);
  // What a language pack would say to extensions. VS Code's own texts stay English, since none can be had here.
  if (options.locale) await page.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(options.locale)}`);
  await page.goto(`${origin}/?folder=${encodeURIComponent(folder)}`);
  await page.locator('.explorer-viewlet [role=treeitem]').first().waitFor();
  return new Workbench(page, folder, stateFolder);
}

/** One VS Code window on its own copy of a workspace. */
export class Workbench {
  readonly page: Page;
  /** The workspace copy's absolute path. */
  readonly folder: string;
  /** Where the extension keeps proposals, approvals and restore points in this run. */
  readonly stateFolder: string;

  constructor(page: Page, folder: string, stateFolder: string) {
    this.page = page;
    this.folder = folder;
    this.stateFolder = stateFolder;
  }

  /** Opens a workspace file of this folder in the same window, and waits until the explorer shows an entry of it. */
  async openWorkspaceFile(file: string, entry: string): Promise<void> {
    const address = new URL(this.page.url());
    address.search = `?workspace=${encodeURIComponent(path.join(this.folder, file))}`;
    const shown = this.page.locator('.explorer-viewlet [role=treeitem]', { hasText: entry }).first();
    await this.page.goto(address.href);
    // A window that opens before the extension that has the files leaves them out; the next one has them.
    await shown.waitFor().catch(async () => {
      await this.page.goto(address.href);
      await shown.waitFor();
    });
  }

  /** Opens a file, named by its path in the workspace, and waits until its editor has the focus. */
  async openFile(file: string): Promise<Locator> {
    const name = path.basename(file);
    const tab = this.page.locator(`.tab.active[data-resource-name="${name}"]`);
    await this.#again(async (timeout) => {
      await this.#openQuickInput('Control+P', file, timeout);
      // Not Enter: for a moment the list still shows the files of last time, and has another one chosen.
      await this.page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click({ timeout });
      await tab.waitFor({ timeout });
    });
    const editor = this.page
      .locator(`.editor-instance[aria-label^="${name}"], .editor-instance:has(.view-lines)`)
      .first();
    await editor.locator('.view-line').first().waitFor();
    return editor;
  }

  /** Runs a command by its full title in the palette, such as `Holdfast: Review Held Changes`. */
  async runCommand(title: string): Promise<void> {
    const row = this.page.locator(`.quick-input-list .monaco-list-row[aria-label^="${title}"]`).first();
    await this.#again(async (timeout) => {
      await this.#openQuickInput('F1', `>${title}`, timeout);
      // A page that opens just then takes the focus, and the list closes before the click: then it is opened again.
      await row.click({ timeout });
    });
    // A command may go on with a list of its own, in which this row is not.
    await row.waitFor({ state: 'hidden' });
  }

  /** Shows a view container by its title in the activity bar, such as `Holdfast`. */
  async openContainer(title: string): Promise<Locator> {
    const tab = this.page.locator(`.activitybar .action-item:has(.action-label[aria-label^="${title}"])`).first();
    await tab.waitFor();
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
    // A pointer that stays there would show its tooltip in every picture.
    await this.page.mouse.move(640, 400);
    const sidebar = this.page.locator('.part.sidebar');
    await sidebar.locator('.composite.title', { hasText: title }).waitFor();
    return sidebar;
  }

  /** The pane of a view in the side bar, by the view's name. */
  view(name: string): Locator {
    return this.page.locator(`.part.sidebar .pane:has(> .pane-header[aria-label*="${name}"])`);
  }

  /** The rows of a view's tree, each as its accessible label. */
  async treeItems(name: string): Promise<readonly string[]> {
    const rows = await this.view(name).locator('[role=treeitem]').all();
    return Promise.all(rows.map(async (row) => (await row.getAttribute('aria-label')) ?? ''));
  }

  /** A row of a view's tree whose label holds the text. */
  treeItem(name: string, text: string): Locator {
    return this.view(name).locator('[role=treeitem]', { hasText: text });
  }

  /** The notifications that are shown, as their text. */
  async notifications(): Promise<readonly string[]> {
    return this.page.locator('.notification-toast .notification-list-item-message').allInnerTexts();
  }

  /** The notification that holds the text. */
  notification(text: string): Locator {
    return this.page.locator('.notification-toast', { hasText: text }).first();
  }

  /** Waits for a notification and presses one of its buttons. */
  async answerNotification(text: string, button: string): Promise<void> {
    await this.notification(text).locator('.monaco-button', { hasText: button }).click();
  }

  /** Waits for a modal dialog that holds the text and presses one of its buttons. */
  async answerDialog(text: string, button: string): Promise<void> {
    const dialog = this.page.locator('.monaco-dialog-box', { hasText: text });
    // From its beginning: one button's name may end with another one's.
    await dialog.locator('.monaco-button', { hasText: new RegExp(`^${button}`) }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** Ticks exactly these rows of the open list and accepts it. */
  async pick(labels: readonly string[]): Promise<void> {
    const rows = this.page.locator('.quick-input-list .monaco-list-row');
    await rows.first().waitFor();
    for (const row of await rows.all()) {
      const box = row.locator('input[type=checkbox], .monaco-checkbox, [role=checkbox]').first();
      if ((await box.count()) === 0) continue;
      const label = (await row.getAttribute('aria-label')) ?? '';
      const wanted = labels.some((text) => label.includes(text));
      // Which element carries the state differs between versions.
      const isTicked = await row.evaluate((element) => {
        const marked = [element, ...element.querySelectorAll('*')];
        return marked.some((it) => it.getAttribute('aria-checked') === 'true' || it.matches(':checked'));
      });
      if (isTicked !== wanted) await row.click();
    }
    await this.page.keyboard.press('Enter');
  }

  /** Replaces the whole text of the active editor; nothing is saved. */
  async replaceText(text: string): Promise<void> {
    await this.page.locator('.editor-instance .view-lines').first().click();
    await this.page.keyboard.press('Control+A');
    // Pasted rather than typed, since VS Code indents typed lines by itself.
    await this.page.evaluate(`{
      const data = new DataTransfer();
      data.setData('text/plain', ${JSON.stringify(text)});
      const paste = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
      document.activeElement.dispatchEvent(paste);
    }`);
  }

  /** Saves the active editor; does not wait, since the guard may keep it from becoming clean. */
  async save(): Promise<void> {
    await this.page.keyboard.press('Control+S');
  }

  /** The squiggles of a severity in the visible editor. */
  squiggles(severity: 'error' | 'warning' | 'info'): Locator {
    return this.page.locator(`.squiggly-${severity}`);
  }

  /** The first piece of text in the visible editor that is coloured as one and holds this text. */
  token(text: string): Locator {
    return this.page.locator('.editor-instance .view-line > span > span', { hasText: text }).first();
  }

  /**
   * Rests the pointer on a word in the editor or a row of a tree until what opens there holds the text; gives that.
   * Lenses that come late push a line away from under the pointer, and rows are drawn anew: then it comes once more.
   */
  async hover(target: Locator, text: string | RegExp): Promise<Locator> {
    const hovers = this.page.locator('.monaco-hover:visible');
    const hover = hovers.filter({ hasText: text }).first();
    await this.#again(async (timeout) => {
      // On the title bar's free space nothing opens.
      await this.page.mouse.move(1000, 17);
      await hovers.first().waitFor({ state: 'hidden', timeout });
      const box = await target.boundingBox({ timeout });
      if (!box) throw new Error('there is nothing on the page to hover over');
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await this.page.mouse.move(x - 3, y);
      await this.page.mouse.move(x, y);
      await hover.waitFor({ timeout });
    });
    return hover;
  }

  /** Presses a key until what it opens is to be seen: an editor that is still busy may swallow the first one. */
  async pressUntil(key: string, shown: Locator): Promise<void> {
    await this.#again(async (timeout) => {
      await this.page.keyboard.press(key);
      await shown.waitFor({ timeout });
    });
  }

  /** The content of the webview that is to be seen. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready:visible').frameLocator('iframe#active-frame');
  }

  /** Saves a picture of the window as test-results/NAME.png. */
  async screenshot(name: string): Promise<string> {
    await mkdir(results, { recursive: true });
    const file = path.join(results, `${name}.png`);
    await this.page.screenshot({ path: file, animations: 'disabled' });
    return file;
  }

  /** Closes the window; the extension host of this page ends with it. */
  async close(): Promise<void> {
    await this.page.close();
  }

  async #openQuickInput(key: string, text: string, timeout: number): Promise<void> {
    const input = this.page.locator('.quick-input-widget input.input').first();
    await this.page.keyboard.press(key);
    await input.fill(text, { timeout });
  }

  /** Repeats what a busy VS Code may swallow: a key that comes too early, or a list that closes since a view took the focus. */
  async #again(attempt: (timeout: number) => Promise<void>): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await attempt(patienceMs / 4);
        return;
      } catch (error) {
        if (tries === 4) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }
}

/** Ends the browser and every server; runs by itself at the end of a mocha run. */
export async function stopWorkbenches(): Promise<void> {
  await (await browser)?.close();
  for (const host of hosts.values()) await (await host.catch(() => undefined))?.stop();
  hosts.clear();
  browser = undefined;
  for (const folder of scratch.splice(0)) await rm(folder, { recursive: true, force: true });
}

async function launchBrowser(): Promise<Browser> {
  const found = await provideBrowser();
  if (!found.available) throw new Error(found.reason);
  return chromium.launch({ executablePath: found.executable, args: browserArguments });
}

async function startHost(
  options: Pick<WorkbenchOptions, 'env' | 'userSettings' | 'untrusted' | 'extensions'>,
): Promise<Host> {
  const host = await provideBrowserHost();
  if (!host.available) throw new Error(host.reason);
  const home = await scratchFolder('host');
  const stateFolder = path.join(home, 'state');
  const vsix = process.env.HOLDFAST_VSIX ?? path.join(root, 'build', 'holdfast.vsix');
  const started = await startBrowserHost({
    host,
    home,
    vsix,
    env: { HOLDFAST_STATE_DIR: stateFolder, ...options.env },
    ...(options.userSettings && { settings: options.userSettings }),
    ...(options.untrusted && { asksForTrust: true }),
    ...(options.extensions && { extensions: options.extensions }),
  });
  return { origin: started.origin, stateFolder, stop: started.stop };
}

async function scratchFolder(name: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), `holdfast-${name}-`));
  scratch.push(folder);
  return folder;
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
}

if (typeof after === 'function') {
  afterEach('picture of a failure', async function () {
    const test = this.currentTest;
    if (test?.state !== 'failed') return;
    const pages = (await browser)?.contexts().flatMap((context) => context.pages()) ?? [];
    for (const [index, page] of pages.entries()) {
      const name = test
        .fullTitle()
        .replace(/[^a-z0-9]+/gi, '-')
        .slice(0, 80);
      await page.screenshot({ path: path.join(results, `failed-${name}-${index}.png`) });
    }
  });
  after('end the workbenches', stopWorkbenches);
}
