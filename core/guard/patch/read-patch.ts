/** A patch of several files, in the `*** Begin Patch` form, as a unified diff, or as SEARCH/REPLACE blocks of one file. */
export type PatchPart =
  | { readonly kind: 'add'; readonly path: string; readonly text: string }
  | { readonly kind: 'delete'; readonly path: string }
  | {
      readonly kind: 'update';
      readonly path: string;
      readonly to?: string | undefined;
      readonly hunks: readonly Hunk[];
    };

export interface Hunk {
  /** A line that stands above the hunk. */
  readonly anchor?: string | undefined;
  readonly old: readonly string[];
  readonly new: readonly string[];
  readonly atEnd?: boolean | undefined;
}

/** Reads a patch; `[]` when the text is none. Never throws. */
export function readPatch(text: string): readonly PatchPart[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  if (lines.some((line) => /^\*\*\* (Add|Update|Delete) File: /.test(line))) return readEnvelope(lines);
  return readUnified(lines);
}

function readEnvelope(lines: readonly string[]): readonly PatchPart[] {
  const parts: PatchPart[] = [];
  let at = 0;
  const body = () => {
    const start = at;
    while (at < lines.length && !/^\*\*\* (Add|Update|Delete|End) (File|Patch)/.test(lines[at] ?? '')) at++;
    return lines.slice(start, at);
  };
  while (at < lines.length) {
    const [, verb, path = ''] = /^\*\*\* (Add|Update|Delete) File: (.*\S)/.exec(lines[at++] ?? '') ?? [];
    if (verb === 'Delete') parts.push({ kind: 'delete', path });
    if (verb === 'Add') {
      const added = body()
        .filter((line) => line.startsWith('+'))
        .map((line) => line.slice(1));
      parts.push({ kind: 'add', path, text: added.length === 0 ? '' : `${added.join('\n')}\n` });
    }
    if (verb === 'Update') {
      const to = /^\*\*\* Move to: (.*\S)/.exec(lines[at] ?? '')?.[1];
      if (to !== undefined) at++;
      parts.push({ kind: 'update', path, to, hunks: readHunks(body()) });
    }
  }
  return parts;
}

function readHunks(lines: readonly string[]): readonly Hunk[] {
  const hunks: { anchor?: string | undefined; old: string[]; new: string[]; atEnd?: boolean }[] = [];
  for (const line of lines) {
    if (line.startsWith('*** End of File')) {
      const last = hunks.at(-1);
      if (last !== undefined) last.atEnd = true;
      continue;
    }
    if (line.startsWith('@@')) {
      const anchor = line
        .replace(/^@@( -\d[\d,]* \+\d[\d,]* @@)?\s?/, '')
        .replace(/@@$/, '')
        .trimEnd();
      hunks.push({ anchor: anchor === '' || /^-\d/.test(anchor) ? undefined : anchor, old: [], new: [] });
      continue;
    }
    if (hunks.length === 0) hunks.push({ old: [], new: [] });
    const hunk = hunks.at(-1);
    if (hunk === undefined || line.startsWith('\\ No newline')) continue;
    const content = line.slice(1);
    if (line.startsWith('-')) hunk.old.push(content);
    else if (line.startsWith('+')) hunk.new.push(content);
    else {
      hunk.old.push(content);
      hunk.new.push(content);
    }
  }
  return hunks.map((hunk) => withoutLastBlank(hunk)).filter((hunk) => hunk.old.length + hunk.new.length > 0);
}

/** The empty line in which a patch's text ends is no context. */
function withoutLastBlank(hunk: Hunk): Hunk {
  if (hunk.old.at(-1) !== '' || hunk.new.at(-1) !== '') return hunk;
  return { ...hunk, old: hunk.old.slice(0, -1), new: hunk.new.slice(0, -1) };
}

function readUnified(lines: readonly string[]): readonly PatchPart[] {
  const parts: PatchPart[] = [];
  for (let at = 0; at + 1 < lines.length; at++) {
    const from = /^--- (?:a\/)?([^\t]+?)(?:\t.*)?$/.exec(lines[at] ?? '')?.[1];
    const to = /^\+\+\+ (?:b\/)?([^\t]+?)(?:\t.*)?$/.exec(lines[at + 1] ?? '')?.[1];
    if (from === undefined || to === undefined) continue;
    let end = at + 2;
    while (end < lines.length && !/^(--- |diff )/.test(lines[end] ?? '')) end++;
    const hunks = readHunks(lines.slice(at + 2, end));
    if (to === '/dev/null') parts.push({ kind: 'delete', path: from });
    else if (from === '/dev/null')
      parts.push({ kind: 'add', path: to, text: `${hunks.flatMap((hunk) => hunk.new).join('\n')}\n` });
    else parts.push({ kind: 'update', path: from, to: to === from ? undefined : to, hunks });
    at = end - 1;
  }
  return parts;
}

/** The passages of `<<<<<<< SEARCH … ======= … >>>>>>> REPLACE` blocks, in either of their spellings. */
export function readSearchBlocks(text: string): readonly { readonly old: string; readonly new: string }[] {
  const block = /^(?:<{3,}|-{3,}) SEARCH>?\n([\s\S]*?)^={3,}\n([\s\S]*?)^(?:>{3,}|\+{3,}) REPLACE>?$/gm;
  return [...text.replaceAll('\r\n', '\n').matchAll(block)].map((match) => ({
    // Some agents tell in front of the old text where it stands.
    old: (match[1] ?? '').replace(/^(?::(?:start|end)_line:.*\n)+-{3,}\n/, ''),
    new: match[2] ?? '',
  }));
}
