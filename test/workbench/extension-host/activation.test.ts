import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('activation', () => {
  it('happens when a Compose file is opened', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'compose.yaml'));
    await vscode.window.showTextDocument(document);
    assert.equal(document.languageId, 'dockercompose');
    const extension = vscode.extensions.getExtension('holdfast.holdfast');
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers every command that the manifest names', async () => {
    const extension = vscode.extensions.getExtension('holdfast.holdfast');
    await extension?.activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const named: readonly { command: string }[] = extension?.packageJSON.contributes.commands;
    assert.deepEqual(
      named.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  });
});
