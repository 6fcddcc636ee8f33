import { commands, type Disposable, l10n, ThemeIcon, window } from 'vscode';
import { runProcess } from '../../io/process.ts';

interface Way {
  readonly label: string;
  readonly detail: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Needs rights that only a terminal can ask for. */
  readonly terminal: boolean;
}

/** Offers the ways in which an engine is started on this system; the person chooses, and sees the command beforehand. */
export function registerStartEngine(reconnect: () => void): Disposable {
  return commands.registerCommand('holdfast.startEngine', async () => {
    const items = ways(process.platform).map((way) => ({
      label: way.label,
      description: [way.command, ...way.args].join(' '),
      detail: way.detail,
      way,
    }));
    const chosen = await window.showQuickPick(items, { title: l10n.t('Start which engine?') });
    if (chosen === undefined) return;
    const { way } = chosen;
    if (way.terminal) {
      const terminal = window.createTerminal({
        name: way.label,
        iconPath: new ThemeIcon('server-process'),
        shellPath: way.command,
        shellArgs: [...way.args],
        isTransient: true,
      });
      terminal.show();
    } else {
      try {
        const result = await runProcess({ command: way.command, args: way.args, timeLimit: 60_000 });
        if (result.code !== 0)
          throw new Error(result.stderr.trim() || l10n.t('{0} ended with code {1}', way.command, String(result.code)));
      } catch (error) {
        void window.showErrorMessage(`${way.label}: ${error instanceof Error ? error.message : error}`);
      }
    }
    reconnect();
  });
}

function ways(platform: NodeJS.Platform): readonly Way[] {
  const podmanMachine: Way = {
    label: l10n.t('Podman machine'),
    detail: l10n.t('The virtual machine in which Podman runs'),
    command: 'podman',
    args: ['machine', 'start'],
    terminal: false,
  };
  if (platform === 'darwin') {
    const app = (name: string): Way => ({
      label: name,
      detail: l10n.t('Opens the application, which starts its engine'),
      command: 'open',
      args: ['-a', name],
      terminal: false,
    });
    return [app('Docker'), app('OrbStack'), app('Rancher Desktop'), podmanMachine];
  }
  if (platform === 'win32') {
    return [
      {
        label: 'Docker Desktop',
        detail: l10n.t('Asks Docker Desktop to start its engine'),
        command: 'docker',
        args: ['desktop', 'start'],
        terminal: false,
      },
      podmanMachine,
    ];
  }
  const unit = (label: string, detail: string, args: readonly string[]): Way => ({
    label,
    detail,
    command: args[0] ?? '',
    args: args.slice(1),
    terminal: args[0] === 'sudo',
  });
  return [
    unit(l10n.t('Docker, as a system service'), l10n.t('Asks for your password in a terminal'), [
      'sudo',
      'systemctl',
      'start',
      'docker',
    ]),
    unit(l10n.t('Docker, rootless'), l10n.t('The engine of your own user'), ['systemctl', '--user', 'start', 'docker']),
    unit('Docker Desktop', l10n.t('The desktop application for Linux'), [
      'systemctl',
      '--user',
      'start',
      'docker-desktop',
    ]),
    unit(l10n.t('Podman, rootless'), l10n.t('The socket of your own user'), [
      'systemctl',
      '--user',
      'start',
      'podman.socket',
    ]),
    unit(l10n.t('Docker, without systemd'), l10n.t('Asks for your password in a terminal'), [
      'sudo',
      'service',
      'docker',
      'start',
    ]),
  ];
}
