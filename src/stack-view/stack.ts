import { type Disposable, type Event, EventEmitter } from 'vscode';
import type { Project } from '../../core/project/project.ts';
import { type EngineSnapshot, emptySnapshot } from '../../core/stack/snapshot.ts';
import { joinStack, type StackView } from '../../core/stack/stack.ts';
import { disk } from '../../io/disk.ts';
import type { EngineEndpoint } from '../../io/engine/endpoint.ts';
import type { Engine, EngineEvent } from '../../io/engine/engine.ts';
import { wishesOf } from '../../io/engine/read-snapshot.ts';
import { type EngineWatch, watchEngine } from '../../io/engine/watch-engine.ts';
import { readEnvFiles } from '../../io/restart/read-env-files.ts';
import type { DeclaredProjects } from './declared-projects.ts';

/** What runs, joined with the workspace's projects; the one state of the stack view and its commands. */
export interface Stack extends Disposable {
  readonly view: StackView;
  /** What the view was joined from. */
  readonly snapshot: EngineSnapshot;
  readonly onDidChange: Event<StackView>;
  readonly onEngineEvent: Event<EngineEvent>;
  /** Undefined while there is no connection. */
  readonly engine: Engine | undefined;
  /** While nobody looks, only events are heard. */
  look(options: { readonly visible: boolean }): void;
  refresh(): void;
  /** Connects anew, to another engine when the choice changed. */
  reconnect(): void;
}

export function watchStack(options: {
  readonly projects: DeclaredProjects;
  readonly endpoint: () => EngineEndpoint | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): Stack {
  const { projects, endpoint, environment } = options;
  const changed = new EventEmitter<StackView>();
  const events = new EventEmitter<EngineEvent>();
  let snapshot = emptySnapshot({ kind: 'none' });
  let envFiles = readAll(projects.list());
  let view = joinStack({ projects: projects.list(), snapshot, envFiles });

  function readAll(list: readonly Project[]) {
    return new Map(list.flatMap((project) => [...readEnvFiles(project, disk, environment)]));
  }

  function update(): void {
    view = joinStack({ projects: projects.list(), snapshot, envFiles });
    changed.fire(view);
  }

  const watch: EngineWatch = watchEngine({
    endpoint,
    onEvent: (event) => events.fire(event),
    onSnapshot(next) {
      const listChanged = next.containers !== snapshot.containers;
      snapshot = next;
      if (listChanged) wish();
      update();
    },
  });

  function wish(): void {
    // The watch may tell of its first snapshot before it is returned.
    queueMicrotask(() => watch.want(wishesOf(projects.list(), snapshot.containers.values())));
  }

  const projectsChanged = projects.onDidChange(() => {
    envFiles = readAll(projects.list());
    wish();
    update();
  });
  return {
    get view() {
      return view;
    },
    get snapshot() {
      return snapshot;
    },
    get engine() {
      return watch.engine;
    },
    onDidChange: changed.event,
    onEngineEvent: events.event,
    look: (state) => watch.look(state),
    refresh: () => watch.refresh(),
    reconnect: () => watch.reconnect(),
    dispose() {
      projectsChanged.dispose();
      watch.dispose();
      changed.dispose();
      events.dispose();
    },
  };
}
