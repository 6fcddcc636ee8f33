// @ts-check
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {Record<string, string | undefined>} [env] Added to this process's environment.
 * @property {string | Uint8Array} [input] Written to standard input, which is otherwise empty.
 * @property {AbortSignal} [signal]
 * @property {number} [timeoutMs] Ten minutes unless told.
 * @property {'pipe' | 'inherit'} [output] `inherit` shows the output instead of returning it.
 */

/**
 * Runs a program to its end. Never rejects: a program that cannot be started gives code 127 and the reason as stderr.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ readonly code: number, readonly stdout: string, readonly stderr: string }>}
 */
export function run(command, args, options = {}) {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 600_000);
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
      stdio: ['pipe', options.output ?? 'pipe', options.output ?? 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr?.setEncoding('utf8').on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
    child.on('error', (error) => {
      stderr += `${command}: ${timeout.aborted ? 'took longer than its time limit' : error.message}`;
      if (child.pid === undefined) resolve({ code: 127, stdout, stderr });
    });
    child.on('close', (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}

/**
 * Like `run`, for a step that must succeed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<string>} What it printed on standard output.
 * @throws {Error} With the command and the last lines it printed.
 */
export async function runOrThrow(command, args, options) {
  const { code, stdout, stderr } = await run(command, args, options);
  if (code === 0) return stdout;
  const tail = `${stdout}\n${stderr}`.trim().split('\n').slice(-8).join('\n');
  throw new Error(`${command} ${args.slice(0, 4).join(' ')} ended with code ${code}:\n${tail}`);
}

/**
 * The first of these programs that the PATH holds.
 * @param {...string} names
 * @returns {string | undefined} Its absolute path.
 */
export function findOnPath(...names) {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      for (const suffix of suffixes) {
        const file = join(folder, name + suffix);
        if (folder !== '' && isExecutable(file)) return file;
      }
    }
  }
  return undefined;
}

/**
 * @param {string} file
 * @returns {boolean} Whether it is a file that may be run.
 */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * Ends a process started with `detached: true` together with everything it started: asks first, then kills.
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} [patienceMs] How long it may take to end by itself.
 * @returns {Promise<void>} Resolves when the process itself has ended.
 */
export async function endGroup(child, patienceMs = 10_000) {
  const { pid } = child;
  if (pid === undefined) return;
  const ended =
    child.exitCode !== null || child.signalCode !== null
      ? Promise.resolve()
      : new Promise((resolve) => child.once('exit', resolve));
  signalGroup(pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), patienceMs);
  await ended;
  clearTimeout(timer);
  signalGroup(pid, 'SIGKILL');
}

/**
 * Sends a signal to a process group; a group that is already gone is fine.
 * @param {number} pid The group's first process.
 * @param {NodeJS.Signals} signal
 */
export function signalGroup(pid, signal) {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}
