import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { composeFile } from '../../../core/spec/compose-file.ts';
import type { ScalarKind, Shape } from '../../../core/spec/shape.ts';
import { measuringData } from '../../support/measuring-data.ts';

/** The JSON schema of compose-spec/compose-go; its folder isn't part of this repository. */
const file = measuringData('HOLDFAST_SPEC_SCHEMA', 'the specification table against the JSON schema');

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly uniqueItems?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly deprecated?: boolean;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** Where Compose itself is stricter than its schema: it reads the number as an unsigned one, and refuses `-1`. */
const stricter = ['.services.*.healthcheck.retries bounds'];

describe('the specification table against the JSON schema', () => {
  if (file === undefined) return;
  const root = JSON.parse(readFileSync(file, 'utf8')) as Schema;

  it('has the same keys, kinds, enums, bounds and required keys everywhere', () => {
    const differences: string[] = [];
    compare(root, composeFile, '', root, differences, 0);
    assert.deepEqual(differences, stricter);
  });
});

function resolve(schema: Schema, root: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const { $ref, ...beside } = schema;
  const name = $ref.replace('#/$defs/', '');
  const target = root.$defs?.[name];
  assert.ok(target, `no definition ${name}`);
  return { ...resolve(target, root), ...beside };
}

function compare(given: Schema, shape: Shape, path: string, root: Schema, differences: string[], depth: number): void {
  assert.ok(depth < 20, `too deep at ${path}`);
  const schemas = (resolve(given, root).oneOf ?? [given]).map((schema) => resolve(schema, root));
  const flat = schemas.flatMap((schema) => (schema.oneOf ?? [schema]).map((inner) => resolve(inner, root)));
  const differ = (what: string) => differences.push(`${path} ${what}`);

  const kinds = new Set(flat.flatMap((schema) => schema.type ?? []));
  const scalarKinds: ScalarKind[] = ['string', 'number', 'integer', 'boolean', 'null'];
  const ours = new Set<string>(shape.scalar?.kinds ?? []);
  for (const kind of scalarKinds) {
    if (kinds.has(kind) !== ours.has(kind)) differ(`${kinds.has(kind) ? 'lacks' : 'should not take'} ${kind}`);
  }
  if (kinds.has('array') !== (shape.list !== undefined)) differ('list');
  if (kinds.has('object') !== (shape.mapping !== undefined)) differ('mapping');

  const enumeration = flat.flatMap((schema) => schema.enum ?? []);
  const choices = (shape.scalar?.choices ?? []).map((choice) => choice.value);
  if ([...enumeration].sort().join() !== [...choices].sort().join())
    differ(`choices ${enumeration} against ${choices}`);
  const bounded = flat.find((schema) => schema.minimum !== undefined || schema.maximum !== undefined);
  if (bounded?.minimum !== shape.scalar?.minimum || bounded?.maximum !== shape.scalar?.maximum) differ('bounds');

  for (const schema of flat) {
    if (schema.type === 'array' && shape.list) {
      if (
        (schema.uniqueItems === true) !== (shape.list.duplicates !== undefined) &&
        !(shape.list.duplicates === 'merged')
      ) {
        differ('unique');
      }
      if (schema.items) compare(schema.items, shape.list.items, `${path}[]`, root, differences, depth + 1);
    }
    const isObject = schema.type === 'object' || (Array.isArray(schema.type) && schema.type.includes('object'));
    if (isObject && shape.mapping) compareMapping(schema, shape, path, root, differences, depth);
  }
}

function compareMapping(
  schema: Schema,
  shape: Shape,
  path: string,
  root: Schema,
  differences: string[],
  depth: number,
): void {
  const mapping = shape.mapping;
  assert.ok(mapping);
  const differ = (what: string) => differences.push(`${path} ${what}`);
  const keys = Object.keys(schema.properties ?? {}).sort();
  const ours = Object.keys(mapping.keys ?? {}).sort();
  for (const key of keys) if (!ours.includes(key)) differ(`lacks the key ${key}`);
  for (const key of ours) if (!keys.includes(key)) differ(`invents the key ${key}`);
  if ([...(schema.required ?? [])].sort().join() !== [...(mapping.required ?? [])].sort().join())
    differ('required keys');

  const patterns = Object.entries(schema.patternProperties ?? {});
  const extensions = patterns.some(([pattern]) => pattern === '^x-');
  const names = patterns.find(([pattern]) => pattern !== '^x-');
  const closed = schema.additionalProperties === false;
  if (extensions !== mapping.extensions && closed) differ(`extensions: the schema says ${extensions}`);
  if ((names !== undefined) !== (mapping.names !== undefined)) differ('names');
  if (names !== undefined && mapping.names) {
    const [pattern, value] = names;
    const anything = pattern === '.+' || pattern === '^.+$';
    if ((anything ? undefined : pattern) !== mapping.names.pattern?.source) differ(`name pattern ${pattern}`);
    if (!anything && closed === (mapping.names.lenient === true)) differ('lenient names');
    compare(value, mapping.names.value, `${path}.*`, root, differences, depth + 1);
  }
  if (names === undefined && closed === (mapping.open === true)) differ(`open: the schema says ${!closed}`);
  for (const key of keys) {
    const inner = schema.properties?.[key];
    const own = mapping.keys?.[key];
    if (inner === undefined || own === undefined) continue;
    const deprecated = resolve(inner, root).deprecated === true;
    if (deprecated && own.deprecated === undefined) differences.push(`${path}.${key} is deprecated`);
    compare(inner, own.shape, `${path}.${key}`, root, differences, depth + 1);
  }
}
