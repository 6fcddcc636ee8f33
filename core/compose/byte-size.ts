const POWERS = ['', 'k', 'm', 'g', 't', 'p'];

/** Reads `512m`, `1.5g`, `64MiB` or a number of bytes (docker/go-units RAMInBytes). Undefined when Compose rejects it. */
export function parseByteSize(text: string): number | undefined {
  if (/^[-+]?\d+$/.test(text)) return Number(text);
  const match = /^\+?((?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?) ?([kmgtp]?)i?b?$/i.exec(text);
  if (!match) return undefined;
  return Math.trunc(Number(match[1]) * 1024 ** POWERS.indexOf((match[2] ?? '').toLowerCase()));
}
