import { setTimeout as delay } from 'node:timers/promises';

/** Waits for something that no event tells, such as a file that another process writes; fails after 30 seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`still not: ${condition}`);
    await delay(50);
  }
}
