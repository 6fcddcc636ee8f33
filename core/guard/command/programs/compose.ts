import { type Argument, commandText } from '../argument.ts';
import { type Options, readOptions } from '../options.ts';
import { type Call, report } from '../shell.ts';
import { followInService } from './containers.ts';

const globalValued =
  'f file p project-name profile env-file project-directory parallel ansi progress c context H host log-level tlscacert tlscert tlskey podman-path podman-args podman-run-args in-pod';

/** Every subcommand, so that a value of an option that is not known here is not taken for one. */
const subcommands = new Set(
  'help alpha attach bridge build commit config convert cp create down events exec export help images kill logs ls pause port ps publish pull push restart rm run scale start stats stop top unpause up version volumes wait watch viz remove'.split(
    ' ',
  ),
);

const volumesFlag = { short: { v: 'volumes' } } as const;

/** Follows `docker compose …`, in each of its names. */
export function followCompose(call: Call): string | undefined {
  const globals = readOptions(call.args, { valued: globalValued, stops: true });
  const start = globals.operands.findIndex((word) => subcommands.has(word.text) || !word.startsKnown);
  const name = globals.operands[start];
  if (name === undefined || globals.has('help') || globals.has('h')) return;
  if (call.args.some((word) => word.text === '--dry-run' || word.text === '--dry-run=true')) return;
  const args = globals.operands.slice(start + 1);
  if (!name.startsKnown) return followUnknownSubcommand(call, args);
  return followSubcommand({ ...call }, name.text, args);
}

function followUnknownSubcommand(call: Call, args: Call['args']): undefined {
  if (/(^| )(-[^\Wv]*v\w*|--volumes)( |$)/.test(commandText(args))) report(call, 'unreadable-command');
}

function followSubcommand(call: Call, name: string, args: Call['args']): string | undefined {
  const asksHelp = (options: Options) => options.has('help') || options.has('h');
  switch (name) {
    case 'down': {
      const options = readOptions(args, { valued: 't timeout rmi', ...volumesFlag });
      if (asksHelp(options)) return;
      if (options.has('volumes')) report(call, 'compose-down-volumes');
      else reportContainers(call, options.operands);
      return reportOrphans(call, options);
    }
    case 'rm':
    case 'remove': {
      const options = readOptions(args, volumesFlag);
      if (asksHelp(options)) return;
      if (options.has('volumes')) report(call, 'compose-rm-volumes');
      else reportContainers(call, options.operands);
      return;
    }
    case 'up':
    case 'create': {
      const options = readOptions(args, {
        valued: 't timeout scale attach no-attach exit-code-from pull wait-timeout',
        short: { V: 'renew-anon-volumes', y: 'yes', d: 'detach' },
      });
      if (asksHelp(options)) return;
      if (options.has('renew-anon-volumes')) report(call, 'compose-renew-volumes');
      if (options.has('yes') || answersYes(call.stdin)) report(call, 'compose-yes-recreates');
      if (options.has('force-recreate')) reportContainers(call, options.operands);
      return reportOrphans(call, options);
    }
    case 'kill':
      return reportOrphans(call, readOptions(args, { valued: 's signal' }));
    case 'run': {
      const options = readOptions(args, { valued: runValued, short: { v: 'volume' }, stops: true });
      if (asksHelp(options)) return;
      reportOrphans(call, options);
      return followInService(call, options);
    }
    case 'exec': {
      const options = readOptions(args, { valued: 'e env u user w workdir index', stops: true });
      return asksHelp(options) ? undefined : followInService(call, options);
    }
  }
  return undefined;
}

const runValued =
  'e env env-file env-from-file entrypoint l label name p publish u user v volume w workdir cap-add cap-drop pull';

function answersYes(stdin: string | undefined): boolean {
  return stdin !== undefined && /^(y|yes)\n/i.test(stdin);
}

/** Removing a container loses what it keeps outside of named volumes, where the project is known to do so. */
export function reportContainers(call: Call, operands: readonly Argument[] = []): undefined {
  const all = operands.length === 0 || operands.some((word) => !word.known);
  const data = call.shell.surroundings.dataAtRisk?.(all ? undefined : operands.map((word) => word.text));
  if (data !== undefined) report(call, 'containers-hold-data', data);
}

/** True when nothing in the call or in front of it names another engine, project or file. */
function isUsualProject({ name, args, environment, shell }: Call): boolean {
  const options = readOptions(args, { valued: globalValued, stops: true });
  if (
    ['f', 'file', 'p', 'project-name', 'project-directory', 'env-file', 'c', 'context', 'H', 'host'].some(options.has)
  )
    return false;
  if ([...environment.keys()].some((key) => /^(DOCKER|COMPOSE)_/.test(key) && key !== 'COMPOSE_REMOVE_ORPHANS'))
    return false;
  if (shell.shared.movedFiles || shell.shared.files.size > 0) return false;
  return name.startsWith('docker') && shell.cwd === shell.surroundings.cwd && shell.container === undefined;
}

function reportOrphans(call: Call, options: Options): undefined {
  const byEnvironment = /^(1|true)$/i.test(call.environment.get('COMPOSE_REMOVE_ORPHANS') ?? '');
  if (!options.has('remove-orphans') && !byEnvironment) return;
  const orphans = isUsualProject(call) ? call.shell.surroundings.orphans?.() : undefined;
  if (orphans?.length === 0) return;
  report(call, 'compose-remove-orphans', orphans?.join(', ') ?? 'which ones is not known here');
}
