import { commands, type Disposable, ThemeIcon, window } from 'vscode';
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
    const chosen = await window.showQuickPick(items, { title: 'Start which engine?' });
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
        if (result.code !== 0) throw new Error(result.stderr.trim() || `${way.command} ended with code ${result.code}`);
      } catch (error) {
        void window.showErrorMessage(`${way.label}: ${error instanceof Error ? error.message : error}`);
      }
    }
    reconnect();
  });
}

function ways(platform: NodeJS.Platform): readonly Way[] {
  const podmanMachine: Way = {
    label: 'Podman machine',
    detail: 'The virtual machine in which Podman runs',
    command: 'podman',
    args: ['machine', 'start'],
    terminal: false,
  };
  if (platform === 'darwin') {
    const app = (name: string): Way => ({
      label: name,
      detail: 'Opens the application, which starts its engine',
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
        detail: 'Asks Docker Desktop to start its engine',
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
    unit('Docker, as a system service', 'Asks for your password in a terminal', [
      'sudo',
      'systemctl',
      'start',
      'docker',
    ]),
    unit('Docker, rootless', 'The engine of your own user', ['systemctl', '--user', 'start', 'docker']),
    unit('Docker Desktop', 'The desktop application for Linux', ['systemctl', '--user', 'start', 'docker-desktop']),
    unit('Podman, rootless', 'The socket of your own user', ['systemctl', '--user', 'start', 'podman.socket']),
    unit('Docker, without systemd', 'Asks for your password in a terminal', ['sudo', 'service', 'docker', 'start']),
  ];
}
