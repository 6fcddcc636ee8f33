import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import {
  createProtocolConnection,
  type Diagnostic,
  type InitializeParams,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

const root = path.resolve(import.meta.dirname ?? __dirname, '../..');

let built: string | undefined;

/** The server's program, built from the sources once a test run. */
function serverProgram(): string {
  if (built !== undefined) return built;
  const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-server-'));
  built = path.join(folder, 'server.js');
  buildSync({
    entryPoints: [path.join(root, 'server/main.ts')],
    outfile: built,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return built;
}

interface SessionOptions {
  /** Files of the workspace by relative path. */
  readonly files: Readonly<Record<string, string>>;
  readonly initializationOptions?: unknown;
  /** What `workspace/configuration` answers for the section `holdfast`. */
  readonly settings?: unknown;
  readonly environment?: Readonly<Record<string, string>>;
  /** Program and arguments instead of the built server. */
  readonly command?: readonly [program: string, ...args: string[]];
}

/** A place in a marked text. */
export interface Cursor {
  readonly text: string;
  readonly position: { readonly line: number; readonly character: number };
}

/** Takes the `‸` out of a text and tells where it was. */
export function cursorIn(marked: string): Cursor {
  const offset = marked.indexOf('‸');
  if (offset < 0) throw new Error('the text has no ‸');
  const before = marked.slice(0, offset).split('\n');
  const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), position };
}

/** A running language server with a workspace of its own, driven as an editor would: over its standard streams. */
export interface LspSession {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  readonly process: ChildProcess;
  /** Absolute workspace folder. */
  readonly folder: string;
  uri(file: string): string;
  /** Opens a workspace file; with a text, as if it was typed and not saved. */
  open(file: string, text?: string): void;
  /** Replaces an open document's text and gives its new version. */
  change(file: string, text: string): number;
  /** Replaces a part of an open document. */
  edit(file: string, from: string, to: string): number;
  close(file: string): void;
  /** Writes to the disk past the editor. */
  write(file: string, text: string): void;
  remove(file: string): void;
  /** Opens the file with its cursor and gives the parameters of a request there. */
  at(file: string, marked: string): { textDocument: { uri: string }; position: Cursor['position'] };
  request<Answer>(method: string, params: unknown): Promise<Answer>;
  /**
   * The next diagnostics of a file, or the latest ones that fulfil `until` when it is given.
   */
  diagnostics(file: string, until?: (diagnostics: Diagnostic[]) => boolean): Promise<Diagnostic[]>;
  /** How many times diagnostics of the file were sent. */
  rounds(file: string): number;
  /** Everything the server has written to its log. */
  readonly log: readonly string[];
  dispose(): Promise<void>;
}

export async function startSession(options: SessionOptions): Promise<LspSession> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'holdfast-lsp-')));
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  for (const [file, text] of Object.entries(options.files)) write(file, text);

  const [program, ...args] = options.command ?? [process.execPath, serverProgram(), '--stdio'];
  const environment = { PATH: process.env.PATH ?? '', HOME: folder, ...options.environment };
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: environment, cwd: folder });
  const log: string[] = [];
  child.stderr.on('data', (chunk) => log.push(String(chunk)));
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );

  const latest = new Map<string, PublishDiagnosticsParams>();
  const rounds = new Map<string, number>();
  const waiting = new Set<() => void>();
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    latest.set(params.uri, params);
    rounds.set(params.uri, (rounds.get(params.uri) ?? 0) + 1);
    for (const look of [...waiting]) look();
  });
  connection.onNotification('window/logMessage', ({ message }: { message: string }) => void log.push(message));
  connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) =>
    items.map(() => options.settings ?? null),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/codeLens/refresh', () => null);
  connection.listen();

  const uri = (file: string) => pathToFileURL(path.join(folder, file)).href;
  const params: InitializeParams = {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'test' }],
    initializationOptions: options.initializationOptions,
    capabilities: {
      workspace: {
        configuration: options.settings !== undefined,
        codeLens: { refreshSupport: true },
        workspaceFolders: true,
      },
      textDocument: {
        publishDiagnostics: { relatedInformation: true },
        completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
        definition: { linkSupport: true },
        documentSymbol: { hierarchicalDocumentSymbolSupport: true },
        rename: { prepareSupport: true },
      },
    },
  };
  const initialized = await connection.sendRequest<InitializeResult>('initialize', params);
  await connection.sendNotification('initialized', {});

  const texts = new Map<string, { text: string; version: number }>();
  const send = (method: string, sent: unknown) => void connection.sendNotification(method, sent);
  const session: LspSession = {
    connection,
    initialized,
    process: child,
    folder,
    log,
    uri,
    write,
    remove: (file) => rmSync(path.join(folder, file)),
    open(file, text = options.files[file] ?? '') {
      texts.set(file, { text, version: 1 });
      const languageId = /\.env$/.test(file) ? 'dotenv' : 'dockercompose';
      send('textDocument/didOpen', { textDocument: { uri: uri(file), languageId, version: 1, text } });
    },
    change(file, text) {
      const version = (texts.get(file)?.version ?? 0) + 1;
      texts.set(file, { text, version });
      send('textDocument/didChange', { textDocument: { uri: uri(file), version }, contentChanges: [{ text }] });
      return version;
    },
    edit(file, from, to) {
      const known = texts.get(file);
      const start = known?.text.indexOf(from) ?? -1;
      if (known === undefined || start < 0) throw new Error(`"${from}" isn't in ${file}`);
      const positionOf = (offset: number) => {
        const before = known.text.slice(0, offset).split('\n');
        return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
      };
      const range = { start: positionOf(start), end: positionOf(start + from.length) };
      const version = known.version + 1;
      texts.set(file, { text: known.text.slice(0, start) + to + known.text.slice(start + from.length), version });
      send('textDocument/didChange', {
        textDocument: { uri: uri(file), version },
        contentChanges: [{ range, text: to }],
      });
      return version;
    },
    close(file) {
      texts.delete(file);
      send('textDocument/didClose', { textDocument: { uri: uri(file) } });
    },
    at(file, marked) {
      const { text, position } = cursorIn(marked);
      if (texts.has(file)) session.change(file, text);
      else session.open(file, text);
      return { textDocument: { uri: uri(file) }, position };
    },
    request: (method, sent) => connection.sendRequest(method, sent),
    diagnostics(file, until) {
      const before = rounds.get(uri(file)) ?? 0;
      return new Promise((resolve) => {
        const look = () => {
          const found = latest.get(uri(file))?.diagnostics;
          const isNext =
            until === undefined ? (rounds.get(uri(file)) ?? 0) > before : found !== undefined && until(found);
          if (!isNext || found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        if (until !== undefined) look();
      });
    },
    rounds: (file) => rounds.get(uri(file)) ?? 0,
    async dispose() {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null) {
        await connection.sendRequest('shutdown');
        await connection.sendNotification('exit');
        await exited;
      }
      connection.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return session;
}
