/** The launcher's part of a shim's way, for tests: `shim TERMINAL REAL NAME ARGS…`, as dist/cli.js takes it. */
import { runShim } from '../../cli/run-shim.ts';

void runShim(process.argv.slice(3));
