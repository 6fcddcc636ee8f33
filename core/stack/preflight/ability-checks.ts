import type { Resource } from '../../project/project.ts';
import { imageReference, networkNames, scalarText } from '../declared.ts';
import { type CheckDefinition, type EngineDrivers, type PreflightProblem, stop, warn } from './check.ts';

/** What the files ask of an engine that it may not have: drivers, runtimes, another processor. */
export const abilityChecks: readonly CheckDefinition[] = [
  {
    id: 'drivers-there',
    title: 'The engine has the drivers that are asked for',
    find({ project, snapshot, touched, facts: { drivers } }) {
      if (drivers === undefined) return [];
      const mounted = new Set(touched.flatMap(({ service }) => service.mounts.map(({ source }) => source?.value)));
      const joined = new Set(touched.flatMap(({ service }) => networkNames(project, service) ?? []));
      const missing = (kind: 'volume' | 'network', resource: Resource) => {
        const driver = scalarText(resource.value, 'driver');
        if (resource.external || driver === undefined) return [];
        const is = `The ${kind} ${resource.engineName} asks for the driver ${driver}`;
        return missingDriver({ drivers, kind, driver, is });
      };
      return [
        ...[...project.volumes.values()].filter(({ name }) => mounted.has(name)).flatMap((it) => missing('volume', it)),
        ...[...project.networks.values()]
          .filter(({ engineName }) => joined.has(engineName) && !snapshot.networks.has(engineName))
          .flatMap((it) => missing('network', it)),
        ...touched.flatMap(({ service }) => {
          const driver = scalarText(service.value, 'logging', 'driver');
          if (driver === undefined) return [];
          const is = `${service.name} asks for the log driver ${driver}`;
          return missingDriver({ drivers, kind: 'log', driver, is, service: service.name });
        }),
      ];
    },
  },
  {
    id: 'runtimes-there',
    title: 'The engine has the runtimes that are asked for',
    find: ({ touched, facts: { drivers } }) =>
      touched.flatMap(({ service }) => {
        const runtime = scalarText(service.value, 'runtime');
        const known = drivers?.runtimes ?? [];
        // Newer engines find a shim by its full name or path, without being told of it before.
        if (runtime === undefined || known.length === 0 || known.includes(runtime) || /[./]/.test(runtime)) return [];
        return [
          stop({
            service: service.name,
            message: `${service.name} asks for the runtime ${runtime}, which the engine does not have (it has ${known.join(', ')}).`,
            wayOut: `Install it and tell the engine of it (runtimes in daemon.json), or take runtime: out.`,
          }),
        ];
      }),
  },
  {
    id: 'platforms',
    title: 'The platforms that are asked for can run here',
    find: ({ project, snapshot, touched, facts }) =>
      touched.flatMap(({ service }) => {
        const platform = scalarText(service.value, 'platform');
        if (platform === undefined) return [];
        const [system, processor] = platform.split('/');
        const asked = normalArchitecture(processor);
        const { name } = service;
        if (facts.containersOf && system && /^(?:linux|windows)$/.test(system) && system !== facts.containersOf) {
          return [
            stop({
              service: name,
              message: `${name} asks for ${platform}; this engine runs ${facts.containersOf} containers only.`,
              wayOut: 'Take an image for this engine, or choose another engine.',
            }),
          ];
        }
        if (asked === undefined) return [];
        const reference = imageReference(project, service);
        const here = normalArchitecture(snapshot.images.get(reference)?.architecture);
        const host = normalArchitecture(facts.architecture);
        const problems: PreflightProblem[] = [];
        if (here !== undefined && here !== asked && service.build === undefined) {
          problems.push(
            warn({
              service: name,
              message: `${name} asks for ${platform}, and the image ${reference} here is made for ${here}. The engine may refuse it.`,
              wayOut: `Get the other one first: docker pull --platform ${platform} ${reference}`,
            }),
          );
        }
        if (host !== undefined && host !== asked && !runsToo[host]?.includes(asked)) {
          problems.push(
            warn({
              service: name,
              message: `${name} asks for ${platform}; the engine runs on ${host}. It is slow there, and starts only where the other processor is emulated.`,
              wayOut: 'Take an image for this processor, or see that emulation is set up (binfmt).',
            }),
          );
        }
        return problems;
      }),
  },
];

/** Processors whose programs another one runs by itself. */
const runsToo: Readonly<Record<string, readonly string[]>> = { amd64: ['386'], arm64: ['arm'] };

/** One name for each processor, whatever it is called: `x86_64` and `amd64` are the same. Undefined for an empty name. */
export function normalArchitecture(name: string | undefined): string | undefined {
  if (name === undefined || name === '') return undefined;
  return name.replace('x86_64', 'amd64').replace('aarch64', 'arm64');
}

/** Drivers that engines do not count among theirs. */
const always = ['default', 'none', 'host', 'local'];

function missingDriver(options: {
  readonly drivers: EngineDrivers;
  readonly kind: 'volume' | 'network' | 'log';
  readonly driver: string;
  /** The beginning of the sentence. */
  readonly is: string;
  readonly service?: string;
}): readonly PreflightProblem[] {
  const { drivers, kind, driver, is, service } = options;
  const known = drivers[kind];
  const plain = (name: string) => name.replace(/:latest$/, '');
  if (known.length === 0 || always.includes(driver) || known.map(plain).includes(plain(driver))) return [];
  const has = `it has ${known.join(', ')}`;
  const wayOut = `Install it (docker plugin install), start it, or take another driver.`;
  if (drivers.complete) return [stop({ service, message: `${is}, which the engine does not have (${has}).`, wayOut })];
  const message = `${is}, which the engine does not name (${has}). Plugins of the old kind are named only once they were used.`;
  return [warn({ service, message, wayOut })];
}
