import {
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  InsertTextFormat,
  MarkupKind,
} from 'vscode-languageserver/node';
import type { Range, TextEdit } from '../../core/text/source.ts';
import type { Place } from '../place/place-at.ts';
import type { Snapshot } from '../snapshot.ts';
import { toRange } from '../to-protocol.ts';

/** What a suggestion is, which decides its icon. */
export type SuggestionKind = 'key' | 'value' | 'name' | 'variable' | 'file' | 'folder' | 'image' | 'template';

/** Something that may be written at the cursor. */
export interface Suggestion {
  readonly label: string;
  readonly kind: SuggestionKind;
  /** What is written; undefined: the label. Lines after the first are indented from the entry's column. */
  readonly text?: string | undefined;
  /** The same with tab stops, for clients that have them. */
  readonly snippet?: string | undefined;
  /** What is replaced; undefined: the word at the cursor. */
  readonly range?: Range | undefined;
  readonly detail?: string | undefined;
  /** Markdown. */
  readonly documentation?: string | undefined;
  /** Smaller comes first; 5 without it. */
  readonly rank?: number | undefined;
  readonly deprecated?: boolean | undefined;
  /** Further edits of the same file. */
  readonly further?: readonly TextEdit[] | undefined;
}

/** What every source of suggestions gets. */
export interface CompletionContext {
  readonly snapshot: Snapshot;
  readonly place: Place;
  /** Text of the word up to the cursor. */
  readonly typed: string;
}

const kinds: Readonly<Record<SuggestionKind, CompletionItemKind>> = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  name: CompletionItemKind.Reference,
  variable: CompletionItemKind.Variable,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  image: CompletionItemKind.Module,
  template: CompletionItemKind.Snippet,
};

export function toCompletionItem(
  suggestion: Suggestion,
  { snapshot, place }: CompletionContext,
  index: number,
): CompletionItem {
  const { current } = snapshot;
  const snippet = snapshot.client.snippets ? suggestion.snippet : undefined;
  const newText = snippet ?? suggestion.text ?? suggestion.label;
  return {
    label: suggestion.label,
    kind: kinds[suggestion.kind],
    sortText: `${suggestion.rank ?? 5}${String(index).padStart(4, '0')}`,
    textEdit: { range: toRange(current, suggestion.range ?? place.word), newText },
    ...(snippet === undefined ? {} : { insertTextFormat: InsertTextFormat.Snippet }),
    ...(suggestion.detail === undefined ? {} : { detail: suggestion.detail }),
    ...(suggestion.documentation === undefined
      ? {}
      : { documentation: { kind: MarkupKind.Markdown, value: suggestion.documentation } }),
    ...(suggestion.deprecated ? { tags: [CompletionItemTag.Deprecated] } : {}),
    ...(suggestion.further === undefined
      ? {}
      : {
          additionalTextEdits: suggestion.further.map(({ range, text }) => ({
            range: toRange(current, range),
            newText: text,
          })),
        }),
  };
}

/** A text in which a snippet's special characters are plain ones. */
export function plainSnippet(text: string): string {
  return text.replaceAll(/[\\$}]/g, '\\$&');
}
