import type { CompletionItem, CompletionParams } from 'vscode-languageserver/node';
import type { Shape } from '../../core/spec/shape.ts';
import { shapeAt } from '../../core/spec/shape-at.ts';
import { keySuggestions } from '../completion/keys.ts';
import { environmentNames, nameSuggestions } from '../completion/names.ts';
import { ruleSuggestions, suppressionSuggestions } from '../completion/rules.ts';
import { type CompletionContext, type Suggestion, toCompletionItem } from '../completion/suggestion.ts';
import { templateSuggestions } from '../completion/templates.ts';
import { valueSuggestions } from '../completion/values.ts';
import { openVariable, variableSuggestions } from '../completion/variables.ts';
import { offsetOf } from '../from-protocol.ts';
import { type Place, placeAt } from '../place/place-at.ts';
import { siblingKeys } from '../place/sibling-keys.ts';
import { rootShape } from '../root-shape.ts';
import type { Snapshot } from '../snapshot.ts';

/** What may be written at the cursor: keys by place, values, names of the project, variables, paths, whole services. */
export function completion(params: CompletionParams, snapshot: Snapshot): CompletionItem[] | null {
  if (snapshot.kind === 'env') return null;
  const { current } = snapshot;
  const offset = offsetOf(current, params);
  if (
    params.context?.triggerCharacter === ' ' &&
    !/[:\-,[{] $/.test(current.getText().slice(Math.max(0, offset - 2), offset))
  )
    return null;

  const place = asShortForm(placeAt(current, offset), current.getText());
  const context: CompletionContext = { snapshot, place, typed: current.getText().slice(place.word.start, offset) };
  return suggestions(context).map((suggestion, index) => toCompletionItem(suggestion, context, index));
}

/** An item that ends in a colon (`- data:`) looks like a key; where no such key may stand it is the start of a short form. */
function asShortForm(place: Place, text: string): Place {
  const [item, key] = place.path.slice(-2);
  if (place.role !== 'value' || typeof item !== 'number' || typeof key !== 'string' || place.word.start < place.offset)
    return place;
  const path = place.path.slice(0, -1);
  const shape = shapeAt(path);
  const start = place.offset - key.length - 1;
  if (
    shape?.scalar === undefined ||
    shape.mapping?.keys?.[key] !== undefined ||
    text.slice(start, place.offset) !== `${key}:`
  )
    return place;
  return { ...place, path, word: { start, end: place.word.end } };
}

function suggestions(context: CompletionContext): Suggestion[] {
  const { snapshot, place } = context;
  if (place.role === 'comment') return suppressionSuggestions(context);
  const open = place.role === 'value' ? openVariable(snapshot, place.offset) : undefined;
  if (open !== undefined) return variableSuggestions(snapshot, open);
  const shape = shapeAt(place.path, rootShape(snapshot.kind));
  if (shape === undefined || place.blockScalar) return [];
  if (snapshot.kind === 'settings') {
    const rules = ruleSuggestions(context);
    if (rules !== undefined) return rules;
  }
  if (place.role === 'key') return keysAt(shape, context);
  const scalar = shape.scalar === undefined ? [] : valueSuggestions(shape.scalar, context);
  // Behind a dash a mapping may begin on the same line.
  const keys =
    place.afterDash && shape.mapping !== undefined && place.quote === undefined ? keysAt(shape, context) : [];
  return [...scalar, ...keys];
}

function keysAt(shape: Shape, context: CompletionContext): Suggestion[] {
  const { place, snapshot } = context;
  const { mapping, list } = shape;
  const isRegistry = place.path.length === 1;
  const siblings = isRegistry ? [] : siblingKeys(snapshot.current, place.offset, place.column);
  const present = new Set(siblings);
  const found: Suggestion[] = [];
  if (mapping !== undefined) {
    found.push(...keySuggestions(mapping, present, context));
    const refers = mapping.names?.refers;
    if (refers !== undefined) {
      const suffix = place.hasColon ? '' : ':';
      for (const one of nameSuggestions(refers, context)) {
        if (!present.has(one.label))
          found.push({ ...one, text: `${one.label}${suffix}`, ...dependencyBody(place.path, one.label, suffix) });
      }
    }
    if (place.path.at(-1) === 'environment') {
      for (const name of environmentNames(context))
        if (!present.has(name)) found.push({ label: name, kind: 'variable', text: `${name}: ` });
    }
    if (isRegistry && place.path[0] === 'services' && !place.hasColon) found.push(...templateSuggestions(context));
  }
  // A list's items on a line of their own: the dash comes with them.
  if (list !== undefined && present.size === 0 && !place.flow && !place.hasColon && place.role === 'key')
    found.push(...itemsOf(list.items, context));
  return found;
}

function dependencyBody(path: readonly (string | number)[], name: string, suffix: string): Partial<Suggestion> {
  if (path.at(-1) !== 'depends_on' || suffix === '') return {};
  return {
    text: `${name}:\n  condition: service_healthy`,
    snippet: `${name}:\n  condition: \${1|service_healthy,service_started,service_completed_successfully|}`,
  };
}

function itemsOf(items: Shape, context: CompletionContext): Suggestion[] {
  const inItem: CompletionContext = {
    ...context,
    place: { ...context.place, role: 'value', path: [...context.place.path, 0] },
  };
  const scalars = items.scalar === undefined ? [] : valueSuggestions(items.scalar, inItem);
  return scalars.map((one) => ({
    ...one,
    text: `- ${one.text ?? one.label}`,
    snippet: undefined,
    range: context.place.word,
  }));
}
