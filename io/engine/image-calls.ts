import type Docker from 'dockerode';
import type { Pullable } from '../../core/stack/preflight/check.ts';
import { inPath } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import { EngineError } from './engine-error.ts';

/** Milliseconds. Asking a registry is worth a short wait; the pull itself tells for certain. */
const limits = { ask: 10_000, remove: 30_000 };

/** The calls about images that only restarts and their restore points make. */
export interface ImageCalls {
  /** Asks the image's registry, by way of the engine and without a login, whether it has the image. Nothing is pulled. */
  pullable(reference: string, options?: CallOptions): Promise<Pullable>;
  /**
   * Takes one name off an image; what no name and no container needs any more goes with it.
   *
   * @returns false when a container still needs the image by this name; then nothing changed
   */
  untag(name: string, options?: CallOptions): Promise<boolean>;
}

type Run = <T>(
  limit: number,
  options: CallOptions | undefined,
  request: (signal: AbortSignal) => Promise<T>,
) => Promise<T>;

/** @param run gives a request its time limit and turns its failure into an EngineError */
export function imageCalls(docker: Docker, run: Run): ImageCalls {
  return {
    async pullable(reference, options) {
      try {
        await run(limits.ask, options, (abortSignal) =>
          docker.getImage(inPath(reference)).distribution({ abortSignal } as object),
        );
        return { answer: 'yes', message: '' };
      } catch (error) {
        if (!(error instanceof EngineError) || error.reason === 'aborted') throw error;
        return { answer: answerOf(error), message: error.message };
      }
    },
    async untag(name, options) {
      try {
        await run(limits.remove, options, (abortSignal) =>
          docker.getImage(inPath(name)).remove({ force: false, abortSignal } as object),
        );
        return true;
      } catch (error) {
        if (error instanceof EngineError && error.reason === 'not-found') return true;
        if (error instanceof EngineError && error.reason === 'conflict') return false;
        throw error;
      }
    },
  };
}

function answerOf(error: EngineError): Pullable['answer'] {
  if (error.reason === 'not-found' || /manifest unknown|not found/i.test(error.message)) return 'absent';
  if (error.reason === 'no-permission' || /denied|unauthorized|authentication required/i.test(error.message))
    return 'refused';
  return /dial tcp|no such host|connection refused|timeout|deadline/i.test(error.message) ? 'unreachable' : 'refused';
}
