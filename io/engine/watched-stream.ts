import type { Readable } from 'node:stream';
import { EngineError } from './engine-error.ts';

/**
 * A stream of an engine that ends itself: when it is cancelled, and when nothing came for `silence` milliseconds although
 * somebody was waiting for it. Its errors are EngineErrors.
 */
export function watchedStream(
  stream: Readable,
  options: { readonly silence: number; readonly signal?: AbortSignal | undefined; readonly subject: string },
): Readable {
  const { silence, signal, subject } = options;
  const onAbort = () => stream.destroy(new EngineError('aborted', `The call to ${subject} was cancelled.`));
  let last = Date.now();
  // A reader that is slower than the engine pauses the stream; that is no silence of the engine.
  const timer = setInterval(() => {
    if (stream.isPaused() || stream.readableLength > 0) last = Date.now();
    if (Date.now() - last < silence) return;
    stream.destroy(new EngineError('timeout', `${subject} sent nothing for ${silence / 1000} s.`));
  }, silence / 4);
  timer.unref();
  const push = stream.push.bind(stream);
  stream.push = (chunk, encoding) => {
    last = Date.now();
    return push(chunk, encoding);
  };
  stream.once('close', () => {
    clearInterval(timer);
    signal?.removeEventListener('abort', onAbort);
  });
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  return stream;
}
