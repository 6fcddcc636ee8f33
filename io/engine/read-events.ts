import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { EngineEndpoint } from './endpoint.ts';
import type { EventOptions } from './engine.ts';
import { EngineError, engineError } from './engine-error.ts';
import { readEvent } from './read-event.ts';
import { withTimeLimit } from './time-limit.ts';

interface ReadOptions extends EventOptions {
  readonly docker: Docker;
  readonly endpoint: EngineEndpoint;
  /** Milliseconds for the engine to accept the stream. */
  readonly connectLimit: number;
}

/** `service` and `node` come from swarm managers alone, `pod` from Podman; the others have none and take no offence. */
const eventTypes = ['container', 'volume', 'network', 'image', 'service', 'node', 'pod'];

/** Characters; an event has a few hundred. What goes on and on without an end of line is no stream of events. */
const longestLine = 1_000_000;

/** Probes after which a silent connection counts as dead (a laptop slept, a network changed). */
const keepAliveMilliseconds = 20_000;

/** See `Engine.events`. */
export async function readEvents(options: ReadOptions): Promise<void> {
  const { docker, endpoint, signal, onEvent, onOpen, connectLimit, since, until } = options;
  let stream: Readable;
  try {
    stream = await withTimeLimit({ signal, limit: connectLimit, subject: endpoint.label }, async (abortSignal) => {
      const query = {
        filters: { type: eventTypes },
        ...(since !== undefined && { since }),
        ...(until !== undefined && { until }),
      };
      return (await docker.getEvents({ ...query, abortSignal } as object)) as unknown as Readable;
    });
  } catch (error) {
    if (signal?.aborted) return;
    throw engineError(error, endpoint.label);
  }
  const { socket } = stream as Readable & { socket?: Partial<Socket> };
  socket?.setKeepAlive?.(true, keepAliveMilliseconds);
  await new Promise<void>((resolve, reject) => {
    const stop = () => stream.destroy();
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    let pending = '';
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      const lines = (pending + chunk).split('\n');
      pending = lines.pop() ?? '';
      if (pending.length > longestLine) {
        stream.destroy(new EngineError('engine-error', `${endpoint.label} sends something else than events.`));
        return;
      }
      for (const line of lines) {
        const event = readEvent(line);
        if (event !== undefined) onEvent(event);
      }
    });
    stream.on('error', (error) => {
      if (!signal?.aborted) reject(engineError(error, endpoint.label));
    });
    stream.on('close', () => {
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted || stream.readableEnded) resolve();
      else reject(new EngineError('connection-lost', `The connection to ${endpoint.label} broke.`));
    });
    onOpen?.(timeOf(stream));
  });
}

/** The engine's own time when it answered, milliseconds since the epoch, in whole seconds; undefined when it does not say. */
function timeOf(answer: Readable & { readonly headers?: { readonly date?: string | undefined } }): number | undefined {
  const time = Date.parse(answer.headers?.date ?? '');
  return Number.isNaN(time) ? undefined : time;
}
