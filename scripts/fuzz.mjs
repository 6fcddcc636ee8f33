// @ts-check
// Gives every reader of text from outside random texts, other ones each time.
//
//   npm run fuzz                    a minute for each reader
//   npm run fuzz -- --seconds 600
import { spawn } from 'node:child_process';

const at = process.argv.indexOf('--seconds');
const seconds = at < 0 ? 60 : Number(process.argv[at + 1]);
if (!(seconds > 0)) {
  console.error('Usage: npm run fuzz -- [--seconds N]');
  process.exit(2);
}
const child = spawn(process.execPath, ['node_modules/mocha/bin/mocha.js', 'test/fuzz/**/*.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, HOLDFAST_FUZZ_SECONDS: String(seconds), HOLDFAST_FUZZ_SEED: 'clock' },
});
child.once('exit', (code) => process.exit(code ?? 1));
