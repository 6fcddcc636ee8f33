import { type CodeLens, l10n } from 'vscode';
import { say } from './say.ts';

/** What the language server calls its lenses, which knows no language but English. */
const titles: Readonly<Record<string, () => string>> = {
  'Safe restart': () => l10n.t('Safe restart'),
  Logs: () => l10n.t('Logs'),
  Shell: () => l10n.t('Shell'),
  'off: no active profile': () => l10n.t('off: no active profile'),
};

/** Gives the language server's lenses the language of the window: commands, and states as the stack view says them. */
export function translateLenses(lenses: readonly CodeLens[] | null | undefined): CodeLens[] {
  for (const { command } of lenses ?? []) {
    if (command === undefined) continue;
    const known = Object.hasOwn(titles, command.title) ? titles[command.title] : undefined;
    command.title =
      known?.() ??
      command.title
        .split(/(, |: )/)
        .map((part) => say(part))
        .join('');
  }
  return [...(lenses ?? [])];
}
