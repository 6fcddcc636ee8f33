import { dataPaths } from '../../images/data-paths.ts';
import type { DataPath } from '../../images/image-family.ts';
import type { Service } from '../../project/project.ts';
import { itemsOf, stringOf } from '../../project/value.ts';
import type { FileView } from '../../text/file-view.ts';
import type { Location } from '../../text/source.ts';
import { startingFacts, startingImage } from './built-image.ts';

/** The key of a service where it is defined last. */
export function nameOf(service: Service): Location {
  const definition = service.definitions.at(-1);
  if (definition === undefined) throw new Error(`service ${service.name} has no definition`);
  return definition.key;
}

/** The place of the image, or of the build's key, or of the name. */
export function imagePlace(service: Service): Location {
  return service.image?.location ?? service.value.entries.get('build')?.key ?? nameOf(service);
}

/** By services, which stay the same objects while others are edited; those that are built depend on files as well. */
const preciousOf = new WeakMap<Service, readonly DataPath[]>();

/** The folders in which a service keeps what can't be had again. */
export function precious(service: Service, view: FileView): readonly DataPath[] {
  const known = service.build === undefined ? preciousOf.get(service) : undefined;
  if (known !== undefined) return known;
  const found = findPrecious(service, view);
  preciousOf.set(service, found);
  return found;
}

function findPrecious(service: Service, view: FileView): readonly DataPath[] {
  const image = startingImage(service, view);
  if (image === undefined) return [];
  const environment = new Map([...service.environment].map(([name, value]) => [name, value.value] as const));
  const command = [...(service.entrypoint?.value ?? []), ...(service.command?.value ?? [])];
  return dataPaths({ image, environment, command }).filter((data) => !data.replaceable);
}

/** Paths in the container that survive it: mounts, tmpfs not among them. */
export function lastingTargets(service: Service): readonly string[] {
  return service.mounts
    .filter((mount) => mount.type !== 'tmpfs' && mount.type !== 'image')
    .map((mount) => mount.target);
}

/** Paths that are memory by intent. */
export function memoryTargets(service: Service): readonly string[] {
  const tmpfs = service.value.entries.get('tmpfs')?.value;
  const listed = tmpfs?.kind === 'scalar' ? [stringOf(tmpfs)] : itemsOf(tmpfs).map(stringOf);
  const short = listed.flatMap((text) => (text === undefined ? [] : [text.split(':')[0] ?? text]));
  return [...short, ...service.mounts.filter((mount) => mount.type === 'tmpfs').map((mount) => mount.target)];
}

/** True when two services can be on at the same time without somebody choosing profiles apart. */
export function runTogether(a: Service, b: Service): boolean {
  if (a.profiles.length === 0 || b.profiles.length === 0) return true;
  return a.profiles.some((profile) => b.profiles.some((other) => other.value === profile.value));
}

/** Lower when a clash needs somebody to switch a profile on beside services that are always on. */
export function clashSeverity(a: Service, b: Service): 'warning' | undefined {
  return (a.profiles.length === 0) === (b.profiles.length === 0) ? undefined : 'warning';
}

const oneShotName =
  /(?:^|[-_.])(?:init|migrate|migrations?|migrator|setup|seed|seeder|bootstrap|createbuckets?|provision)(?:$|[-_.])/i;
const oneShotCommand =
  /\b(?:alembic\s+upgrade|prisma\s+(?:migrate|db\s+push)|manage\.py\s+(?:migrate|collectstatic|loaddata)|(?:rake|rails)\s+db:\w+|(?:artisan)\s+migrate|flyway\b.*\bmigrate|liquibase\b.*\bupdate|knex\s+migrate|typeorm\s+migration:run|sequelize\s+db:migrate|goose\s+\w+|dbmate\s+up|migrate\b.*\bup\b|mc\s+mb|diesel\s+migration)/i;
const migrationImages = /(?:^|\/)(?:flyway|liquibase|migrate|dbmate)(?:\/|:|$)/;

/** Why a service looks like one that runs to its end; undefined when it looks like one that stays. */
export function oneShotReason(service: Service): string | undefined {
  if (service.ports.length > 0 || service.healthcheck?.test) return undefined;
  const words = [...(service.entrypoint?.value ?? []), ...(service.command?.value ?? [])].join(' ');
  const command = oneShotCommand.exec(words)?.[0];
  // A command that goes on to a server after it has migrated does stay.
  if (command !== undefined && !/&&|;|\bexec\b/.test(words.slice(words.indexOf(command))))
    return `its command runs "${command}"`;
  if (service.image && migrationImages.test(service.image.value)) return `its image is ${service.image.value}`;
  const name =
    oneShotName.test(service.name) &&
    words !== '' &&
    !/\b(?:serve|server|start|run\s+dev|watch|tail|sleep\s+infinity)\b/.test(words);
  return name ? 'its name says so' : undefined;
}

/** True when a service's image is a server that stays. */
export function isLongRunner(service: Service, view: FileView): boolean {
  const facts = startingFacts(service, view);
  const server = facts !== undefined && facts.role !== 'tool' && (facts.ports?.length ?? 0) > 0;
  return (
    (server || service.ports.length > 0 || service.healthcheck?.test !== undefined) &&
    oneShotReason(service) === undefined
  );
}

/** Ports that a service listens on, by what it publishes and by its image. */
export function listeningPorts(service: Service, view: FileView): ReadonlySet<number> {
  const ports = new Set(startingFacts(service, view)?.ports ?? []);
  for (const { target } of service.ports)
    for (let port = target.first; port <= Math.min(target.last, target.first + 1000); port++) ports.add(port);
  return ports;
}
