import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { statQuietly } from '../stat-quietly.ts';

/** What git has at HEAD, asked of one long-lived `git cat-file`, so that an answer takes a fraction of a millisecond. */
export interface GitHead {
  /** The text that a revision has for a file; undefined when it has none or git can't say within the limit. */
  text(file: string, revision: 'HEAD' | 'HEAD@{1}'): Promise<string | undefined>;
  /** True while git holds the lock of the index, that is, in the middle of a checkout, merge, reset or stash. */
  isBusy(): boolean;
  /** When the index was last replaced, in milliseconds since 1970; 0 when there is none. */
  indexChangedAt(): number;
  dispose(): void;
}

/** The time after which git is given up, in milliseconds. */
const answerLimit = 1500;

/** Opens the work tree that a folder is in; undefined when it is in none. Starts git on the first question. */
export function openGitHead(folder: string): GitHead | undefined {
  const place = findWorkTree(folder);
  if (!place) return undefined;
  const { workTree, gitFolder } = place;
  let process: BatchProcess | undefined;
  return {
    async text(file, revision) {
      const path = relative(workTree, realFile(file)).replaceAll('\\', '/');
      if (path.startsWith('..') || path.includes('\n')) return undefined;
      if (!process?.alive) process = startBatch(workTree);
      return process.ask(`${revision}:${path}`);
    },
    isBusy: () => statQuietly(join(gitFolder, 'index.lock')) !== undefined,
    indexChangedAt: () => Number(statQuietly(join(gitFolder, 'index'))?.mtimeMs ?? 0),
    dispose: () => process?.stop(),
  };
}

/** The file's real place, also when it doesn't exist now but its folder does. */
function realFile(file: string): string {
  try {
    return join(realpathSync(dirname(file)), basename(file));
  } catch {
    return file;
  }
}

function findWorkTree(folder: string): { workTree: string; gitFolder: string } | undefined {
  let current: string;
  try {
    current = realpathSync(folder);
  } catch {
    return undefined;
  }
  for (;;) {
    const dotGit = join(current, '.git');
    const stat = statQuietly(dotGit);
    if (stat?.isDirectory()) return { workTree: current, gitFolder: dotGit };
    if (stat?.isFile()) {
      const target = /^gitdir:[ \t]*(\S.*)/m.exec(readFileSync(dotGit, 'utf8'))?.[1];
      if (target) return { workTree: current, gitFolder: resolve(current, target) };
    }
    const parent = dirname(current);
    if (parent === current) return undefined;
    current = parent;
  }
}

interface BatchProcess {
  readonly alive: boolean;
  ask(object: string): Promise<string | undefined>;
  stop(): void;
}

function startBatch(workTree: string): BatchProcess {
  const environment: NodeJS.ProcessEnv = { ...process.env, GIT_OPTIONAL_LOCKS: '0' };
  for (const name of ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE']) delete environment[name];
  const child: ChildProcessWithoutNullStreams = spawn('git', ['cat-file', '--batch'], {
    cwd: workTree,
    env: environment,
    windowsHide: true,
  });
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as { unref?: () => void }).unref?.();

  const waiting: ((text: string | undefined) => void)[] = [];
  let alive = true;
  let received: Buffer = Buffer.alloc(0);
  const stop = () => {
    alive = false;
    child.kill();
    for (const answer of waiting.splice(0)) answer(undefined);
  };
  child.on('error', stop);
  child.on('exit', stop);
  child.stdin.on('error', stop);
  child.stderr.resume();
  child.stdout.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (let read = takeAnswer(received); read; read = takeAnswer(received)) {
      received = received.subarray(read.length);
      waiting.shift()?.(read.text);
    }
  });

  return {
    get alive() {
      return alive;
    },
    ask(object) {
      return new Promise((settle) => {
        const timer = setTimeout(stop, answerLimit);
        waiting.push((text) => {
          clearTimeout(timer);
          settle(text);
        });
        if (alive) child.stdin.write(`${object}\n`);
        else stop();
      });
    },
    stop,
  };
}

/** One answer from the start of what git printed: `OID blob SIZE`, the contents, a line break; or `NAME missing`. */
function takeAnswer(received: Buffer): { readonly length: number; readonly text: string | undefined } | undefined {
  const lineEnd = received.indexOf(0x0a);
  if (lineEnd < 0) return undefined;
  const found = /^[0-9a-f]{40,64} (\w+) (\d+)$/.exec(received.subarray(0, lineEnd).toString('utf8'));
  if (!found) return { length: lineEnd + 1, text: undefined };
  const end = lineEnd + 1 + Number(found[2]);
  if (received.length < end + 1) return undefined;
  const text = found[1] === 'blob' ? received.subarray(lineEnd + 1, end).toString('utf8') : undefined;
  return { length: end + 1, text };
}
