/** The launcher's part of a shim's way, for tests: `shim TERMINAL REAL NAME ARGS…`, as dist/cli.js takes it. */
import { appendFileSync } from 'node:fs';
import { runShim } from '../../cli/run-shim.ts';

const [name, ...args] = process.argv.slice(2);
// What is backed up first calls the same program again; here it is only noted, and ends as it is told to.
if (name === 'backup') {
  appendFileSync(process.env.CALLS ?? '', `backup ${args.join(' ')}\n`);
  console.log('backed up');
  process.exitCode = Number(process.env.BACKUP_CODE);
} else void runShim(args);
