import { shown } from '../file-effects.ts';
import { globExpression } from '../glob.ts';
import { type Options, readOptions } from '../options.ts';
import { type Call, report, resolvePath, subshell } from '../shell.ts';

/** `git filter-branch` and `git filter-repo`: what they take out of every commit is gone from the work tree as well. */
export function followRewrite(call: Call, name: 'filter-branch' | 'filter-repo', args: Call['args']): undefined {
  if (name === 'filter-branch') followFilterBranch(call, args);
  else followFilterRepo(call, args);
}

function followFilterBranch(call: Call, args: Call['args']): void {
  const options = readOptions(args, {
    valued:
      'setup subdirectory-filter env-filter tree-filter index-filter parent-filter msg-filter commit-filter tag-name-filter original d state-branch',
  });
  for (const { text } of options.values('tree-filter')) call.shell.run(text, subshell(call.shell));
  // What goes from the index of a rewritten commit goes from the work tree once that commit is checked out.
  for (const { text } of options.values('index-filter'))
    call.shell.run(text.replace(/\s--cached\b/g, ''), subshell(call.shell));
  const folder = options.values('subdirectory-filter').at(-1)?.text;
  if (folder !== undefined) reportGone(call, (path) => !isIn(path, resolvePath(call.shell, folder)));
}

function followFilterRepo(call: Call, args: Call['args']): void {
  const options = readOptions(args, {
    valued:
      'path path-match path-glob path-regex path-rename paths-from-file subdirectory-filter to-subdirectory-filter replace-text replace-message mailmap strip-blobs-bigger-than strip-blobs-with-ids refs source target',
  });
  if (options.has('analyze') || options.has('dry-run') || options.has('help') || options.has('h')) return;
  const folder = options.values('subdirectory-filter').at(-1)?.text;
  const named = namedBy(call, options);
  if (folder !== undefined) reportGone(call, (path) => !isIn(path, resolvePath(call.shell, folder)));
  else if (options.has('paths-from-file') || options.has('path-regex')) reportGone(call, () => true);
  else if (named !== undefined) reportGone(call, (path) => named(path) === options.has('invert-paths'));
}

/** Whether the options name a path; undefined when they name none at all. */
function namedBy(call: Call, options: Options): ((path: string) => boolean) | undefined {
  const resolve = ({ text }: { readonly text: string }) => resolvePath(call.shell, text);
  const folders = [...options.values('path'), ...options.values('path-match')].map(resolve);
  const patterns = options.values('path-glob').map((word) => globExpression(resolve(word)));
  if (folders.length === 0 && patterns.length === 0) return undefined;
  return (path) => folders.some((one) => isIn(path, one)) || patterns.some((pattern) => pattern.test(path));
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`);
}

function reportGone(call: Call, isGone: (path: string) => boolean): void {
  const { cwd = '', surroundings } = call.shell;
  const hit = surroundings.protectedFiles?.(cwd).find(isGone);
  if (hit !== undefined) report(call, 'git-rewrites-history', shown(call.shell, hit));
}
