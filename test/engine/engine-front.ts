import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../io/engine/engine.ts';

/** Something that stands before an engine, under an address of its own. */
export interface EngineFront {
  readonly host: string;
  /** What was asked for so far: paths with their queries. */
  readonly asked: readonly string[];
  close(): void;
}

/**
 * Stands before an engine on this machine and hands everything on, to make it seem like one that cannot be had.
 *
 * @param options `missing`: the message with which a path is answered as not found; `change`: what becomes of a path's answer
 */
export async function engineFront(
  engine: Engine,
  options: {
    readonly missing?: (path: string) => string | undefined;
    readonly change: (path: string) => ((answer: unknown) => unknown) | undefined;
  },
): Promise<EngineFront> {
  const folder = mkdtempSync(join(tmpdir(), 'stack-front-'));
  const asked: string[] = [];
  const front = createServer((incoming, answer) => {
    const { method, headers, url: path = '' } = incoming;
    asked.push(path);
    const message = options.missing?.(path);
    if (message !== undefined) {
      answer.writeHead(404, { 'content-type': 'application/json' });
      answer.end(JSON.stringify({ message }));
      return;
    }
    const socketPath = engine.endpoint.host.replace('unix://', '');
    const onward = request({ socketPath, path, method, headers }, (answered) => {
      const { 'content-length': _length, ...kept } = answered.headers;
      answer.writeHead(answered.statusCode ?? 500, kept);
      const change = options.change(path);
      if (change === undefined) {
        answer.flushHeaders();
        answered.pipe(answer);
        return;
      }
      const parts: Buffer[] = [];
      answered.on('data', (part: Buffer) => parts.push(part));
      answered.on('end', () => answer.end(JSON.stringify(change(JSON.parse(Buffer.concat(parts).toString())))));
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  const socket = join(folder, 'sock');
  await new Promise<void>((resolve) => front.listen(socket, resolve));
  return {
    host: `unix://${socket}`,
    asked,
    close() {
      front.closeAllConnections();
      front.close();
      rmSync(folder, { recursive: true });
    },
  };
}
