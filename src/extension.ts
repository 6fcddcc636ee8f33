import type { ExtensionContext } from 'vscode';

/** Called by VS Code when a Compose file, a view or a command needs Holdfast. Joins the parts; does nothing itself. */
export async function activate(_context: ExtensionContext): Promise<void> {}
