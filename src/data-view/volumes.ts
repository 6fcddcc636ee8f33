import { type Disposable, type Event, EventEmitter, type LogOutputChannel } from 'vscode';
import { takeInventory, type VolumeFacts } from '../../core/backup/inventory.ts';
import type { Backup } from '../../core/backup/manifest.ts';
import type { DataRisk } from '../../core/stack/data-at-risk.ts';
import { defaultBackupFolder, openCatalogue } from '../../io/backup/catalogue.ts';
import { noteUnused } from '../../io/backup/unused-volumes.ts';
import { openVolumeLocks, tookLockAway, type VolumeLocks } from '../../io/backup/volume-lock.ts';
import type { Engine } from '../../io/engine/engine.ts';
import { type EngineStorage, openStorage } from '../../io/engine/storage.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import type { Stack } from '../stack-view/stack.ts';

/** The engine's volumes with their sizes, users, locks and backups: the one state of the view and its commands. */
export interface Volumes extends Disposable {
  readonly inventory: readonly VolumeFacts[];
  readonly backups: readonly Backup[];
  /** By volume: data that a person may lose with it. */
  readonly risks: ReadonlyMap<string, DataRisk>;
  /** Data that is in no volume at all. */
  readonly unkept: readonly { readonly project: string; readonly service: string; readonly risk: DataRisk }[];
  /** Names of the workspace's projects. */
  readonly projects: ReadonlySet<string>;
  readonly folder: string;
  readonly onDidChange: Event<void>;
  /** Reads backups anew, and sizes where `sizes` is asked for: the engine walks its disk for them. */
  refresh(options: { readonly sizes: boolean }): Promise<void>;
  /** @throws Error when no engine is connected */
  storage(): Promise<EngineStorage>;
  locks(): Promise<VolumeLocks>;
}

export function watchVolumes(options: {
  readonly stack: Stack;
  readonly log: LogOutputChannel;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): Volumes {
  const { stack, log, environment } = options;
  const changed = new EventEmitter<void>();
  const folder = defaultBackupFolder(environment);
  const state = stateFolder(environment);
  let sizes: ReadonlyMap<string, number> | undefined;
  let backups: readonly Backup[] = [];
  let inventory: readonly VolumeFacts[] = [];
  let opened: { readonly engine: Engine; readonly storage: Promise<EngineStorage> } | undefined;
  let drawn = '';

  function storage(): Promise<EngineStorage> {
    const { engine } = stack;
    if (engine === undefined) return Promise.reject(new Error('No engine is connected.'));
    if (opened?.engine !== engine) opened = { engine, storage: openStorage(engine) };
    return opened.storage;
  }
  const locks = async () => openVolumeLocks(await storage(), state);

  function join(): void {
    const { snapshot, engine } = stack;
    const unusedSince =
      engine === undefined
        ? undefined
        : noteUnused(snapshot, { stateFolder: state, engine: engine.endpoint.host, now: new Date() });
    inventory = takeInventory({ snapshot, backups, sizes, unusedSince });
    // Containers change often and volumes seldom; only what is drawn counts.
    const now = JSON.stringify([inventory, backups, unkept()]);
    if (now === drawn) return;
    drawn = now;
    changed.fire();
  }

  const allRisks = () =>
    stack.view.projects.flatMap((project) =>
      project.services.flatMap((service) =>
        service.risks.map((risk) => ({ project: project.name, service: service.name, risk })),
      ),
    );
  const unkept = () => allRisks().filter(({ risk }) => risk.known && risk.kind === 'writable-layer');

  async function refresh({ sizes: wanted }: { readonly sizes: boolean }): Promise<void> {
    backups = openCatalogue(folder).list();
    join();
    if (!wanted || stack.engine === undefined) return;
    try {
      sizes = await (await storage()).volumeSizes();
    } catch (error) {
      log.warn(`The sizes of volumes could not be asked for: ${error instanceof Error ? error.message : error}`);
    }
    join();
  }

  async function remakeLocks(): Promise<void> {
    if (stack.engine === undefined) return;
    try {
      for (const volume of await (await locks()).remake()) log.info(`The lock of ${volume} was made anew.`);
    } catch (error) {
      log.warn(`Locks could not be made anew: ${error instanceof Error ? error.message : error}`);
    }
  }

  let connected: Engine | undefined;
  const subscriptions = [
    stack.onDidChange(() => {
      join();
      if (stack.engine === connected) return;
      connected = stack.engine;
      sizes = undefined;
      void remakeLocks();
    }),
    stack.onEngineEvent((event) => {
      if (tookLockAway(event)) void remakeLocks();
    }),
  ];
  return {
    get inventory() {
      return inventory;
    },
    get backups() {
      return backups;
    },
    get risks() {
      return new Map(
        allRisks().flatMap(({ risk }) => (risk.volume === undefined ? [] : [[risk.volume, risk] as const])),
      );
    },
    get projects() {
      return new Set(stack.view.projects.flatMap((it) => (it.project === undefined ? [] : [it.name])));
    },
    get unkept() {
      return unkept();
    },
    folder,
    onDidChange: changed.event,
    refresh,
    storage,
    locks,
    dispose() {
      for (const subscription of [...subscriptions, changed]) subscription.dispose();
    },
  };
}
