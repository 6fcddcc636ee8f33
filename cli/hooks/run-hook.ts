import { fstatSync, read, readSync, writeSync } from 'node:fs';
import { hook } from '../commands/hook.ts';
import { workingFolder } from '../working-folder.ts';

/** Shorter than the shortest time limit that `holdfast agents install` gives an agent's hook. */
const deadline = 8000;

/** No call that can be judged is larger; what is beyond is not read. */
const largestInput = 8 * 1024 * 1024 + 1;

/**
 * Runs `holdfast hook` in this process. Standard input and output are used directly: the streams that Node makes for them
 * take longer than the hook itself.
 */
export async function runHook(args: readonly string[]): Promise<void> {
  const code = await hook(args, {
    cwd: workingFolder(process.env) ?? '/',
    environment: process.env,
    interactive: false,
    stdin: () => readInput(deadline),
    stdout: (text) => writeAll(1, text),
    stderr: (text) => writeAll(2, text),
    // Made only when it is asked for: loading it would take a hook's tenth part.
    get signal() {
      return new AbortController().signal;
    },
  });
  process.exitCode = code;
}

/**
 * The whole standard input. An agent writes its call at once, so that one plain read mostly has all of it; starting the
 * threads of Node that could wait for more takes longer than that.
 */
async function readInput(limit: number): Promise<string> {
  const first = readAtOnce();
  if (first !== undefined && isWhole(first)) return first.toString('utf8');
  return readOn(first, limit);
}

function readAtOnce(): Buffer | undefined {
  try {
    if (fstatSync(0).isCharacterDevice()) return undefined;
    const chunk = Buffer.allocUnsafe(65_536);
    return chunk.subarray(0, readSync(0, chunk));
  } catch {
    return undefined;
  }
}

/** Whether a call ends here. Agents need not close the stream behind it. */
function isWhole(bytes: Buffer): boolean {
  if (bytes.length === 0) return true;
  try {
    JSON.parse(bytes.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

function readOn(first: Buffer | undefined, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = first === undefined ? [] : [first];
    let length = first?.length ?? 0;
    const timer = setTimeout(() => reject(new Error('no call arrived in time')), limit);
    const next = () => {
      const chunk = Buffer.allocUnsafe(65_536);
      read(0, chunk, 0, chunk.length, null, (error, count) => {
        if (error?.code === 'EAGAIN') return void setTimeout(next, 5);
        clearTimeout(count === 0 || error ? timer : undefined);
        if (error && error.code !== 'EOF') return reject(error);
        if (error || count === 0) return resolve(Buffer.concat(chunks).toString('utf8'));
        chunks.push(chunk.subarray(0, count));
        length += count;
        if (length < largestInput) return next();
        clearTimeout(timer);
        resolve(Buffer.concat(chunks).toString('latin1'));
      });
    };
    next();
  });
}

function writeAll(descriptor: number, text: string): void {
  let rest = Buffer.from(text, 'utf8');
  const until = Date.now() + 1000;
  while (rest.length > 0 && Date.now() < until) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
    }
  }
}
