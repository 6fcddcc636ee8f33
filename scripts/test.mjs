// @ts-check
// Builds Holdfast and runs every layer of its tests, after setting up what they need.
//
//   npm test                        a part that cannot be had is one printed reason and skipped tests
//   npm test -- --require-all       skipped tests are failures
//   npm test -- --only core,cli     just these layers
import { availableParallelism } from 'node:os';
import { provideBrowser } from './environment/browser.mjs';
import { provideComposePlugin } from './environment/compose-plugin.mjs';
import { provideDependencies } from './environment/dependencies.mjs';
import { provideEngine } from './environment/engine.mjs';
import { provideImages } from './environment/images.mjs';
import { run } from './environment/process.mjs';
import { findDesktop, provideBrowserHost } from './environment/workbench.mjs';
import { LAYERS } from './testing/layers.mjs';
import { report, tally } from './testing/outcomes.mjs';
import { countTests, runLayer } from './testing/run-layer.mjs';
import { runSideBySide } from './testing/side-by-side.mjs';

/** @typedef {import('./testing/layers.mjs').Layer} Layer */
/** @typedef {import('./testing/layers.mjs').Need} Need */

/** @type {(() => Promise<void>)[]} */
const cleanUps = [];

/** @type {Record<Need, () => Promise<string>>} */
const providers = {
  engine: async () => {
    const engine = await provideEngine();
    if (!engine.available) return engine.reason;
    cleanUps.push(engine.stop);
    process.env.DOCKER_HOST = engine.host;
    const plugin = await provideComposePlugin();
    if (!plugin.available) return plugin.reason;
    const images = await provideImages(engine.host);
    if (!images.available) return images.reason;
    console.log(`Docker ${engine.version} at ${engine.host}, compose ${plugin.compose}, buildx ${plugin.buildx}.`);
    if (images.standIns.length > 0) console.log(`Images made here, not the real ones: ${images.standIns.join(', ')}.`);
    return '';
  },
  browser: async () => reasonOf(await provideBrowser()),
  vscode: async () => {
    if (findDesktop().available) return '';
    return reasonOf(await provideBrowser()) || reasonOf(await provideBrowserHost());
  },
  'browser-host': async () => reasonOf(await provideBrowserHost()),
};

const options = readOptions(process.argv.slice(2));
/** @type {Map<Need, Promise<string>>} */
const provided = new Map();
/** @type {Promise<boolean> | undefined} */
let packaged;

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(signal, async () => {
    for (const cleanUp of cleanUps) await cleanUp();
    process.exit(130);
  });
}

await provideDependencies();
/** @type {Map<string, import('./testing/outcomes.mjs').LayerResult>} */
const byLayer = new Map();
const layers = options.layers.filter(({ name, data }) => {
  if (!data || process.env[data]) return true;
  console.log(`The layer ${name} is left out: ${data} names no data (docs/testing.md has what it is).`);
  return false;
});
const together = layers.filter(({ alone }) => !alone);
if (together.length > 1) await runSideBySide(together, Math.min(2, availableParallelism()), runAndShow);
for (const layer of together.length > 1 ? layers.filter(({ alone }) => alone) : layers) {
  console.log(heading(layer));
  await runOne(layer);
}
const results = layers.flatMap(({ name }) => byLayer.get(name) ?? []);
for (const cleanUp of cleanUps) await cleanUp();

const broken = results.some(({ failed, skipped }) => failed > 0 || (options.requireAll && skipped > 0));
if (options.requireAll && results.some(({ skipped }) => skipped > 0)) {
  console.log('\nSkipped tests count as failures, since --require-all was given.');
}
console.log(report(results));
process.exitCode = broken ? 1 : 0;

/**
 * Runs a layer beside others: what it prints is shown whole, when it has ended.
 * @param {Layer} layer
 */
async function runAndShow(layer) {
  console.log(`${layer.name} is running; what it says follows when it has ended.`);
  let said = '';
  await runOne(layer, (text) => {
    said += text;
  });
  console.log(`${heading(layer)}\n${said}`);
}

/**
 * Runs a layer, or counts its tests as skipped where something that it needs cannot be had.
 * @param {Layer} layer
 * @param {import('./testing/run-layer.mjs').Write} [write] Takes what the layer prints.
 */
async function runOne(layer, write) {
  const reasons = [];
  for (const need of layer.needs) {
    const reason = await provide(need);
    if (reason) reasons.push(reason);
  }
  const startedAt = Date.now();
  if (layer.packaged && !(await packageOnce())) {
    byLayer.set(layer.name, tally(layer.name, [{ title: 'the package', state: 'failed' }], startedAt));
  } else if (reasons.length > 0) {
    const skipped = await countTests(layer);
    const reason = reasons.join('; ').replace(/\s*\n\s*/g, ' ');
    console.log(`Skipped ${skipped} tests of the layer ${layer.name}: ${reason}.`);
    byLayer.set(layer.name, { ...tally(layer.name, [], startedAt), skipped });
  } else {
    const result = tally(layer.name, await runLayer(layer, write), startedAt);
    if (layer.packages && result.failed === 0) packaged = Promise.resolve(true);
    byLayer.set(layer.name, result);
  }
}

/** @param {Layer} layer */
function heading({ name }) {
  return `\n── ${name} ${'─'.repeat(60 - name.length)}`;
}

/**
 * Bundles and packages the extension, once.
 * @returns {Promise<boolean>} Whether it could be packaged; otherwise the reason was printed.
 */
function packageOnce() {
  packaged ??= run('npm', ['run', '--silent', 'package']).then(({ code, stdout, stderr }) => {
    if (code !== 0) console.error(`Holdfast could not be packaged:\n${stdout}${stderr}`);
    return code === 0;
  });
  return packaged;
}

/**
 * Sets up what a layer needs, once.
 * @param {Need} need
 * @returns {Promise<string>} Why it cannot be had; empty when it is there.
 */
function provide(need) {
  const known = provided.get(need);
  if (known) return known;
  const made = providers[need]().catch((error) => `${need}: ${error instanceof Error ? error.message : error}`);
  provided.set(need, made);
  return made;
}

/** @param {{ available: true } | { available: false, reason: string }} part */
function reasonOf(part) {
  return part.available ? '' : part.reason;
}

/** @param {readonly string[]} args */
function readOptions(args) {
  let layers = LAYERS;
  let requireAll = false;
  for (let index = 0; index < args.length; index++) {
    if (args[index] === '--require-all') requireAll = true;
    else if (args[index] === '--only') {
      const names = (args[++index] ?? '').split(',');
      layers = LAYERS.filter(({ name }) => names.includes(name));
      if (layers.length < names.length) usage();
    } else usage();
  }
  return { layers, requireAll };
}

function usage() {
  console.error(`Usage: npm test -- [--require-all] [--only ${LAYERS.map(({ name }) => name).join(',')}]`);
  process.exit(2);
}
