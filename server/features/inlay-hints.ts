import { type InlayHint, InlayHintKind, type InlayHintParams } from 'vscode-languageserver/node';
import type { VariableUse } from '../../core/project/project.ts';
import { entryOf, type YamlNode } from '../../core/yaml/node.ts';
import { nameOf } from '../compose-names.ts';
import type { Snapshot } from '../snapshot.ts';
import { occurrencesIn } from '../symbols/project-symbols.ts';
import { definitionsOf } from './definition.ts';

/** Names whose values are nobody's business on a shared screen. */
const secretName = /PASS|SECRET|TOKEN|CREDENTIAL|PRIVATE|(?:^|_)KEY$|API_?KEY|DSN/i;

/** Shows what variables stand for, where that isn't written in the text, and what `extends` brings in. */
export function inlayHints(params: InlayHintParams, snapshot: Snapshot): InlayHint[] {
  const { current } = snapshot;
  const start = current.offsetAt(params.range.start);
  const end = current.offsetAt(params.range.end);
  const hints: InlayHint[] = [];
  for (const use of snapshot.project.variables) {
    const { range } = use.location;
    if (use.location.file !== snapshot.file || range.end < start || range.start > end) continue;
    const label = variableLabel(use);
    if (label === undefined) continue;
    hints.push({
      position: current.positionAt(range.end),
      label,
      kind: InlayHintKind.Parameter,
      tooltip: originText(use),
    });
  }
  return [...hints, ...extendsHints(snapshot, start, end)];
}

/** A value for display; that of a secret isn't shown. */
export function displayValue(name: string, value: string): string {
  if (secretName.test(name)) return '••••••';
  return value.length > 40 ? `${value.slice(0, 37)}…` : value;
}

/** Where a variable's value comes from, as the end of a sentence. */
export function originText({ origin }: VariableUse): string {
  switch (origin.from) {
    case 'environment':
      return 'from the environment';
    case 'file':
      return `from ${nameOf(origin.file)}`;
    case 'default':
      return 'its default';
    case 'unset':
      return 'not set';
  }
}

function variableLabel(use: VariableUse): string | undefined {
  if (use.origin.from === 'default' || use.origin.from === 'unset' || use.value === undefined) return undefined;
  return ` = ${displayValue(use.name, use.value)}`;
}

function extendsHints(snapshot: Snapshot, start: number, end: number): InlayHint[] {
  const yaml = snapshot.yaml(snapshot.file);
  const hints: InlayHint[] = [];
  const names = occurrencesIn(snapshot, snapshot.file).filter(
    (one) => one.kind === 'service' && one.role === 'reference',
  );
  for (const { root } of yaml?.documents ?? []) {
    const services = entryOf(root, 'services')?.value;
    for (const { value } of services?.kind === 'mapping' ? services.entries : []) {
      const parent = entryOf(value, 'extends')?.value;
      if (parent === undefined || parent.location.range.end < start || parent.location.range.start > end) continue;
      const { range } = parent.location;
      const name = names.find((one) => one.range.start >= range.start && one.range.end <= range.end);
      const target = name === undefined ? undefined : definitionsOf(snapshot, name)[0];
      if (name === undefined || target === undefined) continue;
      const inherited = keysAt(snapshot, target.file, name.name).filter((key) => entryOf(value, key) === undefined);
      if (inherited.length === 0) continue;
      hints.push({
        position: snapshot.current.positionAt(name.range.end),
        label: `inherits ${inherited.join(', ')}`,
        paddingLeft: true,
      });
    }
  }
  return hints;
}

function keysAt(snapshot: Snapshot, file: string, service: string): string[] {
  for (const { root } of snapshot.yaml(file)?.documents ?? []) {
    const node: YamlNode | undefined = entryOf(entryOf(root, 'services')?.value, service)?.value;
    if (node?.kind === 'mapping') return node.entries.map(({ key }) => key.text);
  }
  return [];
}
