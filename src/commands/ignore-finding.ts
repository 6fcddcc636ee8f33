import { commands, type Disposable, l10n, Range, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import { clientCommands, type IgnoreArgument } from '../../server/protocol.ts';

/**
 * Silences a finding where it stands: asks for the reason and writes `# holdfast-ignore RULE: reason` above its line.
 * Without a reason nothing is written, since a later reader could not tell whether it still holds.
 */
export function registerIgnoreFinding(): Disposable {
  return commands.registerCommand(clientCommands.ignore, async (argument: IgnoreArgument) => {
    const reason = await window.showInputBox({
      title: l10n.t('Ignore "{0}" here', argument.rule),
      prompt: l10n.t('Why is it right here? The reason is written above the line.'),
      validateInput: (text) => (text.trim() === '' ? l10n.t('A reason is needed.') : undefined),
    });
    if (reason === undefined) return;
    const uri = Uri.parse(argument.uri);
    const document = await workspace.openTextDocument(uri);
    const line = document.lineAt(Math.min(argument.line, document.lineCount - 1));
    const indentation = line.text.slice(0, line.firstNonWhitespaceCharacterIndex);
    const comment = `${indentation}# holdfast-ignore ${argument.rule}: ${reason.trim().replaceAll(/\s+/g, ' ')}\n`;
    const edit = new WorkspaceEdit();
    edit.replace(uri, new Range(line.lineNumber, 0, line.lineNumber, 0), comment);
    await workspace.applyEdit(edit);
  });
}
