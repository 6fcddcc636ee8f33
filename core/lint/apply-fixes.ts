import type { TextEdit } from '../text/source.ts';
import type { Finding, Fix } from './finding.ts';

/** Texts after fixes. */
export interface AppliedFixes {
  /** Absolute path to new text, of the files that changed. */
  readonly texts: ReadonlyMap<string, string>;
  readonly applied: readonly { readonly finding: Finding; readonly fix: Fix }[];
}

/**
 * Applies the best safe fix of each finding. A fix is carried out whole or not at all; one that would touch a place that an
 * earlier one has touched is left for another round.
 *
 * @param read the text of a file as the findings see it
 */
export function applySafeFixes(findings: readonly Finding[], read: (file: string) => string | undefined): AppliedFixes {
  const chosen: TextEdit[] = [];
  const applied: { finding: Finding; fix: Fix }[] = [];
  for (const finding of findings) {
    const fix = finding.fixes?.find((candidate) => candidate.safe);
    if (fix === undefined || fix.edits.some((edit) => chosen.some((other) => overlap(edit, other)))) continue;
    chosen.push(...fix.edits);
    applied.push({ finding, fix });
  }
  const texts = new Map<string, string>();
  for (const file of new Set(chosen.map((edit) => edit.file))) {
    const text = read(file);
    if (text !== undefined)
      texts.set(
        file,
        applyEdits(
          text,
          chosen.filter((edit) => edit.file === file),
        ),
      );
  }
  return { texts, applied };
}

/** A text with edits made that do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = text;
  for (const { range, text: inserted } of [...edits].sort((a, b) => b.range.start - a.range.start)) {
    result = result.slice(0, range.start) + inserted + result.slice(range.end);
  }
  return result;
}

function overlap(a: TextEdit, b: TextEdit): boolean {
  return a.file === b.file && a.range.start <= b.range.end && b.range.start <= a.range.end;
}
