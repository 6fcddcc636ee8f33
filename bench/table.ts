import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { type Figure, type Figures, isOnTarget } from './figure.ts';

/**
 * `npm run bench`: runs every bench and prints one table: each figure beside its target and the best of the others. Ends with 1
 * when a figure is worse than its target or a bench could not run. Wants a quiet machine.
 * `--only NAME[,NAME]` runs some, `--list` names them.
 */
interface Bench {
  readonly name: string;
  /** What it takes on a quiet machine, in words. */
  readonly takes: string;
  readonly run: () => Promise<readonly Figure[]>;
}

const root = path.resolve(__dirname, '..');
const bench = (file: string) => path.join('bench', file);

const benches: readonly Bench[] = [
  { name: 'package', takes: 'no time, after npm run package', run: async () => [packageSize()] },
  { name: 'activation', takes: '1 min', run: () => figuresOf('tsx', bench('activation.ts')) },
  { name: 'project', takes: '1 min', run: () => figuresOf('tsx', bench('project.ts')) },
  { name: 'keystroke', takes: '3 min', run: keystroke },
  { name: 'hook', takes: '1 min', run: () => figuresOf(process.execPath, bench('hook.mjs')) },
  { name: 'restored', takes: '10 s', run: () => figuresOf('tsx', bench('restored.ts')) },
  { name: 'stack', takes: '3 min, as root', run: () => figuresOf('tsx', bench('stack.ts')) },
  { name: 'idle', takes: '3 min, with an engine', run: () => figuresOf('tsx', bench('idle.ts')) },
  { name: 'backup', takes: '2 min, with an engine', run: () => figuresOf('tsx', bench('backup.ts')) },
];

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--list')) {
    for (const { name, takes } of benches) console.log(`${name.padEnd(12)}${takes}`);
    return;
  }
  const only = args.includes('--only') ? (args[args.indexOf('--only') + 1] ?? '').split(',') : undefined;
  const chosen = benches.filter(({ name }) => only === undefined || only.includes(name));
  if (only !== undefined && chosen.length < only.length) {
    console.error(`There are these: ${benches.map(({ name }) => name).join(', ')}`);
    process.exitCode = 2;
    return;
  }
  const rows: (readonly string[])[] = [];
  for (const { name, run } of chosen) {
    console.error(`running ${name}`);
    try {
      for (const figure of await run()) {
        rows.push(rowOf(name, figure));
        if (!isOnTarget(figure)) process.exitCode = 1;
      }
    } catch (error) {
      rows.push([
        name,
        `did not run: ${error instanceof Error ? error.message.split('\n')[0] : error}`,
        '',
        '',
        '',
        'FAILED',
      ]);
      process.exitCode = 1;
    }
  }
  printTable([['bench', 'figure', 'value', 'target', 'best of the others', ''], ...rows]);
}

/** Runs a program with `--format json` and reads the figures that it prints. */
async function figuresOf(program: string, file: string): Promise<readonly Figure[]> {
  const { figures } = JSON.parse(await output(program, [file, '--format', 'json'])) as Figures;
  return figures;
}

function packageSize(): Figure {
  const { size } = statSync(path.join(root, 'build', 'holdfast.vsix'));
  return { name: 'size of the .vsix', value: size / 1e6, unit: 'MB', target: { atMost: 2 } };
}

/** From a key to the diagnostics that follow, in a project of 100 services, through each language server. */
async function keystroke(): Promise<readonly Figure[]> {
  const lines = (await output('tsx', [bench('peers/run.ts'), '--times', '--sizes', '100'])).split('\n');
  const measures = lines
    .filter((line) => line.startsWith('{'))
    .map((line): { peer: string; keyP50: number; keyP95: number } => JSON.parse(line));
  const own = measures.find(({ peer }) => peer === 'Holdfast');
  const others = measures.filter((measure) => measure !== own);
  if (own === undefined) throw new Error('the peers bench printed nothing of Holdfast');
  return (['keyP50', 'keyP95'] as const).map((key): Figure => {
    const [best] = [...others].sort((a, b) => a[key] - b[key]);
    return {
      name: `keystroke → diagnostics, ${key === 'keyP50' ? 'median' : 'p95'}`,
      value: own[key],
      unit: 'ms',
      ...(best && { peer: { name: best.peer, value: best[key] }, target: { atMost: best[key] } }),
    };
  });
}

/** What a program prints on standard output. */
function output(program: string, args: readonly string[]): Promise<string> {
  const PATH = `${path.join(root, 'node_modules', '.bin')}${path.delimiter}${process.env.PATH ?? ''}`;
  const child = spawn(program, args, { cwd: root, env: { ...process.env, PATH }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let complained = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    complained = (complained + chunk).slice(-2000);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      // A bench may end with 1 when a figure of its own is too bad; what it printed still counts.
      if (said.trim().startsWith('{') || code === 0) resolve(said);
      else reject(new Error(complained.trim() || `${program} ended with code ${code}`));
    });
  });
}

function rowOf(name: string, figure: Figure): readonly string[] {
  const { target, peer, unit } = figure;
  const number = (value: number) => `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`;
  const aim =
    target === undefined ? '' : 'atMost' in target ? `≤ ${number(target.atMost)}` : `≥ ${number(target.atLeast)}`;
  return [
    name,
    figure.name,
    number(figure.value),
    aim,
    peer ? `${number(peer.value)} (${peer.name})` : '',
    isOnTarget(figure) ? '' : 'ABOVE TARGET',
  ];
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

main(process.argv.slice(2));
