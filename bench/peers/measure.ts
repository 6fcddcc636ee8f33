import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Peer } from './peers.ts';
import { startBenchSession } from './session.ts';

/** Milliseconds and megabytes; undefined where the tool gives no answer. */
export interface Measures {
  readonly peer: string;
  readonly services: number;
  readonly open: number;
  readonly keyP50: number;
  readonly keyP95: number;
  readonly hover: number | undefined;
  readonly completion: number | undefined;
  readonly definition: number | undefined;
  readonly memory: number;
}

const edits = 24;
const requests = 25;

/** A project of so many services that depend on each other, share networks and volumes, and use variables. */
export function syntheticProject(services: number): string {
  const lines = ['name: bench', 'services:'];
  for (let index = 0; index < services; index += 1) {
    lines.push(
      `  service-${index}:`,
      '    image: nginx:1.27',
      '    restart: unless-stopped',
      '    environment:',
      `      - LEVEL=\${LEVEL:-info}`,
      `      - NAME=service-${index}`,
      '    ports:',
      `      - "127.0.0.1:${20_000 + index}:80"`,
      '    volumes:',
      `      - data-${index % 10}:/data`,
      '    networks:',
      '      - inner',
    );
    if (index > 0) lines.push('    depends_on:', `      - service-${index - 1}`);
  }
  lines.push('networks:', '  inner: {}', 'volumes:');
  for (let index = 0; index < 10; index += 1) lines.push(`  data-${index}: {}`);
  return `${lines.join('\n')}\n`;
}

/** Opens the synthetic project in one server, types in its middle, and asks questions there. */
export async function measure(peer: Peer, services: number): Promise<Measures> {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-bench-'));
  const file = path.join(folder, 'compose.yaml');
  const text = syntheticProject(services);
  writeFileSync(file, text);
  const session = await startBenchSession(peer, folder);
  try {
    await pause(700);
    const { ms: open } = await session.open(file, text);
    await session.settled();

    const lines = text.split('\n');
    const service = `service-${Math.floor(services / 2)}`;
    const start = lines.indexOf(`  ${service}:`);
    const restart = start + 2;
    const dependency = lines.indexOf('    depends_on:', start) + 1;
    const keys: number[] = [];
    for (let round = 0; round < edits; round += 1) {
      // A letter too many in a key and its removal, a quote that is not closed and its removal.
      const at = round % 4 < 2 ? { line: restart, character: 8 } : { line: restart, character: 13 };
      const inserted = round % 4 < 2 ? 'x' : '"';
      const change =
        round % 2 === 0
          ? { range: { start: at, end: at }, text: inserted }
          : { range: { start: at, end: { line: at.line, character: at.character + 1 } }, rangeLength: 1, text: '' };
      keys.push(await session.edit(file, round + 2, change));
      await pause(60);
    }
    await session.settled();

    const textDocument = { uri: pathToFileURL(file).href };
    const ask = async (method: string, provider: string, position: object) => {
      if (!session.capabilities[provider]) return undefined;
      const times: number[] = [];
      let answered = false;
      for (let round = 0; round < requests; round += 1) {
        const { ms, answer } = await session.request(method, { textDocument, position });
        times.push(ms);
        answered ||= hasAnswer(answer);
      }
      return answered ? percentile(times, 0.5) : undefined;
    };
    const hover = await ask('textDocument/hover', 'hoverProvider', { line: restart, character: 6 });
    const completion = await ask('textDocument/completion', 'completionProvider', { line: restart, character: 4 });
    const definition = await ask('textDocument/definition', 'definitionProvider', { line: dependency, character: 10 });
    return {
      peer: peer.name,
      services,
      open,
      keyP50: percentile(keys, 0.5),
      keyP95: percentile(keys, 0.95),
      hover,
      completion,
      definition,
      memory: session.memory(),
    };
  } finally {
    await session.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function hasAnswer(answer: unknown): boolean {
  if (answer === null || answer === undefined) return false;
  if (Array.isArray(answer)) return answer.length > 0;
  const { items, contents } = answer as { items?: unknown[]; contents?: unknown };
  if (items !== undefined) return items.length > 0;
  return contents === undefined || (contents !== '' && JSON.stringify(contents) !== '[]');
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
