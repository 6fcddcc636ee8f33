import { openWorkbench, stopWorkbenches } from '../test/support/workbench.ts';
import { type Figure, percentile, printFigures, wantsJson } from './figure.ts';

/** Milliseconds by VS Code's own count: loading the code, calling `activate`, and waiting for what it returns. */
interface Activation {
  readonly load: number;
  readonly call: number;
  readonly finish: number;
}

const workspace = { 'compose.yaml': 'services:\n  web:\n    image: nginx:1-alpine\n    restart: unless-stopped\n' };

/**
 * How long Holdfast keeps the extension host busy at its start, as `Developer: Startup Performance` of a real VS Code says,
 * beside the Git extension that VS Code brings. Needs a browser and VS Code, as the workbench tests do, and build/holdfast.vsix.
 * Usage: tsx bench/activation.ts [ROUNDS] [--format json]
 */
async function main(): Promise<void> {
  const rounds = Number(process.argv[2]) || 7;
  const own: number[] = [];
  const git: number[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const report = await startupReport();
      own.push(total(report, 'holdfast.holdfast'));
      git.push(total(report, 'vscode.git'));
    }
  } finally {
    await stopWorkbenches();
  }
  const figures: Figure[] = [
    {
      name: 'activation, median',
      value: percentile(own, 0.5),
      unit: 'ms',
      target: { atMost: 50 },
      peer: { name: "VS Code's Git", value: percentile(git, 0.5) },
    },
  ];
  if (wantsJson()) printFigures(figures);
  else console.log(`activation: ${own.join(', ')} ms; VS Code's Git: ${git.join(', ')} ms`);
}

/** The report's text, once Holdfast is in it. */
async function startupReport(): Promise<string> {
  const workbench = await openWorkbench({ workspace });
  const { page } = workbench;
  try {
    await workbench.openFile('compose.yaml');
    await page.locator('.part.statusbar', { hasText: 'Compose' }).waitFor();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    for (;;) {
      await workbench.runCommand('Developer: Startup Performance');
      await page.locator('.tab.active', { hasText: 'Startup' }).waitFor();
      await page.locator('.editor-instance .view-line', { hasText: '##' }).first().waitFor();
      await page.locator('.editor-instance .view-lines').first().click();
      await page.keyboard.press('Control+A');
      await page.keyboard.press('Control+C');
      const text = String(await page.evaluate('navigator.clipboard.readText()'));
      // An extension that is still starting has a row without times.
      if (['holdfast.holdfast', 'vscode.git'].every((extension) => total(text, extension) > 0)) return text;
      await page.keyboard.press('Control+F4');
    }
  } finally {
    await workbench.close();
  }
}

/** What an extension's row of the report adds up to. */
function total(report: string, extension: string): number {
  const row = report.split('\n').find((line) => line.startsWith(`| ${extension} `)) ?? '';
  const [, , , load, call, finish] = row.split('|').map((cell) => cell.trim() || undefined);
  const {
    load: a,
    call: b,
    finish: c,
  }: Activation = { load: Number(load), call: Number(call), finish: Number(finish) };
  return a + b + c;
}

main();
