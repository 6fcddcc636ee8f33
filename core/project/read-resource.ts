import type { Contribution } from './contribution.ts';
import type { Resource } from './project.ts';
import { child, mappingAt, scalarAt, textOf, withChild } from './value.ts';

/** Gives a merged resource its typed view, with the name that the engine knows it by. */
export function resourceOf(name: string, { value, definitions }: Contribution, project: string): Resource {
  const external = child(value, 'external');
  const isExternal = external?.kind === 'scalar' && (external.value === true || external.value === 'true');
  const given = textOf(child(value, 'name'));
  const engineName = given ?? (isExternal ? name : `${project}_${name}`);
  const own = value.kind === 'mapping' ? value : mappingAt([], value.location);
  const full = given === undefined ? withChild(own, 'name', scalarAt(engineName, own.location)) : own;
  return { name, definitions, engineName, external: isExternal, value: full };
}
