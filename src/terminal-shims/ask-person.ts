import { l10n, window } from 'vscode';
import { visibleText } from '../../core/text/visible-text.ts';
import type { Answer, CommandQuestion, LostVolume } from '../../io/shims/question.ts';

/** Lines of each kind that a dialog has room for. */
const mostLines = 8;

/** Asks whether a command of a terminal may run. Only the dialog's buttons say yes. */
export async function askPerson(question: CommandQuestion): Promise<Answer> {
  const run = l10n.t('Run It');
  const message = l10n.t(
    'Run “{0}” in {1}?',
    visibleText(question.words.join(' '), 160),
    visibleText(question.cwd, 120),
  );
  const options = { modal: true, detail: detailOf(question) };
  // The first button has the focus, and whoever works in a terminal may just be about to press Enter.
  const backUp = l10n.t('Back Up, Then Run It');
  const buttons = [l10n.t('Keep the Data'), ...(question.canBackUp ? [backUp] : []), run];
  const answer = await window.showWarningMessage(message, options, ...buttons);
  if (answer === backUp) return 'back-up';
  return answer === run ? 'run' : 'refuse';
}

function detailOf({ reasons, losses }: CommandQuestion): string {
  const lines = reasons.map(({ message }) => asPlainText(message));
  if (losses === undefined) lines.push('', l10n.t('What the engine has of it now is not known.'));
  else {
    if (losses.volumes.length > 0) lines.push('', l10n.t('Gone for good would be:'));
    lines.push(...shortened(losses.volumes.map(volumeInWords)));
    if (losses.volumes.length === 0) lines.push('', l10n.t('The engine has none of these volumes now.'));
    if (losses.containers.length > 0) lines.push('', l10n.t('Containers concerned:'));
    lines.push(...shortened(losses.containers.map((name) => `• ${visibleText(name)}`)));
  }
  const alternatives = reasons.map(({ alternative }) => alternative).filter((text) => text !== '');
  if (alternatives.length > 0) lines.push('', ...alternatives.map((text) => l10n.t('Instead: {0}', asPlainText(text))));
  return lines.join('\n');
}

/** A sentence with commands in backticks, for a dialog, which shows those as they are. */
function asPlainText(sentence: string): string {
  return visibleText(sentence).replace(/`([^`]*)`/g, '“$1”');
}

function volumeInWords({ name, size, lastBackup }: LostVolume): string {
  const backup =
    lastBackup === undefined
      ? l10n.t('no backup known')
      : l10n.t('last backup {0}', new Date(lastBackup).toLocaleString());
  return `• ${[visibleText(name), ...(size === undefined ? [] : [visibleText(size)]), backup].join(', ')}`;
}

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= mostLines) return lines;
  return [...lines.slice(0, mostLines - 1), l10n.t('• and {0} more', lines.length - mostLines + 1)];
}
