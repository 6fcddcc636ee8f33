// @ts-check
/** @typedef {import('./layers.mjs').Layer} Layer */

/**
 * Runs layers beside each other, begun in their order.
 * @param {readonly Layer[]} layers
 * @param {number} lanes How many run at a time.
 * @param {(layer: Layer) => Promise<void>} runOne
 * @returns {Promise<void>} Resolves when all have ended.
 * @throws {Error} What `runOne` throws.
 */
export async function runSideBySide(layers, lanes, runOne) {
  const waiting = [...layers];
  const unfinished = new Set(layers.map(({ name }) => name));
  const lane = async () => {
    for (;;) {
      const next = waiting.findIndex(({ after = [] }) => !after.some((name) => unfinished.has(name)));
      // Whatever still waits then waits for a layer of another lane, which goes on with it.
      const [layer] = next === -1 ? [] : waiting.splice(next, 1);
      if (layer === undefined) return;
      await runOne(layer);
      unfinished.delete(layer.name);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
