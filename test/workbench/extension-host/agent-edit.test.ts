import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { original } from '../../support/guarded-texts.ts';

const gutted = 'services:\n  web:\n    image: nginx:1.27-alpine\n';

/** This test is an extension like any other: what it does, an agent's extension can do. */
describe('an extension that plays an agent', () => {
  let file: string;

  before(async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    file = path.join(folder.uri.fsPath, 'agent', 'compose.yaml');
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, original);
    await vscode.extensions.getExtension('holdfast.holdfast')?.activate();
    await vscode.workspace.openTextDocument(file);
  });

  it('cannot delete a service by a workspace edit and a save; the rest of its edit goes through', async () => {
    const document = await vscode.workspace.openTextDocument(file);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), gutted);
    assert.equal(await vscode.workspace.applyEdit(edit), true);
    assert.equal(await document.save(), true);
    assert.equal(readFileSync(file, 'utf8'), original.replace('nginx:1-alpine', 'nginx:1.27-alpine'));
    assert.equal(document.getText(), readFileSync(file, 'utf8'));
    assert.equal(document.isDirty, false);
  });

  it('cannot delete it through the file system either', async () => {
    const before = readFileSync(file, 'utf8');
    await vscode.workspace.fs.writeFile(vscode.Uri.file(file), Buffer.from(gutted));
    await until(() => readFileSync(file, 'utf8') === before);
    await vscode.workspace.fs.delete(vscode.Uri.file(file));
    await until(() => read(file) === before);
  });

  it('cannot tick or approve by calling commands with made-up arguments', async () => {
    const before = readFileSync(file, 'utf8');
    await vscode.commands.executeCommand('holdfast.toggleHeldChange', 'made-up', 'service-removed:db');
    // It opens a dialog, or a list, which nobody answers here.
    for (const argument of [{ kind: 'proposal', id: 'made-up' }, 'made-up', { changeIds: ['service-removed:db'] }]) {
      void vscode.commands.executeCommand('holdfast.approveHeldChanges', argument);
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    }
    assert.equal(readFileSync(file, 'utf8'), before);
  });
});

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`still not: ${condition}`);
    await delay(20);
  }
}
