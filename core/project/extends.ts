import { dirname } from 'pathe';
import type { Location } from '../text/source.ts';
import type { Contribution } from './contribution.ts';
import type { ExtendsScope } from './extends-scope.ts';
import type { LoadSession } from './load-session.ts';
import { isRemoteFile } from './paths.ts';
import type { Value } from './project.ts';
import { readSection } from './read-section.ts';
import { child, stringOf, textOf } from './value.ts';

/** A service whose `extends` is being followed, and the one that led there. */
interface Step {
  readonly scope: ExtendsScope;
  readonly service: string;
  readonly from: Step | undefined;
}

/**
 * Follows the `extends` of a service: what it extends is merged below it. In another file, relative paths refer to that
 * file's folder, and variables are those of the project.
 *
 * @param from the service that led here
 */
export function resolveExtends(
  session: LoadSession,
  name: string,
  scope: ExtendsScope,
  from?: Step,
): Contribution | undefined {
  if (scope.resolved.has(name)) return scope.resolved.get(name);
  const own = scope.services.get(name);
  const reference = own && child(own.value, 'extends');
  if (!own || !reference || own.value.kind !== 'mapping') return own;
  const target = child(reference, 'service') ?? reference;
  if (textOf(target) === undefined) return own;
  const circle = circleTo(name, scope.file, from);
  if (circle) {
    session.report(
      'extends-cycle',
      `These services extend each other: ${circle.join(' → ')}. Remove one "extends".`,
      reference.location,
    );
    return undefined;
  }
  const step = { scope, service: name, from };
  const other = otherScope(session, child(reference, 'file'), scope, reference.location);
  const base = other && findBase(session, target, other, step);
  const bare = session.cache.withoutExtends(own);
  const result = base ? session.cache.merge('services', base, bare) : { merged: bare, problems: () => [] };
  session.checks.push(result.problems);
  scope.resolved.set(name, result.merged);
  return result.merged;
}

/** The names along a circle that ends in `name`; undefined when there is none. */
function circleTo(name: string, file: string, from: Step | undefined): readonly string[] | undefined {
  let start = from;
  while (start && !(start.service === name && start.scope.file === file)) start = start.from;
  if (!start) return undefined;
  const names = [name];
  for (let step = from; step && step !== start; step = step.from) names.push(step.service);
  return [...names, name].reverse();
}

function findBase(session: LoadSession, target: Value, scope: ExtendsScope, from: Step): Contribution | undefined {
  const name = textOf(target) ?? '';
  if (!scope.services.has(name)) {
    session.report(
      'missing-extends',
      `The service "${name}" that it extends is not defined in ${scope.file}.`,
      target.location,
    );
    return undefined;
  }
  const base = resolveExtends(session, name, scope, from);
  for (const reading of scope.readings?.get(name) ?? []) session.takeContent(reading, base?.value);
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
  const key = `${path}
${session.signature(base.directory, scope.environment)}`;
  let known = session.extendsScopes.get(key);
  if (!known) {
    const { contributions, readings } = readSection(session, 'services', yaml, {
      base,
      environment: scope.environment,
    });
    known = {
      file: path,
      services: contributions,
      readings,
      base,
      environment: scope.environment,
      resolved: new Map(),
    };
    session.extendsScopes.set(key, known);
  }
  return known;
}
