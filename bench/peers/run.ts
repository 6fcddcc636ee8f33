import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import type { Diagnostic } from 'vscode-languageserver/node';
import { installPeers } from '../../scripts/environment/peers.mjs';
import { readGivenCases } from './given-cases.ts';
import { type CaseResult, judgeCase, type PeerFinding } from './judge-case.ts';
import { type Measures, measure, syntheticProject } from './measure.ts';
import { languageServers, type Peer } from './peers.ts';
import { type PeerCase, readCases } from './read-cases.ts';
import { writeComparison } from './report.ts';
import { startBenchSession } from './session.ts';

/**
 * Runs the same cases and sizes through Holdfast and the peers that can be had from npm, and writes docs/comparison.md.
 * `--cases` or `--times` runs one half and prints it; `--only NAME` takes one tool, `--sizes 10,100` other sizes.
 */
async function main(args: readonly string[]): Promise<void> {
  const modules = installPeers();
  const only = optionOf(args, '--only');
  const sizes = (optionOf(args, '--sizes') ?? '10,100,500,2000').split(',').map(Number);
  const servers = (await languageServers(modules)).filter((peer) => only === undefined || peer.name === only);
  const wantsDclint = only === undefined || only === 'dclint';
  const results = new Map<string, CaseResult[]>();
  const measures: Measures[] = [];
  const cases = readCases(path.join(__dirname, 'cases'));
  const given = process.env.HOLDFAST_PEER_CASES ? readGivenCases(process.env.HOLDFAST_PEER_CASES) : [];
  const ofGiven = new Map<string, CaseResult[]>();

  if (!args.includes('--times')) {
    for (const [list, into] of [
      [cases, results],
      [given, ofGiven],
    ] as const) {
      if (list.length === 0) continue;
      console.log(list === cases ? 'cases of this repository' : 'given projects, unchanged');
      for (const peer of servers) into.set(peer.name, await runCases(peer, list));
      if (wantsDclint)
        into.set(
          'dclint',
          list.map((one) => judgeCase(one, runDclint(modules, one))),
        );
      for (const [name, found] of into) printMisses(name, list, found);
    }
  }
  if (!args.includes('--cases')) {
    for (const services of sizes) {
      for (const peer of servers) {
        const one = await measure(peer, services);
        console.log(JSON.stringify(one));
        measures.push(one);
      }
      if (wantsDclint) measures.push(timeDclint(modules, services));
    }
  }
  if (args.length > 0) return;
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}, Node ${process.versions.node}`;
  writeFileSync(
    path.resolve(__dirname, '../../docs/comparison.md'),
    writeComparison({ cases, results, given: ofGiven, measures, machine }),
  );
  console.log('wrote docs/comparison.md');
}

/** All cases in one server, each in a folder of its own. */
async function runCases(peer: Peer, cases: readonly PeerCase[]): Promise<CaseResult[]> {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'holdfast-cases-')));
  const session = await startBenchSession(peer, root);
  const files = cases.map((one, index) => {
    const folder = path.join(root, `case-${index}`);
    writeCase(one, folder);
    return path.join(folder, one.opened);
  });
  await Promise.all(
    files.map((file, index) => session.open(file, cases[index]?.files.get(cases[index]?.opened ?? '') ?? '')),
  );
  await session.settled();
  const results = cases.map((one, index) => judgeCase(one, session.diagnostics(files[index] ?? '').map(toFinding)));
  await session.stop();
  rmSync(root, { recursive: true, force: true });
  return results;
}

function toFinding({ range, message }: Diagnostic): PeerFinding {
  const text = typeof message === 'string' ? message : message.value;
  const end = range.end.line === range.start.line ? range.end.character : Number.POSITIVE_INFINITY;
  return { line: range.start.line, start: range.start.character, end, message: text };
}

/** dclint is no server; it names lines, and columns that are always 1, so that its whole line counts as its place. */
function runDclint(modules: string, one: PeerCase): PeerFinding[] {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'holdfast-case-')));
  writeCase(one, folder);
  const { stdout } = spawnSync(
    process.execPath,
    [path.join(modules, 'dclint/bin/dclint.cjs'), one.opened, '-f', 'json'],
    {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
    },
  );
  rmSync(folder, { recursive: true, force: true });
  const reports = JSON.parse(stdout || '[]') as { messages: { line: number; message: string; rule: string }[] }[];
  return reports.flatMap(({ messages }) =>
    messages.map(({ line, message }) => ({ line: line - 1, start: 0, end: Number.POSITIVE_INFINITY, message })),
  );
}

function timeDclint(modules: string, services: number): Measures {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'holdfast-bench-')));
  writeFileSync(path.join(folder, 'compose.yaml'), syntheticProject(services));
  const start = performance.now();
  spawnSync(process.execPath, [path.join(modules, 'dclint/bin/dclint.cjs'), 'compose.yaml', '-f', 'json'], {
    cwd: folder,
    timeout: 120_000,
  });
  const open = performance.now() - start;
  rmSync(folder, { recursive: true, force: true });
  const none = undefined;
  return {
    peer: 'dclint',
    services,
    open,
    keyP50: open,
    keyP95: open,
    hover: none,
    completion: none,
    definition: none,
    memory: Number.NaN,
  };
}

function writeCase(one: PeerCase, folder: string): void {
  for (const [name, text] of one.files) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

function printMisses(name: string, cases: readonly PeerCase[], results: readonly CaseResult[]): void {
  const count = (found: CaseResult['found']) => results.filter((result) => result.found === found).length;
  const alarms = results.reduce((sum, result) => sum + result.falseAlarms.length, 0);
  console.log(
    `${name}: ${count('right')} right, ${count('elsewhere')} elsewhere, ${count('missed')} missed, ${alarms} false alarms`,
  );
  if (name !== 'Holdfast') return;
  results.forEach(({ found, falseAlarms }, index) => {
    const title = cases[index]?.title;
    if (found !== 'right' && found !== 'silent') console.log(`  ${found}: ${title}`);
    for (const alarm of falseAlarms)
      console.log(`  false alarm: ${title}: ${alarm.line + 1}:${alarm.start + 1} ${alarm.message}`);
  });
}

function optionOf(args: readonly string[], name: string): string | undefined {
  const index = args.indexOf(name);
  return index < 0 ? undefined : args[index + 1];
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
