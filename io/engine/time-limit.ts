import { EngineError } from './engine-error.ts';

/** Runs one call under the caller's signal and a limit in milliseconds; past it the call is aborted and reported as a timeout. */
export async function withTimeLimit<T>(
  options: { readonly signal?: AbortSignal | undefined; readonly limit: number; readonly subject: string },
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal, limit, subject } = options;
  const abort = new AbortController();
  const onAbort = () => abort.abort();
  if (signal?.aborted) throw new EngineError('aborted', `The call to ${subject} was cancelled.`);
  signal?.addEventListener('abort', onAbort, { once: true });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    abort.abort();
  }, limit);
  try {
    // The library does not always end a call whose answer stands still in the middle, so that is not waited for.
    const cut = new Promise<never>((_, reject) => {
      abort.signal.addEventListener('abort', () => reject(abort.signal.reason), { once: true });
    });
    return await Promise.race([call(abort.signal), cut]);
  } catch (error) {
    if (late) throw new EngineError('timeout', `${subject} did not answer within ${limit / 1000} s.`);
    if (signal?.aborted) throw new EngineError('aborted', `The call to ${subject} was cancelled.`);
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
