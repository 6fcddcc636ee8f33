import {
  CodeActionKind,
  type Connection,
  DidChangeConfigurationNotification,
  type Disposable,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import type { FileView } from '../core/text/file-view.ts';
import { watchFolders } from '../io/watch/watch-folders.ts';
import { createProjectAnalysis } from './analysis.ts';
import { isComposeName } from './compose-names.ts';
import { createDiagnosticsPublisher } from './diagnostics.ts';
import { codeActions } from './features/code-actions.ts';
import { codeLenses } from './features/code-lens.ts';
import { completion } from './features/completion.ts';
import { definition } from './features/definition.ts';
import { documentLinks } from './features/document-links.ts';
import { documentSymbols } from './features/document-symbols.ts';
import { effectiveProject } from './features/effective-project.ts';
import { folding } from './features/folding.ts';
import { formatting } from './features/formatting.ts';
import { highlight } from './features/highlight.ts';
import { hover } from './features/hover.ts';
import { inlayHints } from './features/inlay-hints.ts';
import { references } from './features/references.ts';
import { prepareRename, rename } from './features/rename.ts';
import { selectionRanges } from './features/selection-ranges.ts';
import { semanticTokens, tokenLegend } from './features/semantic-tokens.ts';
import { workspaceSymbols } from './features/workspace-symbols.ts';
import { fileOf } from './from-protocol.ts';
import { attempt, type Feature, handle } from './handle.ts';
import { portListeners } from './port-listeners.ts';
import {
  effectiveProjectRequest,
  type InitializationOptions,
  type LiveState,
  liveStateNotification,
  settingsSection,
} from './protocol.ts';
import { rehearse } from './rehearsal.ts';
import { type EditorFeature, readSettings } from './settings.ts';
import { Workspace } from './workspace.ts';

interface ServerOptions {
  readonly connection: Connection;
  readonly disk: FileView;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const capabilities: InitializeResult['capabilities'] = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  completionProvider: { triggerCharacters: ['$', '{', ':', ' ', '-', '/', '"', "'", '.'] },
  hoverProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  renameProvider: { prepareProvider: true },
  documentHighlightProvider: true,
  documentSymbolProvider: true,
  workspaceSymbolProvider: true,
  documentLinkProvider: {},
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  semanticTokensProvider: { legend: tokenLegend, full: true },
  inlayHintProvider: true,
  codeLensProvider: {},
  codeActionProvider: {
    codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.Refactor, CodeActionKind.SourceFixAll],
  },
  documentFormattingProvider: true,
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};

/** Milliseconds after an edit in which another one is likely, so that nothing is rehearsed. */
const quietAfterEdit = 300;

/** Joins the connection to the workspace and the features. Call before `connection.listen()`. */
export function startServer(options: ServerOptions): void {
  const { connection } = options;
  const workspace = new Workspace({
    disk: options.disk,
    environment: options.environment,
    analyse: createProjectAnalysis,
  });
  const log = (message: string) => connection.console.error(message);
  /** A client that refuses something, or is gone, is no reason to end. */
  const tolerate = (sent: Promise<unknown>) => void sent.catch((error: unknown) => log(`the editor refused: ${error}`));
  let client: InitializeParams['capabilities'] = {};
  let initial: InitializationOptions = {};
  let rehearsal: Disposable | undefined;
  let lastEdit = Number.NEGATIVE_INFINITY;

  let watched: ReadonlySet<string> = new Set();
  /** Whether other files in the watched folders were there when last heard of: a log that grows is no reason to look again. */
  const others = new Map<string, boolean>();
  const watch = watchFolders({
    onEvent: (path) => {
      const exists = options.disk.kind(path) !== undefined;
      if (!watched.has(path) && !isComposeName(path) && others.get(path) === exists) return;
      others.set(path, exists);
      workspace.filesChanged();
      publisher.schedule();
    },
  });
  const publisher = createDiagnosticsPublisher({
    workspace,
    log,
    pageOf: (rule) => (initial.rulePages === undefined ? undefined : `${initial.rulePages}${rule}.md`),
    send: (uri, version, diagnostics) =>
      tolerate(connection.sendDiagnostics({ uri, diagnostics, ...(version === undefined ? {} : { version }) })),
    onRound: () => {
      watched = workspace.watchedFiles();
      watch.setFiles(watched);
    },
  });

  const useSettings = (given: unknown) => {
    workspace.settings = readSettings(given);
    workspace.filesChanged();
    publisher.schedule();
  };
  /** Nothing is published before the settings are known, since they may switch it off. */
  const askForSettings = async () => {
    let given: unknown = initial.settings;
    try {
      if (client.workspace?.configuration) given = await connection.workspace.getConfiguration(settingsSection);
    } catch (error) {
      log(`the settings could not be had: ${String(error)}`);
    }
    publisher.start();
    useSettings(given ?? initial.settings);
    const isIdle = () => !publisher.isPending && performance.now() - lastEdit > quietAfterEdit;
    rehearsal ??= rehearse({ isIdle, client: workspace.client, log });
  };

  connection.onInitialize((params): InitializeResult => {
    client = params.capabilities;
    initial = (params.initializationOptions as InitializationOptions | undefined) ?? {};
    workspace.roots = (params.workspaceFolders ?? []).map((folder) => fileOf(folder.uri));
    workspace.settings = readSettings(initial.settings);
    const document = params.capabilities.textDocument;
    workspace.client = {
      snippets: document?.completion?.completionItem?.snippetSupport === true,
      linkDefinitions: document?.definition?.linkSupport === true,
      hierarchicalSymbols: document?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
      commands: initial.commands === true,
    };
    return { capabilities, serverInfo: { name: 'holdfast' } };
  });
  connection.onInitialized(() => {
    if (client.workspace?.didChangeConfiguration?.dynamicRegistration)
      tolerate(connection.client.register(DidChangeConfigurationNotification.type, { section: settingsSection }));
    if (client.workspace?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders((event) => {
        const removed = new Set(event.removed.map((folder) => fileOf(folder.uri)));
        const added = event.added.map((folder) => fileOf(folder.uri));
        workspace.roots = [...workspace.roots.filter((root) => !removed.has(root)), ...added];
        workspace.filesChanged();
        publisher.schedule();
      });
    }
    void askForSettings();
  });
  connection.onDidChangeConfiguration((params) => {
    if (client.workspace?.configuration) void askForSettings();
    else useSettings((params.settings as Record<string, unknown> | null)?.[settingsSection]);
  });
  connection.onDidChangeWatchedFiles(() => {
    workspace.filesChanged();
    publisher.schedule();
  });

  connection.onDidOpenTextDocument(({ textDocument }) => {
    workspace.documents.opened(textDocument.uri, textDocument.languageId, textDocument.version, textDocument.text);
    workspace.filesChanged();
    publisher.schedule();
  });
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    lastEdit = performance.now();
    const changed = workspace.documents.changed(textDocument.uri, textDocument.version, contentChanges);
    if (changed !== undefined) workspace.textChanged(changed.file);
    publisher.schedule();
  });
  connection.onDidCloseTextDocument(({ textDocument }) => {
    const closed = workspace.documents.closed(textDocument.uri);
    workspace.filesChanged();
    workspace.forgetUnused();
    if (closed !== undefined) publisher.clear(closed.uri);
    publisher.schedule();
  });
  let lastLive = '';
  connection.onNotification(liveStateNotification, async (live: LiveState) => {
    // An engine's times and sentences ("Up 3 minutes") change without anything having happened.
    const stamp = JSON.stringify(live, (key, value) => (key === 'at' || key === 'status' ? undefined : value));
    if (stamp === lastLive) return;
    lastLive = stamp;
    workspace.live = live;
    // What runs has changed, and with it perhaps who has which port.
    if (live.engine !== undefined) workspace.listeners = await portListeners(workspace.publishedPorts());
    workspace.machineChanged();
    publisher.schedule();
    if (client.workspace?.codeLens?.refreshSupport) tolerate(connection.sendRequest('workspace/codeLens/refresh'));
  });

  const context = { snapshot: (uri: string) => workspace.snapshot(uri), log };
  /** The feature, unless settings switch it off. */
  const on = <Params extends { readonly textDocument: { readonly uri: string } }, Answer>(
    name: EditorFeature,
    feature: Feature<Params, Answer>,
    yields = false,
  ) => {
    const handler = handle(context, feature, { yields });
    return (params: Params, token: Parameters<typeof handler>[1]) =>
      workspace.settings.features[name] ? handler(params, token) : null;
  };

  connection.onCompletion(on('completion', completion));
  connection.onHover(on('hover', hover));
  connection.onDefinition(on('definition', definition));
  connection.onReferences(on('references', references));
  connection.onPrepareRename(on('rename', prepareRename));
  connection.onRenameRequest(on('rename', rename));
  connection.onDocumentHighlight(on('highlight', highlight));
  connection.onDocumentSymbol(on('symbols', documentSymbols, true));
  connection.onDocumentLinks(on('links', documentLinks, true));
  connection.onFoldingRanges(on('folding', folding, true));
  connection.onSelectionRanges(on('selectionRanges', selectionRanges));
  connection.languages.semanticTokens.on(on('semanticTokens', semanticTokens, true) as never);
  connection.languages.inlayHint.on(on('inlayHints', inlayHints, true));
  connection.onCodeLens(on('codeLens', codeLenses, true));
  connection.onCodeAction(on('codeActions', codeActions));
  connection.onDocumentFormatting(on('formatting', formatting));
  connection.onWorkspaceSymbol((params) =>
    workspace.settings.features.symbols
      ? attempt(context, 'workspaceSymbols', () => workspaceSymbols(params, workspace))
      : null,
  );
  connection.onRequest(effectiveProjectRequest, (params: { readonly uri: string }) =>
    attempt(context, 'effectiveProject', () => effectiveProject(workspace.snapshot(params.uri))),
  );
  connection.onShutdown(() => {
    rehearsal?.dispose();
    publisher.dispose();
    watch.dispose();
  });
}
