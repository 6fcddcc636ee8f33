import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

export interface ProcessRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string | undefined;
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** Given on standard input; without it the process has none, so that no question can wait for an answer. */
  readonly input?: string | Readable | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which it is ended. */
  readonly timeLimit: number;
  /** Characters kept of each output, the last ones; default one million. */
  readonly outputLimit?: number | undefined;
  /** Called with each line of either output as it comes. */
  readonly onLine?: ((line: string, stream: 'stdout' | 'stderr') => void) | undefined;
  /** Called with the process's number once it runs. */
  readonly onStart?: ((pid: number) => void) | undefined;
}

export interface ProcessResult {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type ProcessFailure = 'not-found' | 'not-startable' | 'timeout' | 'aborted';

/** A process that could not be run to its end. One that ends with a code other than zero is a result, not an error. */
export class ProcessError extends Error {
  override readonly name = 'ProcessError';
  readonly reason: ProcessFailure;

  constructor(reason: ProcessFailure, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Time between asking a process to end and killing it. */
const graceMilliseconds = 3000;
const keptCharacters = 1_000_000;

/** Runs a program without a shell and waits for its end. Its children end with it. */
export async function runProcess(request: ProcessRequest): Promise<ProcessResult> {
  const { command, signal } = request;
  if (signal?.aborted) throw new ProcessError('aborted', `${command} was not started: cancelled`);
  // A group of its own lets the end reach grandchildren: `docker compose` is a child of `docker`.
  const child = spawn(command, [...request.args], {
    cwd: request.cwd,
    env: request.environment ?? process.env,
    stdio: [request.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  if (child.pid !== undefined) request.onStart?.(child.pid);
  const limit = request.outputLimit ?? keptCharacters;
  const stdout = collect(child, 'stdout', limit, request.onLine);
  const stderr = collect(child, 'stderr', limit, request.onLine);
  child.stdin?.on('error', () => {});
  let sourceError: Error | undefined;
  if (request.input instanceof Readable) {
    feed(child, request.input, (error) => {
      sourceError = error;
      signalGroup(child, 'SIGKILL');
    });
  } else child.stdin?.end(request.input);

  let failure: ProcessError | undefined;
  const stop = (error: ProcessError) => {
    failure ??= error;
    endGroup(child);
  };
  const onAbort = () => stop(new ProcessError('aborted', `${command} was cancelled`));
  signal?.addEventListener('abort', onAbort, { once: true });
  const seconds = Math.round(request.timeLimit / 1000);
  const timer = setTimeout(
    () => stop(new ProcessError('timeout', `${command} took longer than ${seconds} s`)),
    request.timeLimit,
  );
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', (error: NodeJS.ErrnoException) => reject(startError(request, error)));
      child.once('close', (exit) => resolve(exit));
    });
    if (failure !== undefined) throw failure;
    if (sourceError !== undefined) throw sourceError;
    return { code, stdout: stdout(), stderr: stderr() };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** Writes a stream into a program. When the stream breaks, the program is killed before it could take the end for the end. */
function feed(child: ChildProcess, input: Readable, onError: (error: Error) => void): void {
  const { stdin } = child;
  if (stdin === null) return;
  input.on('error', onError);
  input.on('end', () => stdin.end());
  stdin.on('close', () => input.destroy());
  input.pipe(stdin, { end: false });
}

function collect(child: ChildProcess, name: 'stdout' | 'stderr', limit: number, onLine: ProcessRequest['onLine']) {
  const stream = child[name];
  let kept = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (chunk: string) => {
    kept += chunk;
    if (kept.length > limit * 2) kept = kept.slice(-limit);
  });
  if (stream && onLine)
    createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => onLine(line, name));
  return () => kept.slice(-limit);
}

/**
 * Asks a program and all that it has started to end, and kills what is left after a while. What has left its group meanwhile
 * lives on, but nobody waits for its output any more.
 */
function endGroup(child: ChildProcess): void {
  signalGroup(child, 'SIGTERM');
  const killer = setTimeout(() => {
    signalGroup(child, 'SIGKILL');
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, graceMilliseconds);
  child.once('close', () => clearTimeout(killer));
}

/** The program itself may have ended: what it has started can still hold its output open. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (process.platform === 'win32' || child.pid === undefined) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

function startError({ command, cwd }: ProcessRequest, error: NodeJS.ErrnoException): ProcessError {
  if (error.code !== 'ENOENT') {
    return new ProcessError('not-startable', `${command} could not be started: ${error.message}`);
  }
  // The system says the same of a program and of a folder that are not there.
  return cwd === undefined || existsSync(cwd)
    ? new ProcessError('not-found', `${command} was not found; install it or put its folder into PATH`)
    : new ProcessError('not-startable', `${command} could not be started: there is no folder ${cwd}`);
}
