/** Files by which an agent's hooks are switched on: whoever may write them can switch Holdfast off. */
const hookFiles: readonly RegExp[] = [
  /\/\.claude\/settings(\.local)?\.json$/,
  /\/\.cursor\/hooks\.json$/,
  /\/\.codex\/hooks\.json$/,
  /\/\.gemini\/settings\.json$/,
  /\/\.qwen\/settings\.json$/,
  /\/\.github\/hooks\/[^/]+\.json$/,
  /\/\.github\/copilot\/settings(\.local)?\.json$/,
  /\/\.copilot\/(hooks\/[^/]+\.json|settings\.json|config\.json)$/,
  /\/\.clinerules\/hooks\/[^/]+$/,
  /\/\.cline\/hooks\/[^/]+$/,
  /\/Cline\/Hooks\/[^/]+$/,
  /\/\.windsurf\/hooks\.json$/,
  /\/\.codeium\/windsurf\/hooks\.json$/,
  /\/\.kiro\/hooks\/[^/]+$/,
  /\/\.opencode\/plugins?\/[^/]+$/,
  /\/\.config\/opencode\/plugins?\/[^/]+$/,
  /\/\.config\/kilo\/plugins?\/[^/]+$/,
  /\/\.pi\/(agent\/)?extensions\/[^/]+$/,
  /\/\.agents\/plugins\/holdfast\//,
];

/** Settings of agents that hold much else besides hooks: guarded once Holdfast is named in them. */
const sharedFiles =
  /\/(opencode\.jsonc?|\.codex\/config\.toml|\.vscode\/settings\.json|User\/(profiles\/[^/]+\/)?settings\.json|Machine\/settings\.json)$/;

const hookFolders =
  /\/(\.claude|\.cursor|\.codex|\.gemini|\.qwen|\.windsurf|\.kiro|\.opencode|\.pi|\.copilot|\.clinerules|\.cline|\.github)(\/(hooks|plugins?|extensions|agent\/extensions))?$/;

/** Marks Holdfast's own entries in an agent's settings. */
export const ownMark = /holdfast/i;

/** What tells the files of the guard from others. Paths are absolute, with forward slashes. */
export interface GuardPlaces {
  readonly stateFolder?: string | undefined;
  /** Where a path leads behind symbolic links; left out: nowhere else. */
  readonly realPath?: ((path: string) => string) | undefined;
}

/**
 * Whether a path belongs to what guards this machine, or leads to it, so that a command must not write it.
 *
 * @param path absolute, forward slashes
 * @param text what stands in it, when known
 */
export function isGuardFile(path: string, text: string | undefined, places: GuardPlaces): boolean {
  return isGuardPlace(path, text, places) || isGuardPlace(places.realPath?.(path) ?? path, text, places);
}

/** Whether a path leads into the state folder, in which no agent has anything to write. */
export function isGuardState(path: string, places: GuardPlaces): boolean {
  return isInState(path, places) || isInState(places.realPath?.(path) ?? path, places);
}

/** Whether what is deleted or moved belongs to what guards this machine: of a link, that is the link itself. */
export function isGuardEntry(path: string, text: string | undefined, places: GuardPlaces): boolean {
  return isGuardPlace(path, text, places) || isGuardPlace(behindFolder(path, places), text, places);
}

/** Whether deleting this folder takes hook files along. */
export function isGuardFolder(path: string, places: GuardPlaces): boolean {
  const isAbove = (folder: string) => stateFolders(places).some((state) => state.startsWith(`${folder}/`));
  return [path, behindFolder(path, places)].some(
    (folder) => isAbove(folder) || (hookFolders.test(folder) && !folder.endsWith('/.github')),
  );
}

function isGuardPlace(path: string, text: string | undefined, places: GuardPlaces): boolean {
  if (isInState(path, places)) return true;
  if (sharedFiles.test(path)) return text !== undefined && ownMark.test(text);
  return hookFiles.some((pattern) => pattern.test(path));
}

function isInState(path: string, places: GuardPlaces): boolean {
  return stateFolders(places).some((folder) => path === folder || path.startsWith(`${folder}/`));
}

function stateFolders({ stateFolder, realPath }: GuardPlaces): readonly string[] {
  return stateFolder === undefined ? [] : [stateFolder, realPath?.(stateFolder) ?? stateFolder];
}

function behindFolder(path: string, { realPath }: GuardPlaces): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 || realPath === undefined ? path : realPath(path.slice(0, slash)) + path.slice(slash);
}

const switchesOff = /"(disableAllHooks|disabled?Hooks)"\s*:\s*true|"hooksConfig"\s*:\s*\{[^}]*"enabled"\s*:\s*false/;

/**
 * Whether an edit whose result is known would weaken Holdfast: its own entries are gone, or hooks are switched off.
 * Other changes to an agent's settings are the agent's business.
 */
export function weakensGuard(before: string | undefined, after: string | undefined): boolean {
  if (after !== undefined && switchesOff.test(after) && !switchesOff.test(before ?? '')) return true;
  if (guardSettings(before) !== guardSettings(after)) return true;
  const count = (text: string | undefined) => text?.match(/holdfast/gi)?.length ?? 0;
  return count(after) < count(before);
}

/** What an editor's settings say about the guard, as it is written: each key with its value. */
function guardSettings(text: string | undefined): string {
  const found: string[] = [];
  for (const match of (text ?? '').matchAll(/"holdfast\.guard\.[\w.]+"\s*:\s*/g)) {
    found.push(match[0] + valueAt(text ?? '', match.index + match[0].length));
  }
  return found.join('\n');
}

/** A JSON value that begins at an offset, by its brackets. */
function valueAt(text: string, start: number): string {
  let depth = 0;
  const part = /"(?:[^"\\]|\\.)*"|[{[]|[}\]]|[,\n]|[^"{}[\],\n]+/y;
  part.lastIndex = start;
  for (let match = part.exec(text); match; match = part.exec(text)) {
    if (/^[{[]/.test(match[0])) depth += 1;
    if (/^[}\]]/.test(match[0])) depth -= 1;
    if (depth < 0 || (depth === 0 && /^[,\n]/.test(match[0]))) return text.slice(start, match.index);
    if (depth === 0 && /^[}\]]/.test(match[0])) return text.slice(start, part.lastIndex);
  }
  return text.slice(start);
}
