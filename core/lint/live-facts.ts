import type { EngineSnapshot } from '../stack/snapshot.ts';

/** What is known of the machine that a project runs on, as far as somebody asked. */
export interface LiveFacts {
  /** What the engine has. */
  readonly engine?: EngineSnapshot | undefined;
  /** Who listens on the host's ports, containers included. */
  readonly listeners?: readonly PortListener[] | undefined;
  /** Owner and mode of a file or folder of the host; undefined for one that isn't there. */
  readonly ownership?: ((path: string) => Ownership | undefined) | undefined;
}

export interface PortListener {
  /** `0.0.0.0`, `::`, `127.0.0.1` … */
  readonly address: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  /** Undefined when the system doesn't tell. */
  readonly process?: { readonly id: number; readonly name: string } | undefined;
  /** `postgresql@15-main.service`. */
  readonly unit?: string | undefined;
}

export interface Ownership {
  readonly user: number;
  readonly group: number;
  /** Permission bits: 0o755. */
  readonly mode: number;
  readonly kind: 'file' | 'directory';
}
