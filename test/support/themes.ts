import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Workbench } from './workbench.ts';

/** The themes in which everything has to be readable, with their names in settings and the class of their windows. */
const known = {
  'Light Modern': { setting: 'Default Light Modern', windowClass: 'vs' },
  'Dark Modern': { setting: 'Default Dark Modern', windowClass: 'vs-dark' },
  'Dark High Contrast': { setting: 'Default High Contrast', windowClass: 'hc-black' },
  'Light High Contrast': { setting: 'Default High Contrast Light', windowClass: 'hc-light' },
} as const;

export type Theme = keyof typeof known;

export const themes = Object.keys(known) as readonly Theme[];
export const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;

/** Gives a window another theme, by the settings of its workspace; nothing that is open loses the focus. */
export async function useTheme(bench: Workbench, theme: Theme): Promise<void> {
  const { setting, windowClass } = known[theme];
  const file = path.join(bench.folder, '.vscode', 'settings.json');
  const settings = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ ...settings, 'workbench.colorTheme': setting }));
  await bench.page.locator(`.monaco-workbench.${windowClass}`).waitFor();
}

/** The beginning of a picture's name: `views-dark-modern-1280`. */
export function pictureName(theme: Theme, width: number): string {
  return `views-${theme.toLowerCase().replaceAll(' ', '-')}-${width}`;
}

/** Saves a picture of what a window shows now in every theme and size, as test-results/views-THEME-WIDTH-NAME.png. */
export async function picturesInEveryTheme(bench: Workbench, name: string): Promise<void> {
  for (const theme of themes) {
    await useTheme(bench, theme);
    for (const size of sizes) {
      await bench.page.setViewportSize(size);
      await bench.screenshot(`${pictureName(theme, size.width)}-${name}`);
    }
  }
  await useTheme(bench, themes[0] as Theme);
  await bench.page.setViewportSize(sizes[0]);
}
