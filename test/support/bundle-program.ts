import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles a program of this folder into one file that Node starts as it is, and gives that file's path. */
export async function bundleProgram(name: string, folder: string): Promise<string> {
  const program = join(folder, `${name}.cjs`);
  await build({
    entryPoints: [join(import.meta.dirname, `${name}.ts`)],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: program,
    logLevel: 'error',
  });
  return program;
}
