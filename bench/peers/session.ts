import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  type Diagnostic,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { Peer } from './peers.ts';

/** A language server that has a folder open; times are in milliseconds. */
export interface BenchSession {
  readonly connection: ProtocolConnection;
  readonly capabilities: Readonly<Record<string, unknown>>;
  /** Opens a document and waits for its first diagnostics. */
  open(file: string, text: string): Promise<{ readonly ms: number; readonly diagnostics: Diagnostic[] }>;
  /** Replaces one range and waits for the next diagnostics of the document. */
  edit(file: string, version: number, change: object): Promise<number>;
  /** Waits until no document's diagnostics have come for a while. */
  settled(): Promise<void>;
  /** The latest diagnostics of a document. */
  diagnostics(file: string): Diagnostic[];
  request(method: string, params: object): Promise<{ readonly ms: number; readonly answer: unknown }>;
  /** Resident memory in megabytes. */
  memory(): number;
  stop(): Promise<void>;
}

const patience = 60_000;
/** The slowest peer waits one second before it looks at a change. */
const quiet = 1500;

export async function startBenchSession(peer: Peer, folder: string): Promise<BenchSession> {
  const [program = '', ...args] = peer.command;
  const child: ChildProcess = spawn(program, args, { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
  if (child.stdout === null || child.stdin === null) throw new Error(`${peer.name} has no streams`);
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const latest = new Map<string, { diagnostics: Diagnostic[]; at: number; count: number }>();
  let received = 0;
  const waiting = new Set<() => void>();
  connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: PublishDiagnosticsParams) => {
    latest.set(uri, { diagnostics, at: performance.now(), count: (latest.get(uri)?.count ?? 0) + 1 });
    received += 1;
    for (const look of [...waiting]) look();
  });
  connection.onRequest('workspace/configuration', ({ items }: { items: { section?: string }[] }) =>
    items.map(({ section = '' }) =>
      section
        .split('.')
        .reduce<unknown>(
          (value, key) => (key === '' ? value : ((value as Record<string, unknown> | undefined)?.[key] ?? null)),
          peer.settings,
        ),
    ),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/workspaceFolders', () => [{ uri: pathToFileURL(folder).href, name: 'bench' }]);
  connection.onUnhandledNotification(() => {});
  connection.listen();
  const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: 'bench' }];
  const initialized = (await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: workspaceFolders[0]?.uri ?? null,
    workspaceFolders,
    capabilities: {
      workspace: { configuration: true, workspaceFolders: true, didChangeConfiguration: { dynamicRegistration: true } },
      textDocument: {
        publishDiagnostics: { relatedInformation: true },
        hover: { contentFormat: ['markdown', 'plaintext'] },
        completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
        definition: { linkSupport: true },
      },
    },
  })) as { capabilities: Record<string, unknown> };
  await connection.sendNotification('initialized', {});
  await connection.sendNotification('workspace/didChangeConfiguration', { settings: peer.settings });

  const uriOf = (file: string) => pathToFileURL(file).href;
  const next = (uri: string, count: number) =>
    new Promise<{ diagnostics: Diagnostic[]; at: number }>((resolve, reject) => {
      const look = () => {
        const found = latest.get(uri);
        if (found === undefined || found.count <= count) return;
        clearTimeout(timer);
        waiting.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => reject(new Error(`${peer.name} sent no diagnostics`)), patience);
      waiting.add(look);
      look();
    });

  return {
    connection,
    capabilities: initialized.capabilities,
    async open(file, text) {
      const uri = uriOf(file);
      const start = performance.now();
      void connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'dockercompose', version: 1, text },
      });
      const { at, diagnostics } = await next(uri, 0);
      return { ms: at - start, diagnostics };
    },
    async edit(file, version, change) {
      const uri = uriOf(file);
      const count = latest.get(uri)?.count ?? 0;
      const start = performance.now();
      void connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [change],
      });
      return (await next(uri, count)).at - start;
    },
    async settled() {
      for (let before = -1; before !== received; ) {
        before = received;
        await new Promise((resolve) => setTimeout(resolve, quiet));
      }
    },
    diagnostics: (file) => latest.get(uriOf(file))?.diagnostics ?? [],
    async request(method, params) {
      const start = performance.now();
      const answer = await connection.sendRequest(method, params);
      return { ms: performance.now() - start, answer };
    },
    memory() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    },
    async stop() {
      const exited = new Promise<void>((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) resolve();
        else child.once('exit', () => resolve());
      });
      // Some servers never answer once they are told to end.
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      const ending = connection.sendRequest('shutdown').then(() => connection.sendNotification('exit'));
      await Promise.race([exited, ending.catch(() => {})]);
      await exited;
      clearTimeout(timer);
      connection.dispose();
    },
  };
}
