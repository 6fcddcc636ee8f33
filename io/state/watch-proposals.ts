import { type FSWatcher, mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { State } from './state.ts';

/** Milliseconds in which several events count as one. */
const gathering = 20;

/**
 * Tells when a proposal appears or goes in any project, whichever program did it: a hook, a terminal, another window.
 *
 * @param onChange called a moment after the change
 */
export function watchProposals(state: State, onChange: () => void): { dispose(): void } {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  const changed = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      watchAll();
      onChange();
    }, gathering);
  };
  const watchFolder = (folder: string) => {
    if (watchers.has(folder)) return;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const watcher = watch(folder, changed);
      watcher.on('error', () => {
        watcher.close();
        watchers.delete(folder);
      });
      watchers.set(folder, watcher);
    } catch {
      // Without a watcher proposals of other programs are seen at the next change of our own.
    }
  };
  const watchAll = () => {
    watchFolder(join(state.folder, 'projects'));
    for (const project of state.projects()) watchFolder(join(project.folder, 'proposals'));
  };
  watchAll();
  return {
    dispose() {
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}
