/**
 * Tells whether .dockerignore keeps a path out of a build context. Its rules: one pattern a line, `*`, `?` and `**`, a `!`
 * takes a path back in, the last match decides, and a match of a folder holds for all below it.
 *
 * @param patterns text of the .dockerignore
 */
export function isIgnored(patterns: string, path: string): boolean {
  let ignored = false;
  for (const line of patterns.split(/\r?\n/)) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const negated = trimmed.startsWith('!');
    const pattern = (negated ? trimmed.slice(1).trim() : trimmed).replace(/^\.?\//, '').replace(/(?<!\/)\/+$/, '');
    if (toExpression(pattern).test(path)) ignored = !negated;
  }
  return ignored;
}

function toExpression(pattern: string): RegExp {
  let source = '';
  for (let index = 0; index < pattern.length; index++) {
    const rest = pattern.slice(index);
    if (rest.startsWith('**/')) {
      source += '(?:.*/)?';
      index += 2;
    } else if (rest.startsWith('**')) {
      source += '.*';
      index += 1;
    } else if (rest.startsWith('*')) source += '[^/]*';
    else if (rest.startsWith('?')) source += '[^/]';
    else source += (pattern[index] ?? '').replace(/[.+^$()|[\]\\{}]/, '\\$&');
  }
  return new RegExp(`^${source}(?:/.*)?$`);
}
