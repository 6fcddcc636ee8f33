import { performance } from 'node:perf_hooks';
import { parseDocument } from 'yaml';
import { createProjectLoader, loadProject } from '../core/project/load-project.ts';
import type { FileView } from '../core/text/file-view.ts';
import { type Figure, printFigures, wantsJson } from './figure.ts';

/** `npm run bench:project`: from a keystroke in one service to the new project, against one bare parse of the same text. */

const FILE = '/bench/compose.yaml';
const EDITS = 200;
/** Milliseconds of edits before those that count: what V8 compiles meanwhile, a running editor has compiled long ago. */
const WARM_UP = 2000;

const figures: Figure[] = [];
for (const count of [10, 100, 500, 2000]) measure(count);
if (wantsJson()) printFigures(figures);

function measure(services: number): void {
  let text = synthetic(services);
  const view: FileView = {
    readText: (file) => (file === FILE ? text : undefined),
    kind: (path) => (path === FILE ? 'file' : path === '/bench' ? 'directory' : undefined),
    list: (directory) => (directory === '/bench' ? ['compose.yaml'] : undefined),
  };
  const request = { directory: '/bench', environment: { TAG: '1.2' } };
  const loader = createProjectLoader();
  const first = timed(() => loader.load(view, request));
  const edit = (number: number): number => {
    const service = Math.floor((((number * 7919) % 97) / 97) * services);
    text = text.replace(new RegExp(`(  service-${service}:\\n    image: )\\S+`), `$1app:v${number}`);
    return timed(() => loader.load(view, request));
  };
  const early: number[] = [];
  for (let spent = 0; spent < WARM_UP; spent += early.at(-1) ?? 0) early.push(edit(early.length));
  const edits = Array.from({ length: EDITS }, (_, index) => edit(early.length + index));
  const bare = Array.from({ length: services > 500 ? 5 : 15 }, () => timed(() => parseDocument(text)));
  const whole = Array.from({ length: services > 500 ? 3 : 10 }, () => timed(() => loadProject(view, request)));
  const p95 = percentile(edits, 0.95);
  const line = [
    `${services} services, ${Math.round(text.length / 1000)} kB`,
    `edit to project p50 ${percentile(edits, 0.5).toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`,
    `the ${early.length} edits before these p95 ${percentile(early, 0.95).toFixed(1)} ms`,
    `first load ${first.toFixed(0)} ms, from scratch ${percentile(whole, 0.5).toFixed(0)} ms`,
    `bare parseDocument ${percentile(bare, 0.5).toFixed(1)} ms`,
    `ratio ${(percentile(bare, 0.5) / p95).toFixed(1)}`,
  ];
  if (!wantsJson()) console.log(line.join('; '));
  figures.push({
    name: `edit → project, ${services} services, p95`,
    value: p95,
    unit: 'ms',
    // The largest project has a limit of its own: what a person does not notice while typing.
    target: { atMost: services === 2000 ? 30 : percentile(bare, 0.5) },
    peer: { name: "yaml's parseDocument alone", value: percentile(bare, 0.5) },
  });
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function percentile(values: readonly number[], share: number): number {
  const ordered = [...values].sort((a, b) => a - b);
  return ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))] ?? 0;
}

/** A project of many services that refer to each other, as a generator would write it. */
function synthetic(services: number): string {
  const lines = ['name: bench', 'services:'];
  for (let index = 0; index < services; index += 1) {
    lines.push(
      `  service-${index}:`,
      `    image: app:\${TAG:-latest}`,
      '    restart: unless-stopped',
      '    environment:',
      `      INDEX: "${index}"`,
      '      MODE: production',
      '    ports:',
      `      - "${10_000 + index}:80"`,
      '    volumes:',
      `      - data-${index % 20}:/data`,
      '    networks: [backend]',
      ...(index > 0 ? ['    depends_on:', `      - service-${index - 1}`] : []),
    );
  }
  lines.push(
    'volumes:',
    ...Array.from({ length: Math.min(20, services) }, (_, index) => `  data-${index}:`),
    'networks:',
    '  backend:',
    '',
  );
  return lines.join('\n');
}
