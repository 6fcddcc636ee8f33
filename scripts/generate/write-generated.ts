import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Writes files whose text has changed. Gives the ones that were stale, without writing them when `check` is set. */
export function writeGenerated(
  root: string,
  texts: ReadonlyMap<string, string>,
  mode: 'write' | 'check',
): readonly string[] {
  const stale: string[] = [];
  for (const [name, text] of texts) {
    const file = path.join(root, name);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    stale.push(name);
    if (mode === 'check') continue;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return stale;
}
