import type { DefinitionParams, Location, LocationLink } from 'vscode-languageserver/node';
import type { VariableOrigin } from '../../core/project/project.ts';
import { offsetOf } from '../from-protocol.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Occurrence } from '../symbols/occurrence.ts';
import { occurrencesOf, symbolAt } from '../symbols/project-symbols.ts';
import { toRange } from '../to-protocol.ts';
import { pathTargetAt } from './path-targets.ts';

/** Goes to where a name is defined, in whichever file of the project, or to the file that a path names. */
export function definition(params: DefinitionParams, snapshot: Snapshot): LocationLink[] | Location[] | null {
  const offset = offsetOf(snapshot.current, params);
  const symbol = symbolAt(snapshot, offset);
  if (symbol === undefined) return definitionOfPath(snapshot, offset);
  const targets = definitionsOf(snapshot, symbol);
  if (targets.length === 0) return null;
  return targets.map(({ file, range }) => link(snapshot, file, toRange(snapshot.document(file), range), symbol));
}

/** The definitions of a symbol; the last one wins in the merged project and comes first here. */
export function definitionsOf(snapshot: Snapshot, symbol: Occurrence): Occurrence[] {
  const definitions = occurrencesOf(snapshot, symbol).filter((one) => one.role === 'definition');
  if (symbol.kind === 'variable') {
    const origin = originOf(snapshot, symbol.name);
    const winner = definitions.find((one) => origin?.from === 'file' && one.file === origin.file);
    return winner === undefined ? definitions : [winner];
  }
  if (symbol.kind !== 'anchor') return definitions.reverse();
  // An alias means the nearest anchor of that name above it.
  const above = definitions.filter((one) => one.range.start <= symbol.range.start).at(-1);
  return above === undefined ? definitions : [above];
}

function originOf(snapshot: Snapshot, name: string): VariableOrigin | undefined {
  return snapshot.project.variables.find((use) => use.name === name && use.origin.from === 'file')?.origin;
}

function definitionOfPath(snapshot: Snapshot, offset: number): Location[] | null {
  const target = pathTargetAt(snapshot, offset);
  if (target === undefined || snapshot.view.kind(target.file) !== 'file') return null;
  const start = { line: 0, character: 0 };
  return [{ uri: snapshot.uri(target.file), range: { start, end: start } }];
}

function link(snapshot: Snapshot, file: string, range: Location['range'], symbol: Occurrence): LocationLink & Location {
  const uri = snapshot.uri(file);
  if (!snapshot.client.linkDefinitions) return { uri, range } as LocationLink & Location;
  return {
    targetUri: uri,
    targetRange: range,
    targetSelectionRange: range,
    originSelectionRange: toRange(snapshot.current, symbol.range),
  } as LocationLink & Location;
}
