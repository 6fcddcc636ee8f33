import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Mark, PeerCase } from './read-cases.ts';

/** A fault of a given project: its line from 1, the characters there that it is about, and what a message about it says. */
type Fault = readonly [line: number, text: string, subject: RegExp];

/** By the number that a project's name begins with. None: the project is valid, and every message a false alarm. */
const faults: Readonly<Record<string, readonly Fault[]>> = {
  '00': [],
  '01': [[5, 'dbb', /dbb/]],
  '02': [[5, 'dbdata:/data', /dbdata/]],
  '03': [[5, 'backend', /backend/]],
  '04': [[4, 'web', /web|uplicate|unique/]],
  '05': [[5, '80:abc', /abc/]],
  '06': [[9, '8080:8000', /8080/]],
  '07': [[4, '[b]', /cycl|circular|each other/]],
  '08': [[5, 'app', /health/]],
  '09': [[3, 'imagee', /imagee/]],
  '10': [[5, 'ports', /host/]],
  '11': [[5, '/var/lib/postgresql/data', /volume|anonymous|name/]],
  '12': [[7, 'web', /web/]],
  '13': [[1, 'version', /version/]],
  '14': [[3, '${NGINX_TAG_UNSET}', /NGINX_TAG_UNSET/]],
  '15': [[3, './does-not-exist', /does-not-exist/]],
  '16': [[4, './missing.env', /missing\.env/]],
  '17': [[2, 'web', /image|build/]],
  '18': [[4, 'network_mode: host', /network_mode|networks/]],
  '19': [[3, '${TAG:-1.27', /TAG|interpolation|clos|format/]],
  '20': [[5, '$sword', /sword|\$\$/]],
  '21': [],
  '22': [[8, '<<', /<<|merge|uplicate|unique/]],
  '23': [],
  '24': [[5, 'nope', /nope/]],
  '25': [[2, './nope.yaml', /nope/]],
  '26': [[4, 'debug', /debug/]],
  '27': [
    [4, 's1', /s1/],
    [5, 'c1', /c1/],
  ],
  '28': [],
  '29': [],
  '30': [
    [4, '12potatoes', /mem_limit|potatoes|size|bytes/],
    [6, '["curl"', /curl|CMD/],
    [7, '10 bananas', /interval|duration|bananas/],
  ],
  '31': [[5, '22:22', /quot|sexagesimal|base|1342/]],
  '32': [[3, '*nope', /nope/]],
  '33': [[5, '99999', /99999|port/]],
  '34': [
    [5, 'unused', /unused"|unused\b(?!net)/],
    [7, 'unusednet', /unusednet/],
  ],
  '35': [[8, '/var/run/docker.sock', /socket|docker\.sock|engine/]],
};

/**
 * The small defective projects of a folder that is no part of this repository, unchanged: each fault is a case.
 *
 * @returns no case for a project whose faults aren't listed here
 */
export function readGivenCases(folder: string): PeerCase[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const listed = faults[name.slice(0, 2)];
      const files = filesBelow(path.join(folder, name));
      const text = files.get('compose.yaml');
      if (listed === undefined || text === undefined) return [];
      const one = { title: name, files, opened: 'compose.yaml' };
      if (listed.length === 0) return [{ ...one, marks: [] }];
      const lines = text.split('\n');
      return listed.map((fault, index): PeerCase => {
        const others = listed.filter((other) => other !== fault).map(([, , subject]) => subject);
        // What is told besides all faults is counted once a project.
        const ignored = index === 0 ? others : [/(?:)/];
        return { ...one, title: `${name}, line ${fault[0]}`, marks: [markOf(fault, lines, name)], ignored };
      });
    });
}

function markOf([line, text, subject]: Fault, lines: readonly string[], name: string): Mark {
  const start = lines[line - 1]?.indexOf(text) ?? -1;
  if (start < 0) throw new Error(`${name} has no "${text}" in line ${line}`);
  return { line: line - 1, start, end: start + text.length, subject: new RegExp(subject, 'i') };
}

function filesBelow(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(folder, file), readFileSync(file, 'utf8')];
    }),
  );
}
