import { join } from 'node:path';
import { createChunkLoader } from './load-chunk.ts';

/** dist/cli.js: loads no more than the part that is asked for, since agents wait for `hook` before each of their steps. */
const [name, ...args] = process.argv.slice(2);
const loader = createChunkLoader(join(__dirname, 'chunks'));
process.once('exit', loader.saveCaches);
if (name === 'hook' && !args.includes('--help')) {
  const { runHook } = loader.load('hook') as typeof import('./hooks/run-hook.ts');
  void runHook(args);
} else if (name === 'shim') {
  const { runShim } = loader.load('shim') as typeof import('./run-shim.ts');
  void runShim(args);
} else {
  loader.load('main');
}
