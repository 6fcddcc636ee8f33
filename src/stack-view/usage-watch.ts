import type { Disposable } from 'vscode';
import { type Usage, type UsageSample, usageBetween } from '../../core/stack/usage.ts';
import type { Engine } from '../../io/engine/engine.ts';
import { runLimited } from '../../io/engine/run-limited.ts';

/** What containers use, asked for while somebody looks at them. */
export interface UsageWatch extends Disposable {
  usage(containerId: string): Usage | undefined;
}

/** Milliseconds between two rounds: the longer, the longer nothing has changed, since every round costs some. */
const pause = { short: 5000, long: 20_000 };
/** Containers asked in one round: engines take some milliseconds for each. */
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
  /** Rounds in a row that showed nothing new. */
  let calm = 0;

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
    const before = new Map(usages);
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
    if (abort.signal.aborted) return;
    onChange();
    isAsking = false;
    // The first sample says nothing of the processor, so the second one comes sooner.
    const isNew = ids.some((id) => usages.get(id)?.cpu === undefined && usages.has(id));
    calm = ids.every((id) => isAlike(before.get(id), usages.get(id))) ? calm + 1 : 0;
    const next = Math.min(pause.short * 2 ** Math.max(0, calm - 2), pause.long);
    askIn(isNew ? pause.short / 4 : next);
  }

  /** The only way to the next round, so that there is never more than one that waits. */
  function askIn(milliseconds: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), milliseconds);
  }

  return {
    usage: (id) => usages.get(id),
    wake() {
      if (isAsking || abort.signal.aborted) return;
      // The round that waits is soon enough, unless there is a container that nothing is known of.
      if (timer !== undefined && watched().every((id) => usages.has(id))) return;
      calm = 0;
      askIn(300);
    },
    dispose() {
      abort.abort();
      clearTimeout(timer);
    },
  };
}

/** True when a person would see no difference: one percent of a processor, a twentieth of the memory. */
function isAlike(before: Usage | undefined, now: Usage | undefined): boolean {
  if (before === undefined || now === undefined) return before === now;
  const shares = [before.cpu ?? 0, now.cpu ?? 0] as const;
  return Math.abs(shares[0] - shares[1]) < 1 && Math.abs(before.memory - now.memory) <= before.memory / 20;
}
