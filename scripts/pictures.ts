// Takes the README's and the walkthrough's pictures, and the animated one, from a real VS Code window with the packaged
// extension and the demo's stack on a real engine. Run `npm run package` before, and again after: the walkthrough's are in it.
//
//   npm run pictures
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
// @ts-expect-error: the package has no types.
import { applyPalette, GIFEncoder, quantize } from 'gifenc';
import type { Locator } from 'playwright-core';
import { demoWorkspace } from '../test/support/demo-workspace.ts';
import { openWorkbench, stopWorkbenches, type Workbench } from '../test/support/workbench.ts';
import { runOrThrow } from './environment/process.mjs';

const root = path.resolve(import.meta.dirname ?? __dirname, '..');
const name = 'l9demo';
const animation = { width: 960, height: 600, file: path.join(root, 'docs', 'images', 'held.gif') };
const limit = 1_500_000;
/** A file with findings, which is no part of the demo's project. */
const risky = {
  file: 'memory.compose.yaml',
  text: 'services:\n  memory:\n    image: postgres:16-alpine\n    restart: unless-stopped\n    ports:\n      - "5432:5432"\n',
};

interface Frame {
  readonly png: Buffer;
  readonly milliseconds: number;
}

async function main(): Promise<void> {
  const workbench = await openWorkbench({
    workspace: { ...demoWorkspace({ name, portOffset: 24_000 }), [risky.file]: risky.text },
  });
  const compose = (...args: readonly string[]) =>
    runOrThrow('docker', ['compose', '-f', path.join(workbench.folder, 'compose.yaml'), ...args]);
  try {
    await compose('up', '-d', '--build', '--wait');
    await takeAll(workbench);
  } catch (error) {
    await workbench.screenshot('failed-pictures');
    throw error;
  } finally {
    // By its name, since the file no longer has the service that was approved.
    await runOrThrow('docker', ['compose', '-p', name, 'down', '--volumes', '--timeout', '2']).catch(console.error);
    await runOrThrow('docker', ['image', 'rm', '--force', `${name}-l9-api`]).catch(() => undefined);
    await stopWorkbenches();
  }
}

async function takeAll(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  const frames: Frame[] = [];
  const keep = async (milliseconds: number) => void frames.push({ png: await page.screenshot(), milliseconds });
  const question = page.locator('.monaco-dialog-box');
  const service = (text: string) => workbench.treeItem('Stack', text).first();

  await workbench.openFile('compose.yaml');
  await workbench.openContainer('Holdfast');
  for (const each of ['l9-redis', 'l9-postgres', 'l9-neo4j', 'l9-api']) await service(`${each}healthy`).waitFor();
  await page.locator('.codelens-decoration', { hasText: 'healthy' }).first().waitFor();
  await withoutTooltip(workbench);
  await shoot(workbench, 'docs/images/stack.png');
  // Other stacks of the engine, further down, are none of the reader's.
  await shoot(workbench, 'media/walkthrough/stack.png', workbench.view('Stack'), service('l9-api'));
  await workbench.runCommand('Holdfast: Set Up Agents…');
  const list = page.locator('.quick-input-widget');
  await list.locator('.monaco-list-row').first().waitFor();
  await withoutTooltip(workbench);
  await shoot(workbench, 'media/walkthrough/agents.png', list);
  await page.keyboard.press('Escape');

  await workbench.openFile(risky.file);
  const underlined = workbench.squiggles('warning').first();
  await underlined.waitFor();
  const explanation = await workbench.hover(underlined, 'Mount a named volume');
  await shoot(workbench, 'docs/images/diagnostics.png');
  await shoot(workbench, 'media/walkthrough/risk.png', page.locator('.editor-instance').first(), explanation);
  await page.mouse.move(640, 400);

  await service('l9-redis').click();
  await workbench.runCommand('Holdfast: Safe Restart…');
  await list.locator('.monaco-list-row', { hasText: 'l9-redis' }).waitFor();
  await workbench.pick(['l9-redis']);
  await question.waitFor();
  await shoot(workbench, 'docs/images/restart.png');
  await shoot(workbench, 'media/walkthrough/restart.png', question);
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'hidden' });
  await workbench.openFile('compose.yaml');
  await withoutTooltip(workbench);
  await keep(2500);

  execFileSync(process.execPath, [path.join(root, 'demo', 'play-incident.mjs'), workbench.folder]);
  const notice = workbench.notification('Holdfast held an edit of compose.yaml');
  await notice.waitFor();
  await shoot(workbench, 'docs/images/held.png');
  await shoot(workbench, 'media/walkthrough/incident.png', notice);
  await keep(4000);
  await notice.locator('.monaco-button', { hasText: 'Review' }).click();
  await page.locator('.tab.active', { hasText: 'compose.yaml' }).waitFor();
  await page.locator('.diff-hidden-lines, .monaco-diff-editor .view-line').first().waitFor();
  await withoutTooltip(workbench);
  await keep(4000);
  await shoot(workbench, 'docs/images/review.png');
  await workbench
    .treeItem('Held Changes', 'l9-postgres')
    .first()
    .locator('.custom-view-tree-node-item-checkbox')
    .click();
  await keep(2500);
  await workbench.runCommand('Holdfast: Approve Held Changes…');
  await question.waitFor();
  await keep(3500);
  await question.locator('.monaco-button', { hasText: /^(Remove|Let)/ }).click();
  await question.waitFor({ state: 'hidden' });
  await page.keyboard.press('Control+K');
  await page.keyboard.press('Control+W');
  await workbench.openFile('compose.yaml');
  await withoutTooltip(workbench);
  await keep(3000);
  await writeAnimation(workbench, frames);
}

/** Saves a picture of the window, or of a part of it, which may be cut off below something that stands in it. */
async function shoot(workbench: Workbench, file: string, part?: Locator, last?: Locator): Promise<void> {
  const options = { path: path.join(root, file), animations: 'disabled' as const };
  const [all, end] = [await part?.boundingBox(), await last?.boundingBox()];
  if (all && end) {
    const height = Math.min(all.height, end.y + end.height - all.y);
    await workbench.page.screenshot({ ...options, clip: { ...all, height } });
  } else await (part === undefined ? workbench.page.screenshot(options) : part.screenshot(options));
  console.log(`took ${file}`);
}

/** Takes the pointer from what it rests on, and waits until no tooltip of that is left. */
async function withoutTooltip({ page }: Workbench): Promise<void> {
  await page.mouse.move(640, 600);
  await page.locator('.monaco-hover:visible').first().waitFor({ state: 'hidden' });
}

/** Writes frames as a GIF; the browser, which can read PNG, makes them smaller first. */
async function writeAnimation({ page }: Workbench, frames: readonly Frame[]): Promise<void> {
  const { width, height, file } = animation;
  const gif = GIFEncoder();
  for (const { png, milliseconds } of frames) {
    const pixels = await page.evaluate(`(async () => {
      const picture = new Image();
      picture.src = 'data:image/png;base64,${png.toString('base64')}';
      await picture.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [${width}, ${height}];
      const context = canvas.getContext('2d');
      context.imageSmoothingQuality = 'high';
      context.drawImage(picture, 0, 0, ${width}, ${height});
      const { data } = context.getImageData(0, 0, ${width}, ${height});
      let text = '';
      for (let at = 0; at < data.length; at += 32768) text += String.fromCharCode(...data.subarray(at, at + 32768));
      return btoa(text);
    })()`);
    const rgba = new Uint8ClampedArray(Buffer.from(String(pixels), 'base64'));
    const palette = quantize(rgba, 128);
    gif.writeFrame(applyPalette(rgba, palette), width, height, { palette, delay: milliseconds });
  }
  gif.finish();
  const bytes = gif.bytes();
  if (bytes.length > limit) throw new Error(`the animated picture has ${bytes.length} bytes, more than ${limit}`);
  writeFileSync(file, bytes);
  console.log(`took docs/images/held.gif, ${bytes.length} bytes`);
}

void main();
