import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const demo = path.resolve(import.meta.dirname, '../../demo');

/**
 * The demo's files by path, for a test that runs its stack: container names, project and ports are the test's own, so
 * that it disturbs neither a demo that somebody has open nor another test.
 *
 * @param name takes the place of `l9` in the project's name and the containers' names
 * @param portOffset is added to every published port
 */
export function demoWorkspace({ name, portOffset }: { name: string; portOffset: number }): Record<string, string> {
  const files: Record<string, string> = {};
  for (const file of readdirSync(demo, { recursive: true, encoding: 'utf8', withFileTypes: true })) {
    if (!file.isFile()) continue;
    const full = path.join(file.parentPath, file.name);
    files[path.relative(demo, full)] = readFileSync(full, 'utf8');
  }
  files['compose.yaml'] = (files['compose.yaml'] ?? '')
    .replace('name: l9\n', `name: ${name}\n`)
    .replace(/container_name: l9-/g, `container_name: ${name}-`)
    .replace(/127\.0\.0\.1:(\d+):/g, (_, port: string) => `127.0.0.1:${Number(port) + portOffset}:`);
  return files;
}
