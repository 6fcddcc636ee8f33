import { dirname } from 'pathe';
import type { Location } from '../text/source.ts';
import type { Contribution, Reading } from './contribution.ts';
import type { Environment } from './environment.ts';
import type { LoadSession } from './load-session.ts';
import { isRemoteFile, type PathBase } from './paths.ts';
import { readSection } from './read-section.ts';
import { child, stringOf, textOf } from './value.ts';

/** The services of one file among which `extends` without a file looks. */
export interface ExtendsScope {
  readonly file: string;
  readonly services: ReadonlyMap<string, Contribution>;
  /** How they were read, where that was not yet reported. */
  readonly readings?: ReadonlyMap<string, readonly Reading[]> | undefined;
  readonly base: PathBase;
  readonly environment: Environment;
}

interface Step {
  readonly file: string;
  readonly service: string;
}

/**
 * Follows the `extends` of a service: what it extends is merged below it. In another file, relative paths refer to that
 * file's folder, and variables are those of the project.
 *
 * @param trail the services that led here
 */
export function resolveExtends(
  session: LoadSession,
  name: string,
  scope: ExtendsScope,
  trail: readonly Step[] = [],
): Contribution | undefined {
  const own = scope.services.get(name);
  const reference = own && child(own.value, 'extends');
  if (!own || !reference || own.value.kind !== 'mapping') return own;
  const service = child(reference, 'service') ?? reference;
  const target = textOf(service);
  if (target === undefined) return own;
  if (trail.some((step) => step.file === scope.file && step.service === name)) {
    const circle = [...trail, { file: scope.file, service: name }].map((step) => step.service).join(' → ');
    session.report(
      'extends-cycle',
      `These services extend each other: ${circle}. Remove one "extends".`,
      reference.location,
    );
    return own;
  }
  const other = otherScope(session, child(reference, 'file'), scope, reference.location);
  const base =
    other && findBase(session, target, other, service.location, [...trail, { file: scope.file, service: name }]);
  const bare = session.cache.withoutExtends(own);
  if (!base) return bare;
  const { merged, problems } = session.cache.merge('services', base, bare);
  session.problems.push(...problems);
  return merged;
}

function findBase(
  session: LoadSession,
  target: string,
  scope: ExtendsScope,
  location: Location,
  trail: readonly Step[],
): Contribution | undefined {
  if (!scope.services.has(target)) {
    session.report(
      'missing-extends',
      `The service "${target}" that it extends is not defined in ${scope.file}.`,
      location,
    );
    return undefined;
  }
  const base = resolveExtends(session, target, scope, trail);
  for (const reading of scope.readings?.get(target) ?? []) session.takeContent(reading, base?.value);
  return base && session.cache.settle(base);
}

function otherScope(
  session: LoadSession,
  file: ReturnType<typeof child>,
  scope: ExtendsScope,
  at: Location,
): ExtendsScope | undefined {
  if (!file) return scope;
  const path = stringOf(file);
  if (path === undefined) return undefined;
  if (isRemoteFile(path)) {
    session.report(
      'remote-resource',
      `"${path}" is not on this machine; what it defines is not known here.`,
      file.location,
    );
    return undefined;
  }
  const yaml = session.readYaml(path, 'extends', file.location);
  if (!yaml) {
    session.report('missing-extends', `The file "${path}" that it extends from does not exist.`, file.location ?? at);
    return undefined;
  }
  const base = { directory: dirname(path), home: scope.base.home };
  const { contributions, readings } = readSection(session, 'services', yaml, { base, environment: scope.environment });
  return { file: path, services: contributions, readings, base, environment: scope.environment };
}
