/** A program for tests that kill it: `holdfast hook AGENT`, in one file. */
import { runHook } from '../../cli/hooks/run-hook.ts';

void runHook(process.argv.slice(2));
