import { type Terminal, ThemeIcon, window } from 'vscode';
import { dockerEnvironment } from '../../io/engine/endpoint.ts';
import type { Engine } from '../../io/engine/engine.ts';

/** Opens a terminal that runs one docker (or podman) command on the engine that is looked at, without a shell between. */
export function openDockerTerminal(
  engine: Engine,
  options: {
    readonly name: string;
    readonly icon: string;
    readonly args: readonly string[];
    readonly cwd?: string | undefined;
  },
): Terminal {
  const known = window.terminals.find(
    (terminal) => terminal.name === options.name && terminal.exitStatus === undefined,
  );
  if (known !== undefined) {
    known.show();
    return known;
  }
  const environment = dockerEnvironment(engine.endpoint, {});
  const terminal = window.createTerminal({
    name: options.name,
    iconPath: new ThemeIcon(options.icon),
    shellPath: 'docker',
    shellArgs: [...options.args],
    env: {
      // null takes a variable out of the terminal's environment.
      DOCKER_HOST: environment.DOCKER_HOST ?? null,
      DOCKER_CONTEXT: environment.DOCKER_CONTEXT ?? null,
    },
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    isTransient: true,
  });
  terminal.show();
  return terminal;
}
