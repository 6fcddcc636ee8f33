import type { Container, ImageDetails } from '../../core/stack/container.ts';
import {
  readContainer,
  readDetails,
  readImage,
  readMounts,
  readNetwork,
  readVolume,
} from '../../core/stack/read-engine.ts';
import { type EngineSnapshot, emptySnapshot } from '../../core/stack/snapshot.ts';

/** An engine's state in few words, for cases; what is left out is as a plain running container has it. */
export interface PlainEngine {
  readonly containers?: readonly PlainContainer[];
  /** By reference. */
  readonly images?: Readonly<Record<string, PlainImage | null>>;
  readonly volumes?: readonly {
    readonly name: string;
    readonly labels?: Record<string, string>;
    readonly driver?: string;
    readonly options?: Record<string, string>;
  }[];
  readonly networks?: readonly (string | PlainNetwork)[];
}

export interface PlainNetwork {
  readonly name: string;
  readonly internal?: boolean;
  /** `10.1.0.0/16`, or `10.1.0.0/16 10.1.0.1` with its gateway. */
  readonly subnets?: readonly string[];
}

export interface PlainContainer {
  readonly name: string;
  /** `PROJECT/SERVICE`; left out: not made by Compose. */
  readonly of?: string;
  readonly folder?: string;
  readonly image?: string;
  readonly imageId?: string;
  readonly state?: string;
  readonly status?: string;
  /** `127.0.0.1:8080:80/tcp` */
  readonly ports?: readonly string[];
  /** `NAME:/target` for volumes, `/source:/target` for folders. */
  readonly mounts?: readonly string[];
  readonly environment?: readonly string[];
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly networks?: readonly string[];
  /** In the first of its networks. */
  readonly address?: string;
  readonly healthcheck?: readonly string[];
  readonly restart?: string;
  readonly restarts?: number;
  readonly outOfMemory?: boolean;
  readonly error?: string;
  readonly user?: string;
  readonly probe?: { readonly exitCode: number; readonly output: string };
  /** Other labels. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface PlainImage {
  readonly id: string;
  readonly command?: readonly string[];
  readonly environment?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: boolean;
}

/** Makes the engine's own JSON from it and reads that as any engine's. */
export function plainSnapshot(plain: PlainEngine): EngineSnapshot {
  const containers = (plain.containers ?? []).map(plainContainer);
  const images = Object.entries(plain.images ?? {}).flatMap(([reference, image]): [string, ImageDetails | null][] => {
    if (image === null) return [[reference, null]];
    const read = readImage({
      Id: image.id,
      RepoTags: [reference],
      Config: {
        Cmd: image.command ?? null,
        Env: image.environment ?? [],
        Volumes: Object.fromEntries((image.volumes ?? []).map((path) => [path, {}])),
        ...(image.healthcheck && { Healthcheck: { Test: ['CMD', 'true'] } }),
      },
    });
    return [
      [reference, read],
      [image.id, read],
    ];
  });
  return {
    ...emptySnapshot({ kind: 'connected', engine: 'test', version: { version: '1', api: '1.41', product: 'docker' } }),
    containers: new Map(containers.map((container) => [container.id, container])),
    images: new Map(images),
    volumes: new Map(
      (plain.volumes ?? []).map(({ name, labels, driver = 'local', options }) => [
        name,
        readVolume({ Name: name, Driver: driver, Labels: labels ?? null, Options: options ?? null }),
      ]),
    ),
    networks: new Map(
      (plain.networks ?? []).map((network) => {
        const {
          name,
          internal = false,
          subnets,
        }: PlainNetwork = typeof network === 'string' ? { name: network } : network;
        const config = subnets?.map((text) => text.split(' ')).map(([Subnet, Gateway]) => ({ Subnet, Gateway }));
        return [
          name,
          readNetwork({ Id: name, Name: name, Internal: internal, ...(config && { IPAM: { Config: config } }) }),
        ];
      }),
    ),
  };
}

function plainContainer(plain: PlainContainer, index: number): Container {
  const id = String(index + 1).padStart(64, '0');
  const [project, service] = plain.of?.split('/') ?? [];
  const labels: Record<string, string> = { ...plain.labels };
  if (project !== undefined && service !== undefined) {
    labels['com.docker.compose.project'] = project;
    labels['com.docker.compose.service'] = service;
    labels['com.docker.compose.project.working_dir'] = plain.folder ?? '/p';
    labels['com.docker.compose.container-number'] = '1';
    labels['com.docker.compose.oneoff'] = 'False';
  }
  const state = plain.state ?? 'running';
  const status = plain.status ?? (state === 'running' ? 'Up 2 minutes' : 'Exited (0) 2 minutes ago');
  const ports = (plain.ports ?? []).map(readPort);
  const mounts = (plain.mounts ?? []).map(rawMount);
  const networks = Object.fromEntries(
    (plain.networks ?? [`${project}_default`]).map((name, place) => [
      name,
      place === 0 ? { IPAddress: plain.address } : {},
    ]),
  );
  const image = plain.image ?? 'busybox:1.37';
  const listed = readContainer({
    Id: id,
    Names: [`/${plain.name}`],
    Image: image,
    ImageID: plain.imageId ?? `id-of-${image}`,
    State: state,
    Status: status,
    Labels: labels,
    Ports:
      state === 'running'
        ? ports.map((port) => ({
            IP: port.ip || '0.0.0.0',
            PublicPort: port.host,
            PrivatePort: port.container,
            Type: port.protocol,
          }))
        : [],
    Mounts: mounts,
    NetworkSettings: { Networks: networks },
    HostConfig: { NetworkMode: Object.keys(networks)[0] },
  });
  const raw = {
    RestartCount: plain.restarts ?? 0,
    State: {
      OOMKilled: plain.outOfMemory ?? false,
      ExitCode: listed.exitCode ?? 0,
      Error: plain.error ?? '',
      StartedAt: '2026-01-01T00:00:00Z',
      FinishedAt: state === 'running' ? '0001-01-01T00:00:00Z' : '2026-01-01T00:01:00Z',
      Pid: state === 'running' ? 100 + index : 0,
      ...(listed.health !== undefined && {
        Health: {
          Status: listed.health,
          FailingStreak: listed.health === 'unhealthy' ? 3 : 0,
          Log: plain.probe ? [{ ExitCode: plain.probe.exitCode, Output: plain.probe.output, End: '' }] : [],
        },
      }),
    },
    Config: {
      Image: image,
      Env: plain.environment ?? [],
      Cmd: plain.command ?? null,
      Entrypoint: plain.entrypoint ?? null,
      User: plain.user ?? '',
      WorkingDir: '',
      Hostname: id.slice(0, 12),
      ...(plain.healthcheck && { Healthcheck: { Test: plain.healthcheck } }),
    },
    HostConfig: {
      NetworkMode: Object.keys(networks)[0],
      RestartPolicy: { Name: plain.restart ?? 'no' },
      PortBindings: Object.fromEntries(
        ports.map((port) => [`${port.container}/${port.protocol}`, [{ HostIp: port.ip, HostPort: String(port.host) }]]),
      ),
    },
    NetworkSettings: { Networks: networks },
    Mounts: mounts,
  };
  return { ...listed, details: readDetails(raw), mounts: readMounts(raw) };
}

function readPort(text: string) {
  const match = /^(?:([\d.]+):)?(\d+):(\d+)(?:\/(\w+))?$/.exec(text);
  if (match === null) throw new Error(`"${text}" is no port of a case`);
  return { ip: match[1] ?? '', host: Number(match[2]), container: Number(match[3]), protocol: match[4] ?? 'tcp' };
}

function rawMount(text: string) {
  const colon = text.indexOf(':');
  const [source, target] = [text.slice(0, colon), text.slice(colon + 1)];
  return source.startsWith('/')
    ? { Type: 'bind', Source: source, Destination: target, RW: true }
    : {
        Type: 'volume',
        Name: source,
        Source: `/var/lib/docker/volumes/${source}/_data`,
        Destination: target,
        RW: true,
      };
}
