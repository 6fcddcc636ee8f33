import { folderOf } from '../compose-names.ts';
import { resolvePath } from '../resolve-path.ts';
import type { CompletionContext, Suggestion } from './suggestion.ts';

interface PathOptions {
  /** Folder that the path is seen from. */
  readonly base: string;
  /** The path as typed so far, and where it starts in the document. */
  readonly typed: string;
  readonly start: number;
  readonly foldersOnly?: boolean | undefined;
}

const hidden: ReadonlySet<string> = new Set(['.git', 'node_modules', '.venv', '__pycache__']);

/** The files and folders that a path may go on with. */
export function pathSuggestions(context: CompletionContext, options: PathOptions): Suggestion[] {
  const { view } = context.snapshot;
  const cut = options.typed.lastIndexOf('/') + 1;
  const head = options.typed.slice(0, cut);
  if (head.startsWith('~') || head.includes('$')) return [];
  const folder = head === '' ? options.base : resolvePath(options.base, head);
  const range = { start: options.start + cut, end: Math.max(context.place.offset, options.start + cut) };
  // A bare name would be a volume or an image; a path says that it is one.
  const prefix = head === '' ? './' : '';
  const suggestions: Suggestion[] = [];
  for (const name of [...(view.list(folder) ?? [])].sort()) {
    if (hidden.has(name)) continue;
    const kind = view.kind(`${folder === '/' ? '' : folder}/${name}`);
    if (kind === undefined || (options.foldersOnly && kind === 'file')) continue;
    const label = kind === 'directory' ? `${prefix}${name}/` : `${prefix}${name}`;
    suggestions.push({ label, kind: kind === 'directory' ? 'folder' : 'file', range });
  }
  return suggestions;
}

/** The folder that relative paths at the cursor are seen from. */
export function baseFolder({ snapshot, place }: CompletionContext): string {
  const isDockerfile = place.path.at(-1) === 'dockerfile';
  const service = isDockerfile ? snapshot.project.services.get(String(place.path[1])) : undefined;
  const context = service?.build?.context?.value;
  return context === undefined ? folderOf(snapshot.file) : resolvePath(snapshot.project.directory, context);
}
