import {
  type SemanticTokens,
  SemanticTokensBuilder,
  type SemanticTokensLegend,
  type SemanticTokensParams,
} from 'vscode-languageserver/node';
import type { Snapshot } from '../snapshot.ts';
import { variableNameRange } from '../symbols/project-symbols.ts';

const types = { operator: 0, variable: 1 } as const;

export const tokenLegend: SemanticTokensLegend = { tokenTypes: ['operator', 'variable'], tokenModifiers: [] };

/** Colours interpolation: `${`, the variable's name, its operator and `}`. All else is the grammar's business. */
export function semanticTokens(_params: SemanticTokensParams, snapshot: Snapshot): SemanticTokens {
  const { current } = snapshot;
  const text = current.getText();
  const tokens: { start: number; end: number; type: number }[] = [];
  for (const use of snapshot.project.variables) {
    if (use.location.file !== snapshot.file) continue;
    const { range } = use.location;
    const name = variableNameRange(use);
    tokens.push({ start: range.start, end: name.start, type: types.operator });
    tokens.push({ ...name, type: types.variable });
    const operator = /^:?[-+?]/.exec(text.slice(name.end, name.end + 2))?.[0].length ?? 0;
    if (operator > 0 && name.end < range.end) {
      tokens.push({ start: name.end, end: name.end + operator, type: types.operator });
    }
    if (text[range.end - 1] === '}') tokens.push({ start: range.end - 1, end: range.end, type: types.operator });
  }
  const builder = new SemanticTokensBuilder();
  let last = -1;
  for (const token of tokens.sort((a, b) => a.start - b.start)) {
    if (token.start < last) continue;
    last = token.end;
    const { line, character } = current.positionAt(token.start);
    builder.push(line, character, token.end - token.start, token.type, 0);
  }
  return builder.build();
}
