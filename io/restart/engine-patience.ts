import { setTimeout as delay } from 'node:timers/promises';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engine-error.ts';

/** Failures of an engine that is down or restarting, and may be back in a moment. */
const passing: ReadonlySet<string> = new Set(['not-running', 'connection-lost', 'timeout']);
const defaultPatience = 120_000;
const apart = 500;

export function isPassing(error: unknown): error is EngineError {
  return error instanceof EngineError && passing.has(error.reason);
}

export async function isEngineAway(engine: Engine): Promise<boolean> {
  try {
    await engine.info();
    return false;
  } catch (error) {
    return isPassing(error);
  }
}

/**
 * Resolves when the engine answers.
 *
 * @param patience milliseconds
 * @throws EngineError when it did not within that time
 */
export async function untilEngineAnswers(engine: Engine, patience = defaultPatience): Promise<void> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      await engine.info();
      return;
    } catch (error) {
      if (!isPassing(error) || Date.now() + apart > end) throw error;
    }
    await delay(apart);
  }
}

/** Asks the engine, and again while it is away. */
export async function patiently<T>(engine: Engine, patience: number | undefined, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!isPassing(error)) throw error;
    await untilEngineAnswers(engine, patience);
    return ask();
  }
}
