/**
 * What tells an item of a sequence from its siblings, so that it is found again after an edit: a mount by its path in
 * the container, a variable by its name, a port by its numbers, others by their text.
 *
 * @param parent key of the sequence: `volumes`, `ports` …
 * @param text the item as written, without its dash
 */
export function itemIdentity(parent: string, text: string): string {
  const fields = readFields(text);
  const plain = unquote(withoutComment(text));
  if (parent === 'volumes') return cleanTarget(fields?.get('target') ?? shortMountTarget(plain));
  if (parent === 'environment' || parent === 'labels' || parent === 'extra_hosts') {
    return /^[^=:\s]+/.exec(plain)?.[0] ?? plain;
  }
  if (parent === 'ports') {
    if (fields === undefined) return plain.replace(/\/tcp$/, '');
    const port = [fields.get('host_ip'), fields.get('published'), fields.get('target')]
      .filter((part) => part)
      .join(':');
    const protocol = fields.get('protocol') ?? 'tcp';
    return protocol === 'tcp' ? port : `${port}/${protocol}`;
  }
  if (parent === 'links' || parent === 'volumes_from') return /^(container:)?[^:]+/.exec(plain)?.[0] ?? plain;
  return fields?.get('source') ?? fields?.get('path') ?? fields?.get('name') ?? plain;
}

/** The target of `SOURCE:TARGET[:OPTIONS]`, `TARGET`, also with a Windows path or variables in the source. */
function shortMountTarget(text: string): string {
  const parts = text
    .replaceAll(/\$\{[^}]*\}/g, (expression) => expression.replaceAll(':', '\u0001'))
    .replace(/^([A-Za-z]):(?=[\\/])/, '$1\u0001')
    .split(':');
  const target = parts.length > 1 ? parts[1] : parts[0];
  return (target ?? '').replaceAll('\u0001', ':');
}

function cleanTarget(target: string): string {
  return target.length > 1 ? target.replace(/(?<!\/)\/+$/, '') : target;
}

/** The fields of an item that is a mapping, first level only; undefined for one that is no mapping. */
function readFields(text: string): ReadonlyMap<string, string> | undefined {
  const content = text.trim();
  const flow = content.startsWith('{');
  if (!flow && !/^["']?[\w.-]+["']?[ \t]*:(?:[ \t\r\n]|$)/.test(content)) return undefined;
  const fields = new Map<string, string>();
  const pattern = flow
    ? /(?<![\w.-])([\w.-]+)["']?\s*:([^,{}]*)/g
    : /(?:^|\n)[ \t-]*["']?([\w.][\w.-]*)["']?[ \t]*:[ \t]*([^\n]*)/g;
  for (const [, key = '', value = ''] of content.matchAll(pattern)) {
    if (!fields.has(key)) fields.set(key, unquote(withoutComment(value)));
  }
  return fields;
}

function withoutComment(text: string): string {
  return text.replace(/[ \t]#.*$/s, '').trim();
}

function unquote(text: string): string {
  const match = /^(["'])(.*)\1$/s.exec(text.trim());
  return match?.[2] ?? text.trim();
}
