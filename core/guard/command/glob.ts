/** A shell pattern as a regular expression over a whole path; `*` does not cross folders, `**` does. */
export function globExpression(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const letter = pattern[at] as string;
    if (letter === '*') {
      if (pattern[at + 1] === '*') {
        source += '.*';
        at++;
      } else source += '[^/]*';
    } else if (letter === '?') source += '[^/]';
    else if (letter === '\0') source += '.*';
    else if (letter === '[') {
      const end = pattern.indexOf(']', at + 2);
      if (end < 0) source += '\\[';
      else {
        source += `[${pattern
          .slice(at + 1, end)
          .replace(/^[!^]/, '^')
          .replace(/[\\[]/g, '\\$&')}]`;
        at = end;
      }
    } else source += letter.replace(/[.+^${}()|\\\]]/g, '\\$&');
  }
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return /^$/;
  }
}
