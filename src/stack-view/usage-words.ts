import { l10n } from 'vscode';
import type { Usage } from '../../core/stack/usage.ts';
import { bytesInWords } from '../../core/text/bytes-in-words.ts';

/** `3 % CPU, 34 MB`, of all together; undefined while nothing is known. Rounded, so that rows are not drawn anew for nothing. */
export function usageInWords(usages: readonly (Usage | undefined)[]): string | undefined {
  const known = usages.filter((usage) => usage !== undefined);
  if (known.length === 0) return undefined;
  const memory = bytesInWords(roundBytes(known.reduce((sum, usage) => sum + usage.memory, 0)));
  const shares = known.flatMap(({ cpu }) => (cpu === undefined ? [] : [cpu]));
  if (shares.length === 0) return memory;
  const cpu = shares.reduce((sum, share) => sum + share, 0);
  return l10n.t('{0} % CPU, {1}', cpu < 0.5 ? 0 : cpu < 10 ? Math.round(cpu) : Math.round(cpu / 5) * 5, memory);
}

/** Two digits that count: 34 MB, 340 MB, 3.4 GB. */
function roundBytes(bytes: number): number {
  if (bytes <= 0) return 0;
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(bytes)) - 1);
  return Math.round(bytes / unit) * unit;
}
