import { isContainerPath } from './container-path.ts';
import type { Grammar, GrammarFault } from './grammar.ts';

const options = new Set(
  'ro rw nocopy rprivate private rshared shared rslave slave z Z cached delegated consistent default U O'.split(' '),
);

/** `data:/var/lib/data`, `./src:/app:ro`, `/only/target` (compose-go format.ParseVolume). */
export const mount: Grammar = { title: 'a mount', example: 'data:/var/lib/data:ro', check };

function check(text: string): GrammarFault | undefined {
  if (text === '') return { message: 'it is empty', hint: 'Write SOURCE:TARGET[:OPTIONS].' };
  if (text.length <= 2) return undefined;
  const parts = splitMount(text);
  const empty = parts.find((part) => part.text === '');
  if (empty) {
    return {
      message: 'there is nothing between two colons',
      start: Math.max(0, empty.start - 1),
      end: Math.min(text.length, empty.start + 1),
      hint: 'Write SOURCE:TARGET[:OPTIONS].',
    };
  }
  const extra = parts[3];
  if (extra) return { message: 'it has too many colons', start: extra.start - 1, end: text.length };
  return relativeTarget(parts) ?? unknownOption(parts[2]);
}

/** The engine mounts only at absolute paths. One letter before a colon is a Windows drive to Compose, and no volume. */
function relativeTarget([first, second]: readonly MountPart[]): GrammarFault | undefined {
  const target = second ?? first;
  if (target === undefined) return undefined;
  const start = target.start;
  const end = start + target.text.length;
  if (second === undefined && /^[a-z]:\//i.test(target.text)) {
    const hint = 'Give the volume a longer name.';
    return { message: `Compose takes "${target.text.slice(0, 2)}" for a Windows drive`, start, end, hint, late: true };
  }
  if (isContainerPath(target.text)) return undefined;
  const message = `"${target.text}" is no path in a container, which begins with "/"`;
  return { message, start, end, late: true };
}

/** Compose passes unknown options over in silence; they are reported since they do nothing. */
function unknownOption(part: MountPart | undefined): GrammarFault | undefined {
  let start = part?.start ?? 0;
  for (const option of part?.text.split(',') ?? []) {
    if (!options.has(option)) {
      return {
        message: `"${option}" is no mount option, so it is ignored`,
        start,
        end: start + option.length,
        hint: 'The options are ro, rw, z, Z, nocopy and the propagation modes.',
        late: true,
      };
    }
    start += option.length + 1;
  }
  return undefined;
}

export interface MountPart {
  readonly text: string;
  readonly start: number;
}

/** Splits a short mount at its colons, keeping a Windows drive letter with its path. */
export function splitMount(text: string): readonly MountPart[] {
  const parts: MountPart[] = [];
  let start = 0;
  for (let index = 0; index <= text.length; index++) {
    if (index < text.length && text[index] !== ':') continue;
    const drive = index < text.length && index - start === 1 && /[a-z]/i.test(text[start] ?? '');
    if (drive) continue;
    parts.push({ text: text.slice(start, index), start });
    start = index + 1;
  }
  return parts;
}
