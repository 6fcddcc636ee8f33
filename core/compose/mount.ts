/** A mount of the short form: `db:/data:ro`, `./src:/app`, `C:\data:/data`, `/cache`. */
export interface ShortMount {
  readonly type: 'volume' | 'bind';
  readonly source: string | undefined;
  readonly target: string;
  readonly readOnly: boolean;
  readonly nocopy: boolean;
  readonly propagation: string | undefined;
  readonly selinux: string | undefined;
}

const PROPAGATIONS = new Set(['rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave']);

/**
 * Reads `[SOURCE:]TARGET[:OPTIONS]` as Compose does: a letter before a colon is a Windows drive, a source that looks like a
 * path makes a bind mount, options it doesn't know are ignored.
 *
 * @returns undefined where Compose rejects it: an empty part, more than three parts
 */
export function parseMount(text: string): ShortMount | undefined {
  const plain = { readOnly: false, nocopy: false, propagation: undefined, selinux: undefined } as const;
  if (text === '') return undefined;
  if (text.length <= 2) return { ...plain, type: 'volume', source: undefined, target: text };
  const parts = splitAtColons(text);
  if (parts.length > 3 || parts.includes('')) return undefined;
  const [first = '', second, third = ''] = parts;
  if (second === undefined) return { ...plain, type: 'volume', source: undefined, target: cleanPath(first) };
  const options = third === '' ? [] : third.split(',');
  const lastAccess = options.filter((option) => option === 'ro' || option === 'rw').at(-1);
  return {
    type: isHostPath(first) ? 'bind' : 'volume',
    source: first,
    target: cleanPath(second),
    readOnly: lastAccess === 'ro',
    nocopy: options.includes('nocopy'),
    propagation: options.filter((option) => PROPAGATIONS.has(option)).at(-1),
    selinux: options.filter((option) => option === 'z' || option === 'Z').at(-1),
  };
}

/** Splits at colons, save for the one behind a Windows drive letter and those inside of `${…}`. */
function splitAtColons(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  let braces = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '$' && text.charAt(index + 1) === '{') braces += 1;
    else if (character === '}' && braces > 0) braces -= 1;
    if (character === ':' && braces === 0 && !/^\p{L}$/u.test(part)) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  return [...parts, part];
}

/** True for `./x`, `/x`, `~/x`, `C:\x` and `\\pipe`. */
function isHostPath(source: string): boolean {
  return /^[./~]/.test(source) || source.startsWith('\\\\') || /^\p{L}:/u.test(source);
}

/** A path in a container without `.`, `..`, doubled and trailing slashes. */
export function cleanPath(path: string): string {
  if (path === '') return '';
  const rooted = path.startsWith('/');
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') kept.push(segment);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!rooted) kept.push(segment);
  }
  const joined = kept.join('/');
  return rooted ? `/${joined}` : joined || '.';
}
