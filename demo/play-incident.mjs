// @ts-check
// Plays a coding agent that was asked to remove PostgreSQL, and that leaves only l9-api in compose.yaml instead: no other
// service, no volumes, no networks.
//
//   node play-incident.mjs [FOLDER] [--way write|rename|truncate|delete|sed]
import { spawnSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { way: { type: 'string', default: 'write' } },
});
const file = resolve(join(positionals[0] ?? import.meta.dirname, 'compose.yaml'));

/** What the agent leaves behind: the API, sent to a database on the host that nobody approved. */
const REMAINS = readFileSync(join(import.meta.dirname, 'left-by-the-agent.yaml'), 'utf8');

/** @type {Record<string, () => void>} */
const ways = {
  write: () => writeFileSync(file, REMAINS),
  rename: () => {
    writeFileSync(`${file}.tmp`, REMAINS);
    renameSync(`${file}.tmp`, file);
  },
  truncate: () => truncateSync(file, 0),
  delete: () => rmSync(file),
  sed: () => {
    const lines = readFileSync(file, 'utf8').split('\n');
    const first = lines.findIndex((line) => line.startsWith('services:')) + 2;
    const last = lines.findIndex((line) => line.startsWith('  l9-api:'));
    spawnSync('sed', ['-i', '-e', `${first},${last}d`, '-e', '/^volumes:/,$d', file], { stdio: 'inherit' });
  },
};

const play = ways[values.way];
if (!play) {
  console.error(`--way is one of ${Object.keys(ways).join(', ')}`);
  process.exit(3);
}
play();
console.log(`The agent has changed ${file} (${values.way}).`);
