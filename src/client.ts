import path from 'node:path';
import {
  type Disposable,
  type ExtensionContext,
  env,
  extensions,
  type LogOutputChannel,
  l10n,
  window,
  workspace,
} from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import {
  composeLanguageId,
  type EffectiveProject,
  type EffectiveProjectParams,
  effectiveProjectRequest,
  type InitializationOptions,
  type LiveState,
  liveStateNotification,
  settingsSection,
} from '../server/protocol.ts';
import { affectsEditorFeatures, offerChoice, resolveEditorFeatures, resolveHiddenRules } from './editor-features.ts';
import { translateLenses } from './lens-words.ts';

export interface Client extends Disposable {
  readonly client: LanguageClient;
  /** Tells the server what runs now; kept and sent again after a restart. */
  setLiveState(live: LiveState): void;
  /** The merged project that a Compose file belongs to, as YAML. */
  effectiveProject(uri: string): Promise<EffectiveProject | null>;
}

/** A server that dies is started again, but not more often than this in this time. */
const mostRestarts = 5;
const restartWindow = 3 * 60_000;

/**
 * Starts the language server as a process of its own. A server that dies is started again; one that keeps dying is left,
 * with a message. Everything else in the extension works without it.
 *
 * @param log gets what the server writes
 */
export function startClient(context: ExtensionContext, log: LogOutputChannel): Client {
  const module = context.asAbsolutePath(path.join('dist', 'server.js'));
  const deaths: number[] = [];
  let live: LiveState | undefined;
  const initializationOptions: InitializationOptions = {
    commands: true,
    rulePages: `${env.uriScheme}://${context.extension.id}/rules/`,
  };
  const options: LanguageClientOptions = {
    documentSelector: [
      // Not the sides of comparisons, git's or the guard's, whose neighbours are elsewhere.
      ...['file', 'untitled'].map((scheme) => ({ scheme, language: composeLanguageId })),
      // Any YAML file may be included by a project or extended from; the server leaves alone those that aren't.
      { scheme: 'file', language: 'yaml' },
      { scheme: 'file', pattern: '**/{.env,.env.*,*.env}' },
    ],
    outputChannel: log,
    initializationOptions,
    synchronize: {
      fileEvents: workspace.createFileSystemWatcher(
        '**/{*.{yml,yaml,env},.env*,Dockerfile*,*.Dockerfile,.dockerignore}',
      ),
    },
    middleware: {
      provideCodeLenses: async (document, token, next) => translateLenses(await next(document, token)),
      workspace: {
        configuration: async (params, token, next) => {
          const given = await next(params, token);
          if (!Array.isArray(given)) return given;
          return given.map((settings, index) => {
            if (params.items[index]?.section !== settingsSection) return settings;
            const diagnostics = { ...settings?.diagnostics, hidden: resolveHiddenRules(settings) };
            return { ...settings, diagnostics, editor: resolveEditorFeatures(settings) };
          });
        },
      },
    },
    errorHandler: {
      error: (_error, _message, count) => ({ action: (count ?? 0) <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown }),
      closed() {
        const now = Date.now();
        deaths.push(now);
        const recent = deaths.filter((time) => now - time < restartWindow);
        if (recent.length <= mostRestarts) return { action: CloseAction.Restart, handled: true };
        return {
          action: CloseAction.DoNotRestart,
          message: l10n.t(
            'The Holdfast language server stopped {0} times in three minutes and is left off. The guard and the stack view go on working. The log says why.',
            recent.length,
          ),
        };
      },
    },
  };
  const client = new LanguageClient(
    'holdfast',
    'Holdfast language server',
    {
      run: { module, transport: TransportKind.ipc },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6019'] } },
    },
    options,
  );
  /** Lets the server ask for its settings again. */
  const askAgain = () => {
    if (client.isRunning()) void client.sendNotification('workspace/didChangeConfiguration', { settings: null });
  };
  const subscriptions = [
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running && live !== undefined) void client.sendNotification(liveStateNotification, live);
    }),
    // Another extension that comes or goes changes which features are Holdfast's, and so do its settings.
    extensions.onDidChange(askAgain),
    workspace.onDidChangeConfiguration((event) => {
      if (affectsEditorFeatures(event)) askAgain();
    }),
  ];
  void offerChoice(context);
  client.start().catch((error: unknown) => {
    log.error(`The language server could not be started: ${error instanceof Error ? error.message : String(error)}`);
    void window.showErrorMessage(
      l10n.t('Holdfast could not start its language server. The guard and the stack view go on working.'),
    );
  });

  return {
    client,
    setLiveState(state) {
      live = state;
      if (client.isRunning()) void client.sendNotification(liveStateNotification, state);
    },
    effectiveProject(uri) {
      const params: EffectiveProjectParams = { uri };
      return client.sendRequest<EffectiveProject | null>(effectiveProjectRequest, params);
    },
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
      if (client.needsStop()) void client.stop();
    },
  };
}
