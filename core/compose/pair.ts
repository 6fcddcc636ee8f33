/** One `KEY=value` of a list form; `value` is undefined for `KEY` alone. */
export function splitPair(text: string): { readonly key: string; readonly value: string | undefined } {
  const equals = text.indexOf('=');
  return equals < 0 ? { key: text, value: undefined } : { key: text.slice(0, equals), value: text.slice(equals + 1) };
}

/** One `host=address` or `host:address` of `extra_hosts`; undefined when the address is missing. */
export function splitHost(text: string): { readonly host: string; readonly addresses: readonly string[] } | undefined {
  const match = /^([^=]*)=(.*)$/s.exec(text) ?? /^([^:]*):(.*)$/s.exec(text);
  if (!match) return undefined;
  const addresses = (match[2] ?? '').split(',').map((address) => address.replace(/^\[(.+)\]$/, '$1'));
  return { host: match[1] ?? '', addresses };
}
