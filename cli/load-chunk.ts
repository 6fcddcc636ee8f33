import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';

/**
 * Loads parts of the command line as if they stood beside dist/cli.js, with the machine code that an earlier run has left,
 * which halves the time a hook takes. The code lies beside the parts, in a folder `cache`, when there is one; the installer
 * and the build make it. What belongs to another version of Node is refused by V8 and made anew.
 */
export interface ChunkLoader {
  /** The exports of a part by its name, as `require` would give them. */
  load(name: string): unknown;
  /** Leaves the code of parts that had none. To be called when the work is done; never throws. */
  saveCaches(): void;
}

interface Uncached {
  readonly script: Script;
  readonly exports: unknown;
}

export function createChunkLoader(folder: string): ChunkLoader {
  const loaded = new Map<string, { exports: unknown }>();
  const uncached = new Map<string, Uncached>();
  const require = createRequire(join(folder, 'x.js'));
  const load = (name: string): unknown => {
    const known = loaded.get(name);
    if (known !== undefined) return known.exports;
    const file = join(folder, `${name}.js`);
    const cachedData = readCache(folder, name, file);
    const script = new Script(
      `(function(exports,require,module,__filename,__dirname){${readFileSync(file, 'utf8')}\n})`,
      {
        filename: file,
        ...(cachedData && { cachedData }),
      },
    );
    const module = { exports: {} as unknown };
    loaded.set(name, module);
    const local = Object.assign(
      (id: string) => (/^\.\/[\w-]+\.js$/.test(id) ? load(id.slice(2, -3)) : require(id)),
      require,
    );
    const run = script.runInThisContext() as (...values: unknown[]) => void;
    run(module.exports, local, module, file, dirname(folder));
    if (cachedData === undefined || script.cachedDataRejected) uncached.set(name, { script, exports: module.exports });
    return module.exports;
  };
  return { load, saveCaches: () => saveCaches(folder, uncached) };
}

/** Of this very file: V8 itself looks only at its length, and runs what belongs to another text of the same. */
function cacheName(name: string, file: string): string {
  const { size, mtimeMs } = statSync(file);
  return `${cachePrefix(name)}${size}-${mtimeMs}`;
}

function cachePrefix(name: string): string {
  return `${name}-${process.version}-${process.arch}-`;
}

function readCache(folder: string, name: string, file: string): Buffer | undefined {
  try {
    return readFileSync(join(folder, 'cache', cacheName(name, file)));
  } catch {
    return undefined;
  }
}

function saveCaches(folder: string, scripts: ReadonlyMap<string, Uncached>): void {
  if (scripts.size === 0) return;
  try {
    const caches = readdirSync(join(folder, 'cache'));
    for (const [name, { script, exports }] of scripts) {
      // What a part does seldom is run once, so that its code is kept too.
      (exports as { warmUp?: () => void }).warmUp?.();
      const file = join(folder, 'cache', cacheName(name, join(folder, `${name}.js`)));
      const draft = `${file}.${process.pid}`;
      writeFileSync(draft, script.createCachedData(), { mode: 0o600 });
      renameSync(draft, file);
      for (const other of caches) {
        const path = join(folder, 'cache', other);
        if (other.startsWith(cachePrefix(name)) && path !== file) rmSync(path, { force: true });
      }
    }
  } catch {
    // Without a cache the next run takes longer, nothing else.
  }
}
