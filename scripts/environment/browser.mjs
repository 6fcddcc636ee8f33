// @ts-check
import { existsSync } from 'node:fs';
import { canInstall, install } from './debian.mjs';
import { findOnPath, isExecutable } from './process.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * A Chromium-like browser for the tests: BROWSER_EXECUTABLE, one that is installed, otherwise Debian's chromium.
 * @returns {Promise<{ available: true, executable: string } | { available: false, reason: string }>}
 */
export async function provideBrowser() {
  const found = findBrowser();
  if (found) return { available: true, executable: found };
  if (!canInstall()) return { available: false, reason: 'neither Chromium nor Chrome is installed' };
  try {
    await install(['chromium', 'fonts-dejavu-core', 'fonts-liberation'], 'the browser that the tests look through');
  } catch (error) {
    return { available: false, reason: `chromium could not be installed: ${/** @type {Error} */ (error).message}` };
  }
  const installed = findBrowser();
  return installed
    ? { available: true, executable: installed }
    : { available: false, reason: 'the chromium package holds no browser on this system' };
}

/** @returns {string | undefined} */
function findBrowser() {
  const chosen = process.env.BROWSER_EXECUTABLE;
  if (chosen) return isExecutable(chosen) ? chosen : undefined;
  return findOnPath(...NAMES) ?? PLACES.find((place) => existsSync(place));
}
