import { composeFile } from './compose-file.ts';
import type { Key, Shape } from './shape.ts';

/** A place in a Compose file: keys, and positions in lists. */
export type SpecPath = readonly (string | number)[];

/** What may stand at a place; undefined where anything may (below `x-` keys and unknown ones). */
export function shapeAt(path: SpecPath, root: Shape = composeFile): Shape | undefined {
  let shape: Shape | undefined = root;
  for (const step of path) {
    if (shape === undefined) return undefined;
    shape = typeof step === 'number' ? shape.list?.items : (keyShape(shape, step) ?? undefined);
  }
  return shape;
}

/** What the table says of the key that a path ends with; undefined for names that users choose and unknown keys. */
export function keyAt(path: SpecPath, root: Shape = composeFile): Key | undefined {
  const last = path.at(-1);
  if (typeof last !== 'string') return undefined;
  return ownKey(shapeAt(path.slice(0, -1), root), last);
}

function keyShape(shape: Shape, key: string): Shape | undefined {
  return (
    ownKey(shape, key)?.shape ??
    (key.startsWith('x-') && shape.mapping?.extensions ? undefined : shape.mapping?.names?.value)
  );
}

function ownKey(shape: Shape | undefined, key: string): Key | undefined {
  const keys = shape?.mapping?.keys;
  return keys !== undefined && Object.hasOwn(keys, key) ? keys[key] : undefined;
}
