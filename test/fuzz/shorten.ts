/**
 * The shortest text that still fails, as far as leaving out parts leads within a minute: halves first, then ever smaller
 * parts.
 *
 * @param fails whether a text fails as the first one did
 */
export async function shorten(text: string, fails: (text: string) => Promise<boolean>): Promise<string> {
  const until = Date.now() + 60_000;
  let shortest = text;
  for (let size = Math.ceil(shortest.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < shortest.length && Date.now() < until; ) {
      const candidate = shortest.slice(0, at) + shortest.slice(at + size);
      if (await fails(candidate)) shortest = candidate;
      else at += size;
    }
  }
  return shortest;
}
