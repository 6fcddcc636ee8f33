import { commands, type Disposable, l10n, type Memento, type QuickPickItem, window } from 'vscode';
import type { EngineEndpoint } from '../../io/engine/endpoint.ts';
import { findEngines } from '../../io/engine/find-engines.ts';

/** Which engine is looked at: the one chosen for this workspace, otherwise the one that the docker command would use. */
export interface EngineChoice extends Disposable {
  current(): EngineEndpoint | undefined;
}

const key = 'holdfast.engine';

export function chooseEngine(options: {
  readonly workspaceState: Memento;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onChange: () => void;
}): EngineChoice {
  const { workspaceState, environment, onChange } = options;

  function current(): EngineEndpoint | undefined {
    const found = findEngines({ environment });
    const chosen = workspaceState.get<EngineEndpoint>(key);
    if (chosen === undefined) return found.current;
    return found.endpoints.find((endpoint) => endpoint.id === chosen.id) ?? chosen;
  }

  async function ask(): Promise<void> {
    const { endpoints, current: byDefault } = findEngines({ environment });
    const now = current();
    const items: (QuickPickItem & { endpoint?: EngineEndpoint; other?: true })[] = [
      {
        label: `$(sync) ${l10n.t('Follow the docker command')}`,
        description: byDefault ? l10n.t('now {0}', byDefault.label) : '',
        detail: l10n.t('DOCKER_HOST, the current Docker context, or the default socket'),
      },
      ...endpoints.map((endpoint) => ({
        label: `$(server) ${endpoint.label}`,
        description: endpoint.id === now?.id ? l10n.t('in use') : '',
        detail: endpoint.host,
        endpoint,
      })),
      { label: `$(edit) ${l10n.t('Another address…')}`, other: true as const },
    ];
    const picked = await window.showQuickPick(items, {
      title: l10n.t('Which engine should Holdfast look at in this workspace?'),
    });
    if (picked === undefined) return;
    const endpoint = picked.other ? await askAddress() : picked.endpoint;
    if (picked.other && endpoint === undefined) return;
    await workspaceState.update(key, endpoint);
    onChange();
  }

  const command = commands.registerCommand('holdfast.chooseEngine', ask);
  return { current, dispose: () => command.dispose() };
}

async function askAddress(): Promise<EngineEndpoint | undefined> {
  const host = await window.showInputBox({
    title: l10n.t('Address of the engine'),
    placeHolder: 'unix:///run/podman/podman.sock, tcp://host:2375, ssh://user@host',
    validateInput: (text) =>
      /^(?:unix|npipe|tcp|ssh|https?):\/\/./.test(text)
        ? undefined
        : l10n.t('Begin with unix://, npipe://, tcp:// or ssh://'),
  });
  return host === undefined ? undefined : { id: `address:${host}`, label: host, host };
}
