import { parseByteSize } from '../compose/byte-size.ts';
import { splitCommand } from '../compose/split-command.ts';
import { nearest } from '../spec/nearest.ts';
import type { Problem } from './problem.ts';
import { problem } from './problem-rules.ts';
import type { Service, Value } from './project.ts';
import { at, child, entriesOf, firstKey, isNull, itemsOf, stringOf, textOf } from './value.ts';

/** What Compose checks of one merged service by itself (compose-go, loader/validate.go and validation). */
export function checkService(service: Service): readonly Problem[] {
  return [
    ...checkImage(service),
    ...checkBuild(service),
    ...checkNetworks(service),
    ...checkHealthcheck(service),
    ...checkWords(service),
    ...checkAmounts(service),
    ...checkWatch(service),
    ...checkMounts(service),
    ...checkDevices(service),
    ...checkPorts(service),
    ...checkUlimits(service),
    ...checkLogging(service),
  ];
}

function keyOf(service: Service) {
  return service.definitions.at(-1)?.key ?? service.value.location;
}

function* checkImage(service: Service): Iterable<Problem> {
  if (service.image || service.build || child(service.value, 'provider')) return;
  const empty = child(service.value, 'image');
  const location = empty && !isNull(empty) ? empty.location : keyOf(service);
  yield problem(
    'missing-image-or-build',
    `The service "${service.name}" has neither "image" nor "build", so there is nothing to run.`,
    location,
  );
}

function* checkBuild(service: Service): Iterable<Problem> {
  const build = service.build;
  if (!build) return;
  if (build.dockerfile && build.dockerfileInline) {
    yield problem(
      'conflicting-keys',
      'A build takes either "dockerfile" or "dockerfile_inline", not both.',
      build.dockerfileInline.location,
    );
  }
  const platforms = itemsOf(at(service.value, 'build', 'platforms')).map(textOf);
  const platform = child(service.value, 'platform');
  const name = stringOf(platform);
  if (platform && name && platforms.length > 0 && !platforms.includes(name)) {
    yield problem(
      'conflicting-values',
      `The service's platform "${name}" is not among the platforms of its build.`,
      platform.location,
    );
  }
}

function* checkNetworks(service: Service): Iterable<Problem> {
  const networks = child(service.value, 'networks');
  if (!service.networkMode || entriesOf(networks).length === 0 || !networks) return;
  yield problem(
    'network-mode-with-networks',
    `The service "${service.name}" has both "network_mode" and "networks"; keep one of them.`,
    service.networkMode.location,
    [{ message: 'its networks', location: networks.location }],
  );
}

function* checkHealthcheck(service: Service): Iterable<Problem> {
  const test = service.healthcheck?.test;
  if (!test) return;
  const [first, command] = test.value;
  const items = itemsOf(at(service.value, 'healthcheck', 'test'));
  if (first === undefined || (first === 'CMD-SHELL' && items.length === 0 && command?.trim() === '')) {
    const message = `There is no test in it, so "${service.name}" is not checked by it. Write a command, or "disable: true" to switch the image's own check off.`;
    yield { ...problem('bad-healthcheck', message, test.location), severity: 'warning' };
  } else if (first !== 'NONE' && first !== 'CMD' && first !== 'CMD-SHELL') {
    yield problem(
      'bad-healthcheck',
      `A health check given as a list must begin with "CMD", "CMD-SHELL" or "NONE", not "${first}".`,
      test.location,
    );
  } else if (first !== 'NONE' && (command === undefined || command.trim() === '')) {
    const message = `No command follows "${first}", so the test never passes, and some versions of the engine break down on it. Write the command behind it.`;
    yield { ...problem('bad-healthcheck', message, test.location), severity: 'warning' };
  } else if (first === 'CMD-SHELL' && items[2]) {
    const message = `After "CMD-SHELL" the shell runs only the next text, "${command}", and what comes here is no part of the command. Write the command as one text, or begin with "CMD".`;
    yield { ...problem('bad-healthcheck', message, items[2].location), severity: 'warning' };
  } else if (first === 'CMD') yield* checkProgram(items);
}

/** Behind `CMD` stands a program that is run as it is, without a shell. */
function* checkProgram([, program, ...rest]: readonly Value[]): Iterable<Problem> {
  const sign = rest.find((item) => /^(?:\|\|?|&&|;|>|>>|2>&1)$/.test(textOf(item) ?? ''));
  if (sign) {
    const message = `Only a shell knows "${textOf(sign)}"; after "CMD" the program gets it as an argument. Begin with "CMD-SHELL" and write the command as one text.`;
    yield { ...problem('bad-healthcheck', message, sign.location), severity: 'warning' };
  }
  const name = stringOf(program);
  if (!program || name === undefined || rest.length > 0 || !/^[\w./-]+ /.test(name)) return;
  const message = `After "CMD" the engine looks for a program called "${name}", blanks included, and finds none. Begin with "CMD-SHELL", or write each word as an item of its own.`;
  yield { ...problem('bad-healthcheck', message, program.location), severity: 'warning' };
}

function* checkWords(service: Service): Iterable<Problem> {
  for (const key of ['command', 'entrypoint']) {
    const value = child(service.value, key);
    const text = stringOf(value);
    if (!value || text === undefined || splitCommand(text)) continue;
    yield problem(
      'bad-value',
      `The ${key} can't be split into words: check its quotes and parentheses, or write it as a list.`,
      value.location,
    );
  }
}

function* checkAmounts(service: Service): Iterable<Problem> {
  const { value } = service;
  const scale = child(value, 'scale');
  const replicas = at(value, 'deploy', 'replicas');
  yield* differing(scale, replicas, '"scale" and "deploy.replicas" differ; keep one of them.');
  for (const [key, found] of [['scale', scale] as const, ['deploy.replicas', replicas] as const]) {
    const amount = numberOf(found);
    if (found && amount !== undefined && amount < 0)
      yield problem('bad-value', `${key} must not be negative.`, found.location);
  }
  const limits = at(value, 'deploy', 'resources', 'limits');
  const reservations = at(value, 'deploy', 'resources', 'reservations');
  const pairs = [
    ['cpus', limits, 'cpus', numberOf],
    ['mem_limit', limits, 'memory', bytesOf],
    ['mem_reservation', reservations, 'memory', bytesOf],
    ['pids_limit', limits, 'pids', numberOf],
  ] as const;
  for (const [key, resources, part, read] of pairs) {
    const own = child(value, key);
    const amount = read(own);
    if (!own || !resources || amount === undefined || amount === 0) continue;
    if (amount === (read(child(resources, part)) ?? 0)) continue;
    const where = resources === limits ? 'limits' : 'reservations';
    yield problem(
      'conflicting-values',
      `"${key}" and "deploy.resources.${where}.${part}" must be the same; keep one of them.`,
      own.location,
    );
  }
  yield* checkMemory(service);
  const count = service.scale?.value ?? 1;
  if (service.containerName && count > 1) {
    yield problem(
      'container-name-with-scale',
      `${count} containers can't all be called "${service.containerName.value}". Remove "container_name", or run one container.`,
      service.containerName.location,
    );
  }
}

/** moby, daemon/daemon_unix.go */
const LEAST_MEMORY = 6 * 1024 * 1024;

/** What the engine refuses to make a container with; Compose lets it pass. */
function* checkMemory({ value }: Service): Iterable<Problem> {
  const resources = at(value, 'deploy', 'resources');
  const [ownLimit, ownReservation] = [child(value, 'mem_limit'), child(value, 'mem_reservation')];
  const limit = ownLimit ?? at(resources, 'limits', 'memory');
  const reservation = ownReservation ?? at(resources, 'reservations', 'memory');
  const swap = child(value, 'memswap_limit');
  const most = bytesOf(limit) ?? 0;
  if (!limit || most <= 0) return;
  if (most < LEAST_MEMORY) {
    const message = `The engine makes no container with less than 6m of memory, and this is ${most} bytes. Write a unit: 512m.`;
    yield { ...problem('bad-value', message, limit.location), severity: 'warning' };
  }
  const late = (message: string, one: Value, other: Value) => {
    const related = [{ message: 'the limit', location: other.location }];
    return { ...problem('conflicting-values', message, one.location, related), severity: 'warning' } as const;
  };
  if (reservation && (bytesOf(reservation) ?? 0) > most)
    yield late(
      'More memory is reserved than the limit allows, and the engine makes no container with that. Lower it, or raise the limit.',
      reservation,
      limit,
    );
  const total = bytesOf(swap) ?? 0;
  if (swap && total > 0 && total < most)
    yield late(
      '"memswap_limit" is memory and swap together, and less than the memory alone, so the engine makes no container. Raise it, or remove it.',
      swap,
      limit,
    );
}

function* differing(first: Value | undefined, second: Value | undefined, message: string): Iterable<Problem> {
  const left = numberOf(first);
  const right = numberOf(second);
  if (first && second && left !== undefined && right !== undefined && left !== right) {
    yield problem('conflicting-values', message, second.location, [
      { message: 'the other one', location: first.location },
    ]);
  }
}

function* checkWatch(service: Service): Iterable<Problem> {
  for (const watch of itemsOf(at(service.value, 'develop', 'watch'))) {
    const action = stringOf(child(watch, 'action'));
    if (action?.startsWith('sync') && !textOf(child(watch, 'target'))) {
      yield problem(
        'missing-key',
        `Watching with the action "${action}" needs a "target", the path in the container.`,
        firstKey(watch),
      );
    }
  }
}

function* checkMounts(service: Service): Iterable<Problem> {
  const seen = new Map<string, Value['location']>();
  for (const mount of service.mounts) {
    const first = seen.get(mount.target);
    if (first) {
      const message = `Something is mounted at "${mount.target}" already, and one of the two hides the other.`;
      yield problem('duplicate-mount', message, mount.location, [{ message: 'the first mount', location: first }]);
    } else seen.set(mount.target, mount.location);
  }
}

function* checkDevices(service: Service): Iterable<Problem> {
  const requests = [
    ...itemsOf(child(service.value, 'gpus')),
    ...itemsOf(at(service.value, 'deploy', 'resources', 'reservations', 'devices')),
  ];
  for (const request of requests) {
    const count = child(request, 'count');
    const ids = child(request, 'device_ids');
    if (count && ids)
      yield problem(
        'conflicting-keys',
        'Devices are asked for either by "count" or by "device_ids", not both.',
        ids.location,
      );
  }
}

function* checkPorts(service: Service): Iterable<Problem> {
  for (const port of itemsOf(child(service.value, 'ports'))) {
    if (port.kind === 'mapping' && isNull(child(port, 'target')))
      yield problem('missing-key', 'A port needs "target", the port in the container.', firstKey(port));
  }
}

function* checkUlimits(service: Service): Iterable<Problem> {
  for (const [name, { value }] of entriesOf(child(service.value, 'ulimits'))) {
    const soft = child(value, 'soft');
    const [low, high] = [numberOf(soft), numberOf(child(value, 'hard'))];
    if (!soft || low === undefined || high === undefined || high === -1 || (low !== -1 && low <= high)) continue;
    const message = `The soft limit of "${name}" is above the hard one (${high}), and the container cannot start. Lower it, or raise "hard".`;
    yield { ...problem('bad-value', message, soft.location), severity: 'warning' };
  }
}

const logOptions = 'max-size max-file compress labels labels-regex env env-regex tag mode max-buffer-size'.split(' ');

/** The engine refuses options that its drivers don't have; what is like none of them may belong to a newer engine. */
function* checkLogging({ value }: Service): Iterable<Problem> {
  const driver = stringOf(at(value, 'logging', 'driver'));
  if (driver !== 'json-file' && driver !== 'local') return;
  for (const [name, { key }] of entriesOf(at(value, 'logging', 'options'))) {
    const suggestion = logOptions.includes(name) ? undefined : nearest(name, logOptions);
    if (suggestion === undefined) continue;
    const message = `The driver "${driver}" has no option "${name}", and the engine makes no container with it. Did you mean "${suggestion}"?`;
    yield { ...problem('unknown-key', message, key), severity: 'warning', suggestion };
  }
}

function numberOf(value: Value | undefined): number | undefined {
  const text = textOf(value);
  return text === undefined || text === '' || Number.isNaN(Number(text)) ? undefined : Number(text);
}

function bytesOf(value: Value | undefined): number | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : parseByteSize(text);
}
