import { read, writeSync } from 'node:fs';
import { hook } from '../commands/hook.ts';

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
    cwd: process.cwd().replaceAll('\\', '/'),
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

function readInput(limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
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
