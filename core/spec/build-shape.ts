import { closedSet } from './grammar/closed-set.ts';
import type { Grammar } from './grammar/grammar.ts';
import { booleanText, integerText, numberText } from './grammar/plain.ts';
import type {
  Choice,
  Key,
  ListShape,
  MappingShape,
  Names,
  Reference,
  ScalarKind,
  ScalarShape,
  Shape,
} from './shape.ts';

/** The words in which the tables of this folder are written. */

type ScalarOptions = Omit<ScalarShape, 'kinds'>;

/** A text. */
export function text(options: ScalarOptions = {}): Shape {
  return { scalar: { kinds: ['string'], ...options } };
}

/** A scalar of the given kinds. */
export function scalar(kinds: readonly ScalarKind[], options: ScalarOptions = {}): Shape {
  return { scalar: { kinds, ...options } };
}

/** A text by a grammar. */
export function written(grammar: Grammar, options: ScalarOptions = {}): Shape {
  return text({ grammar, ...options });
}

/** True or false; texts such as "yes" are taken too. */
export const flag: Shape = scalar(['boolean', 'string'], { grammar: booleanText });

/** True or false, and no text. */
export const strictFlag: Shape = scalar(['boolean']);

/** A whole number, or a text that is one. */
export const whole: Shape = scalar(['integer', 'string'], { grammar: integerText });

/** A number, or a text that is one. */
export const anyNumber: Shape = scalar(['number', 'string'], { grammar: numberText });

/** One of a closed set of texts, each given with what it means. */
export function oneOf(choices: Readonly<Record<string, string>>): Shape {
  return text({ choices: toChoices(choices) });
}

/** One of a set of texts that only what reads them later looks at. `others`: texts that do too, but are not offered. */
export function oneOfLater(
  title: string,
  choices: Readonly<Record<string, string>>,
  others: readonly string[] = [],
): Shape {
  return text({ grammar: closedSet(title, [...Object.keys(choices), ...others]), suggestions: toChoices(choices) });
}

/** Well-known values with what they mean. */
export function toChoices(choices: Readonly<Record<string, string>>): readonly Choice[] {
  return Object.entries(choices).map(([value, description]) => ({ value, description }));
}

export function list(items: Shape, duplicates?: ListShape['duplicates']): Shape {
  return { list: { items, duplicates } };
}

export function texts(duplicates?: ListShape['duplicates'], refers?: Reference): Shape {
  return list(text({ refers }), duplicates);
}

/** One text or a list of texts. */
export function textOrList(duplicates: ListShape['duplicates'] = 'rejected', refers?: Reference): Shape {
  return either(text({ refers }), texts(duplicates, refers));
}

/** A mapping with the keys of a table. */
export function object(title: string, keys: Readonly<Record<string, Key>>, options: Partial<MappingShape> = {}): Shape {
  return { mapping: { title, keys, extensions: true, ...options } };
}

/** A mapping whose keys users choose. */
export function named(title: string, value: Shape, names: Omit<Names, 'value'> = {}): Shape {
  return { mapping: { title, extensions: false, names: { value, ...names } } };
}

/** Environment, labels, arguments: `KEY: value` or a list of `KEY=value`. */
export function pairs(title: string, duplicates: ListShape['duplicates'] = 'merged', items: Shape = text()): Shape {
  return either(named(title, scalar(['string', 'number', 'boolean', 'null'])), list(items, duplicates));
}

/** A place that takes several kinds of node. */
export function either(...shapes: readonly Shape[]): Shape {
  return Object.assign({}, ...shapes) as Shape;
}

/** The same, or nothing. */
export function orNull(shape: Shape): Shape {
  return { ...shape, scalar: { ...shape.scalar, kinds: [...(shape.scalar?.kinds ?? []), 'null'] } };
}

type KeyOptions = Partial<Pick<Key, 'since' | 'deprecated' | 'link'>>;

/** A way to write keys whose links lead to one page of the reference; `anchor` undefined: the key's own name. */
export function keysOf(
  page: string,
  anchor: string | undefined,
  table: Readonly<Record<string, readonly [description: string, shape: Shape, options?: KeyOptions]>>,
): Readonly<Record<string, Key>> {
  return Object.fromEntries(
    Object.entries(table).map(([name, [description, shape, options]]) => [
      name,
      {
        shape,
        description,
        link: `https://docs.docker.com/reference/compose-file/${page}/#${anchor ?? name}`,
        ...options,
      },
    ]),
  );
}
