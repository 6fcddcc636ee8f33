/** Writes files whose text has changed. Gives the ones that were stale, without writing them when `check` is set. */
export declare function writeGenerated(
  root: string,
  texts: ReadonlyMap<string, string>,
  mode: 'write' | 'check',
): readonly string[];
