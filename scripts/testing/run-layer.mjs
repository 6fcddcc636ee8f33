// @ts-check
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

/** @typedef {import('./layers.mjs').Layer} Layer */
/** @typedef {import('./outcomes.mjs').Outcome} Outcome */

const root = resolve(import.meta.dirname, '../..');
const reporter = join(import.meta.dirname, 'outcome-reporter.cjs');

/** Where more files fail than these, the fault is not one of the moment. */
const mostAgain = 3;

/** @typedef {(text: string) => void} Write Takes what a layer prints. */

/**
 * Runs a layer.
 * @param {Layer} layer
 * @param {Write} [write] Takes what its programs print; without it, that goes to this process's output at once.
 * @returns {Promise<readonly Outcome[]>} A layer in which no test ran, or whose program broke, has a failed outcome.
 */
export async function runLayer(layer, write) {
  if (layer.steps) return runSteps(layer.steps, write);
  const outcomes = await runFiles(layer, testFiles(layer), write);
  if (!layer.secondAttempt) return outcomes;
  const files = [...new Set(outcomes.filter(({ state }) => state === 'failed').map(({ file }) => file))];
  if (files.length === 0 || files.length > mostAgain || files.includes(undefined)) return outcomes;
  say(`\nWhat failed gets a second attempt: ${files.join(', ')}`, write);
  const again = await runFiles(layer, /** @type {string[]} */ (files), write);
  const first = outcomes.filter(({ file }) => !files.includes(file));
  return [...first, ...again.map((outcome) => ({ ...outcome, isSecondAttempt: true }))];
}

/**
 * @param {Layer} layer
 * @param {readonly string[]} files
 * @param {Write} [write]
 * @returns {Promise<readonly Outcome[]>}
 */
async function runFiles(layer, files, write) {
  const scratch = await mkdtemp(join(tmpdir(), 'holdfast-outcomes-'));
  const file = join(scratch, 'outcomes.json');
  try {
    const command = layer.program
      ? ['tsx', layer.program, file]
      : [
          'mocha',
          ...(process.stdout.isTTY ? ['--color'] : []),
          '--reporter',
          reporter,
          '--reporter-option',
          `outcomes=${file}`,
          ...files,
        ];
    const code = await show(command, write);
    /** @type {Outcome[]} */
    const outcomes = existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : [];
    const failed = outcomes.some(({ state }) => state === 'failed');
    if (code !== 0 && !failed) outcomes.push({ title: `${layer.name} ended with code ${code}`, state: 'failed' });
    if (outcomes.length === 0) {
      say(`The layer ${layer.name} ran no test, which counts as a failure.`, write);
      outcomes.push({ title: `${layer.name} ran no test`, state: 'failed' });
    }
    return outcomes;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * Counts a layer's tests without running them.
 * @param {Layer} layer
 * @returns {Promise<number>} At least one.
 */
export async function countTests(layer) {
  if (!layer.suite) return 1;
  const scratch = await mkdtemp(join(tmpdir(), 'holdfast-outcomes-'));
  const file = join(scratch, 'outcomes.json');
  const options = ['--dry-run', '--reporter', reporter, '--reporter-option', `outcomes=${file}`];
  await show(['mocha', ...options, ...testFiles(layer)], () => undefined);
  const count = existsSync(file) ? JSON.parse(await readFile(file, 'utf8')).length : 1;
  await rm(scratch, { recursive: true, force: true });
  return Math.max(1, count);
}

/**
 * @param {readonly { title: string, command: readonly string[] }[]} steps
 * @param {Write} [write]
 */
async function runSteps(steps, write) {
  /** @type {Outcome[]} */
  const outcomes = [];
  for (const { title, command } of steps) {
    const code = await show(command, write);
    say(`    ${code === 0 ? 'passed' : 'FAILED'} ${title}`, write);
    outcomes.push({ title, state: code === 0 ? 'passed' : 'failed' });
  }
  return outcomes;
}

/** @param {Layer} layer */
function testFiles(layer) {
  const folder = join(root, 'test', String(layer.suite));
  if (!existsSync(folder)) return [];
  // The suites below this folder run inside VS Code, as a layer of their own.
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !name.startsWith('extension-host'),
  );
  return names
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => join('test', String(layer.suite), name));
}

/**
 * @param {string} line
 * @param {Write} [write]
 */
function say(line, write = (text) => process.stdout.write(text)) {
  write(`${line}\n`);
}

/**
 * @param {readonly string[]} command
 * @param {Write} [write] Takes what it prints, which is otherwise shown as it comes.
 * @returns {Promise<number>} The exit code.
 */
async function show([program = '', ...args], write) {
  if (program === 'mocha' && args.at(-1)?.startsWith('outcomes=')) return 0;
  await mkdir(join(root, 'test-results'), { recursive: true });
  const PATH = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`;
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, PATH },
    shell: process.platform === 'win32',
    stdio: ['ignore', write ? 'pipe' : 'inherit', write ? 'pipe' : 'inherit'],
  });
  if (write) for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', write);
  return new Promise((done) => {
    child.on('error', (error) => {
      say(error.message, write);
      done(127);
    });
    child.on('close', (code) => done(code ?? 1));
  });
}
