import type { Disposable } from 'vscode';
import { type Usage, type UsageSample, usageBetween } from '../../core/stack/usage.ts';
import type { Engine } from '../../io/engine/engine.ts';
import { runLimited } from '../../io/engine/run-limited.ts';

/** What containers use, asked for while somebody looks at them. */
export interface UsageWatch extends Disposable {
  usage(containerId: string): Usage | undefined;
}

/** Milliseconds between two rounds, and containers asked in one: engines take some milliseconds for each. */
const pause = 5000;
const mostContainers = 40;
const atOnce = 4;

/** @param watched the running containers that are to be seen now; none stops asking until `wake` */
export function watchUsage(options: {
  readonly engine: () => Engine | undefined;
  readonly watched: () => readonly string[];
  readonly onChange: () => void;
}): UsageWatch & { wake(): void } {
  const { engine, watched, onChange } = options;
  const samples = new Map<string, UsageSample>();
  const usages = new Map<string, Usage>();
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let isAsking = false;

  async function ask(): Promise<void> {
    timer = undefined;
    const connected = engine();
    const ids = connected === undefined ? [] : watched().slice(0, mostContainers);
    for (const id of samples.keys()) {
      if (ids.includes(id)) continue;
      samples.delete(id);
      usages.delete(id);
    }
    if (connected === undefined || ids.length === 0) return;
    isAsking = true;
    await runLimited(ids, atOnce, async (id) => {
      const sample = await connected.usage(id, { signal: abort.signal }).catch(() => undefined);
      if (sample === undefined) {
        samples.delete(id);
        usages.delete(id);
        return;
      }
      usages.set(id, usageBetween(samples.get(id), sample));
      samples.set(id, sample);
    });
    isAsking = false;
    if (abort.signal.aborted) return;
    onChange();
    // The first sample says nothing of the processor, so the second one comes sooner.
    const isNew = ids.some((id) => usages.get(id)?.cpu === undefined && usages.has(id));
    timer = setTimeout(() => void ask(), isNew ? pause / 4 : pause);
  }

  return {
    usage: (id) => usages.get(id),
    wake() {
      if (timer === undefined && !isAsking && !abort.signal.aborted) timer = setTimeout(() => void ask(), 300);
    },
    dispose() {
      abort.abort();
      clearTimeout(timer);
    },
  };
}
