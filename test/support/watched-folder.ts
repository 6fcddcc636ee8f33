import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInPolicy } from '../../core/guard/policy.ts';
import { openState, type ProjectState, type State } from '../../io/state/state.ts';
import { createQuickJudge } from '../../io/watch/create-judge.ts';
import type { ProjectWatchEvent } from '../../io/watch/project-watch-event.ts';
import { type ProjectWatch, watchProject } from '../../io/watch/watch-project.ts';

export interface WatchedFolder {
  readonly folder: string;
  readonly file: string;
  readonly state: State;
  readonly project: ProjectState;
  readonly events: readonly ProjectWatchEvent[];
  /** The watch that runs now. */
  watch(): ProjectWatch;
  /** Ends the watch, and starts another as after a restart of the program. */
  restart(): ProjectWatch;
  stop(): void;
  read(name?: string): string | undefined;
  write(text: string, name?: string): void;
  /** The next event of a kind, one that came already and was not awaited yet included. */
  next<Kind extends ProjectWatchEvent['kind']>(kind: Kind): Promise<Extract<ProjectWatchEvent, { kind: Kind }>>;
  dispose(): void;
}

/** A project in a folder of its own, guarded by the real watcher and the real judge. */
export function watchedFolder(
  files: Readonly<Record<string, string>>,
  options: {
    readonly unsavedTexts?: () => ReadonlyMap<string, string>;
    readonly prepare?: (folder: string) => void;
  } = {},
): WatchedFolder {
  const folder = mkdtempSync(join(tmpdir(), 'guard-watch-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  options.prepare?.(folder);
  const stateFolder = mkdtempSync(join(tmpdir(), 'guard-watch-state-'));
  const state = openState(stateFolder);
  const project = state.project({ directory: folder });
  const events: ProjectWatchEvent[] = [];
  const unread: ProjectWatchEvent[] = [];
  let wake = () => {};

  const start = () =>
    watchProject({
      state: project,
      audit: state.audit,
      judge: createQuickJudge({ directory: folder, environment: {} }, () => builtInPolicy),
      unsavedTexts: options.unsavedTexts,
      onEvent(event) {
        events.push(event);
        unread.push(event);
        wake();
      },
    });
  let watch = start();
  const file = join(folder, 'compose.yaml');

  return {
    folder,
    file,
    state,
    project,
    events,
    watch: () => watch,
    restart() {
      watch.dispose();
      watch = start();
      return watch;
    },
    stop: () => watch.dispose(),
    read(name = 'compose.yaml') {
      try {
        return readFileSync(join(folder, name), 'utf8');
      } catch {
        return undefined;
      }
    },
    write: (text, name = 'compose.yaml') => writeFileSync(join(folder, name), text),
    async next(kind) {
      for (;;) {
        const index = unread.findIndex((event) => event.kind === kind);
        const [event] = index < 0 ? [] : unread.splice(index, 1);
        if (event) return event as never;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    dispose() {
      watch.dispose();
      rmSync(folder, { recursive: true, force: true });
      rmSync(stateFolder, { recursive: true, force: true });
    },
  };
}

/** Incident-shaped project: an API and three databases, each with its named volume and its comment. */
export const fourServices = `# The stack of the shop.
services:
  # Cache and sessions.
  redis:
    image: redis:7-alpine
    volumes:
      - redis-data:/data

  # Orders; the only copy.
  postgres:
    image: postgres:16-alpine
    volumes:
      - postgres-data:/var/lib/postgresql/data

  neo4j:
    image: neo4j:5-community
    volumes:
      - neo4j-data:/data

  api:
    image: example/api:1
    depends_on:
      - redis
      - postgres

volumes:
  redis-data:
  postgres-data:
  neo4j-data:
`;

/** The same after an agent that was told to remove one service. */
export const onlyApi = `services:
  api:
    image: example/api:1
`;
