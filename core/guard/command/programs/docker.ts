import { type Argument, commandText } from '../argument.ts';
import { type OptionSpec, type Options, readOptions } from '../options.ts';
import { type Call, report } from '../shell.ts';
import { followCompose, reportContainers } from './compose.ts';
import { followInService } from './containers.ts';

/** Options in front of the subcommand, of docker, podman and nerdctl together: none differs in kind between them. */
const globalValued =
  'config c context H host l log-level tlscacert tlscert tlskey connection url identity root runroot storage-driver storage-opt cgroup-manager conmon events-backend hooks-dir imagestore module namespace n a address network-cmd-path network-config-dir runtime runtime-flag ssh tmpdir volumepath out snapshotter cni-path cni-netconfpath hosts-dir data-root';

const runValued =
  'add-host a attach annotation authfile blkio-weight blkio-weight-device cap-add cap-drop cgroup-parent cgroupns cgroups cidfile conmon-pidfile cpu-period cpu-quota cpu-rt-period cpu-rt-runtime c cpu-shares cpus cpuset-cpus cpuset-mems detach-keys device device-cgroup-rule device-read-bps device-read-iops device-write-bps device-write-iops dns dns-option dns-search domainname entrypoint e env env-file expose gpus group-add health-cmd health-interval health-retries health-start-period health-timeout h hostname ip ip6 ipc isolation l label label-file link link-local-ip log-driver log-opt mac-address m memory memory-reservation memory-swap memory-swappiness mount name network net network-alias oom-score-adj pid pids-limit platform pod p publish pull restart runtime secret security-opt shm-size stop-signal stop-timeout storage-opt sysctl tmpfs ulimit u user userns uts v volume volume-driver volumes-from w workdir';

const groups = new Set(
  'container volume system stack service swarm secret machine kube pod image network builder buildx context'.split(' '),
);

const commands = new Set(
  'help compose rm remove run create exec volume container system stack service swarm secret machine kube play pod unshare ps images logs info version inspect build pull push start stop restart kill pause unpause rename tag save load import export commit cp diff events history login logout port rmi search stats top update wait attach image network node plugin config context builder buildx manifest trust scout init model mcp desktop sandbox generate healthcheck mount umount secret namespace apparmor'.split(
    ' ',
  ),
);

/** How the containers are named that keep a volume from being removed. */
const lockPrefix = 'holdfast-lock-';

const aliases: Readonly<Record<string, string>> = { remove: 'rm', delete: 'rm' };

/** Follows docker, podman or nerdctl. */
export function followDocker(call: Call): string | undefined {
  const globals = readOptions(call.args, { valued: globalValued, stops: true });
  const start = globals.operands.findIndex((word) => commands.has(word.text) || !word.startsKnown);
  const first = globals.operands[start];
  if (first === undefined) return;
  const rest = globals.operands.slice(start + 1);
  if (!first.startsKnown) {
    if (/\b(prune|reset)\b|\bvolume rm\b|-\w*v\b|--volumes/.test(commandText(rest))) report(call, 'unreadable-command');
    return;
  }
  if (first.text === 'compose') {
    // Another engine's containers are not known here.
    const elsewhere = ['context', 'c', 'host', 'H', 'config', 'url', 'connection'].some(globals.has);
    const surroundings = elsewhere ? { ...call.shell.surroundings, orphans: undefined } : call.shell.surroundings;
    return followCompose({ ...call, name: `${call.name} compose`, args: rest, shell: { ...call.shell, surroundings } });
  }
  if (!groups.has(first.text)) return followSubcommand(call, first.text, rest);
  const at = rest.findIndex((word) => !word.text.startsWith('-'));
  const second = rest[at];
  if (second === undefined) return;
  if (!second.startsKnown) return /^(volume|system)$/.test(first.text) ? report(call, 'unreadable-command') : undefined;
  const name = aliases[second.text] ?? second.text;
  return followSubcommand(call, `${first.text} ${name}`, rest.slice(at + 1));
}

function followSubcommand(call: Call, name: string, args: readonly Argument[]): string | undefined {
  const read = (spec: OptionSpec = {}): Options => readOptions(args, spec);
  const helps = (options: Options) => options.has('help') || (options.has('h') && !name.includes('run'));
  switch (name) {
    case 'rm':
    case 'container rm':
    case 'remove': {
      const options = read({ valued: 'depend filter cidfile t time', short: { v: 'volumes' } });
      if (helps(options)) return;
      const lock = options.operands.find((word) => word.text.startsWith(lockPrefix));
      if (lock !== undefined) {
        const volume = lock.text.slice(lockPrefix.length);
        report(call, 'guard-tampering', `the lock of the volume ${volume}`);
      } else if (options.has('volumes')) report(call, 'container-rm-volumes');
      else reportContainers(call, options.operands);
      return;
    }
    // A pod's containers go with their anonymous volumes, without a flag for it.
    case 'pod rm':
    case 'pod prune':
      return helps(read()) ? undefined : report(call, 'container-rm-volumes');
    case 'container prune':
      return helps(read()) ? undefined : reportContainers(call);
    case 'volume rm':
      return helps(read()) ? undefined : report(call, 'volume-rm');
    case 'volume prune':
      return helps(read()) ? undefined : report(call, 'volume-prune');
    case 'system prune': {
      const options = read({ valued: 'filter' });
      if (helps(options)) return;
      if (options.has('volumes')) report(call, 'system-prune-volumes');
      else reportContainers(call);
      return;
    }
    case 'system reset':
      return helps(read()) ? undefined : report(call, 'system-reset');
    case 'machine rm':
    case 'machine reset':
      return helps(read()) ? undefined : report(call, 'machine-deleted');
    case 'stack rm':
    case 'stack down':
    case 'service rm':
      return helps(read()) ? undefined : report(call, 'stack-rm');
    case 'swarm leave': {
      const options = read({ short: { f: 'force' } });
      if (options.has('force') && !helps(options)) report(call, 'swarm-leave');
      return;
    }
    case 'secret rm':
      return helps(read()) ? undefined : report(call, 'secret-rm');
    case 'kube down':
      if (read().has('force')) report(call, 'volume-rm');
      return;
    case 'play':
    case 'kube play':
      if (read().has('down') && read().has('force')) report(call, 'volume-rm');
      return;
    case 'exec':
    case 'container exec':
      return followInService(
        call,
        read({ valued: 'e env env-file u user w workdir detach-keys preserve-fds', stops: true }),
      );
    case 'run':
    case 'create':
    case 'container run':
    case 'container create':
      return followInService(call, read({ valued: runValued, short: { v: 'volume', w: 'workdir' }, stops: true }));
    case 'unshare':
      return call.shell.runWords(args, call.shell, call.stdin);
  }
  return undefined;
}
