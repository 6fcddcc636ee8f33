import type Docker from 'dockerode';
import { type EngineImage, readEngineImage } from '../../core/stack/engine-image.ts';
import { readUsage, type UsageSample } from '../../core/stack/usage.ts';
import { asList } from './answers.ts';
import type { CallOptions } from './call-options.ts';

/** Milliseconds. */
const limits = { usage: 10_000, images: 30_000 };

/** The calls that only views make which somebody looks at. */
export interface LookCalls {
  /** One sample of what a container uses; undefined when it does not run. */
  usage(id: string, options?: CallOptions): Promise<UsageSample | undefined>;
  /** All images but those in the middle of builds. */
  images(options?: CallOptions): Promise<readonly EngineImage[]>;
}

type Run = <T>(
  limit: number,
  options: CallOptions | undefined,
  request: (signal: AbortSignal) => Promise<T>,
) => Promise<T>;

/** @param run gives a request its time limit and turns its failure into an EngineError */
export function lookCalls(docker: Docker, run: Run): LookCalls {
  return {
    async usage(id, options) {
      // One sample at once; without one-shot the engine waits a second for a second one. Old engines ignore the word.
      const query = { stream: false, 'one-shot': true };
      const found = await run(limits.usage, options, (abortSignal) =>
        docker.getContainer(id).stats({ ...query, abortSignal } as { stream: false }),
      );
      return readUsage(found);
    },
    async images(options) {
      const found = await run(limits.images, options, (abortSignal) => docker.listImages({ abortSignal } as object));
      return asList(found).map(readEngineImage);
    },
  };
}
