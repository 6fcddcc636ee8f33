const NANOSECONDS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
};

/** Reads `1m30s`, `1.5h`, `2d` or `0` (xhit/go-str2duration). Gives nanoseconds; undefined when Compose rejects it. */
export function parseDuration(text: string): bigint | undefined {
  const [, sign, body = ''] = /^([-+]?)(.*)$/su.exec(text) ?? [];
  if (body === '0') return 0n;
  const parts = body.match(/(?<!\d)(?:\d+(?:\.\d*)?|\.\d+)[^\d.]+/gu);
  if (!parts || parts.join('') !== body) return undefined;
  let total = 0n;
  for (const part of parts) {
    const [, whole = '', fraction = '', unit = ''] = /^(\d*)\.?(\d*)(.+)$/su.exec(part) ?? [];
    const factor = NANOSECONDS[unit];
    if (factor === undefined) return undefined;
    total += BigInt(whole || '0') * factor;
    if (fraction !== '') total += BigInt(Math.trunc(Number(`0.${fraction}`) * Number(factor)));
  }
  return total > 9_223_372_036_854_775_807n ? undefined : sign === '-' ? -total : total;
}

/** Writes nanoseconds as Go does: `1m30s`, `1h0m0s`, `500ms`, `0s`. */
export function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s';
  const sign = nanoseconds < 0n ? '-' : '';
  const amount = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const decimal = (value: bigint, unit: bigint, name: string) => {
    const fraction = String(value % unit)
      .padStart(String(unit).length - 1, '0')
      .replace(/(?<!0)0+$/, '');
    return `${value / unit}${unit > 1n && fraction !== '' ? `.${fraction}` : ''}${name}`;
  };
  if (amount < 1_000n) return `${sign}${amount}ns`;
  if (amount < 1_000_000n) return sign + decimal(amount, 1_000n, 'µs');
  if (amount < 1_000_000_000n) return sign + decimal(amount, 1_000_000n, 'ms');
  const minutes = amount / 60_000_000_000n;
  const seconds = decimal(amount % 60_000_000_000n, 1_000_000_000n, 's');
  if (minutes === 0n) return sign + seconds;
  return minutes < 60n ? `${sign}${minutes}m${seconds}` : `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`;
}
