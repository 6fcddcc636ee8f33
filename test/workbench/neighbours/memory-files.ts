import { type ExtensionContext, type FileStat, FileSystemError, FileType, type Uri, workspace } from 'vscode';

const text = 'services:\n  web:\n    imagee: nginx:1-alpine\n';

/** Stands in for an extension that opens folders of elsewhere, such as a repository on a server: one Compose file in memory. */
export function activate(context: ExtensionContext): void {
  const bytes = new TextEncoder().encode(text);
  const isFile = (uri: Uri) => uri.path.endsWith('/compose.yaml');
  const stat = (uri: Uri): FileStat => {
    if (isFile(uri)) return { type: FileType.File, ctime: 0, mtime: 0, size: bytes.length };
    if (uri.path === '/project') return { type: FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    throw FileSystemError.FileNotFound(uri);
  };
  const refuse = (uri: Uri) => {
    throw FileSystemError.NoPermissions(uri);
  };
  const nothing = { dispose: () => undefined };
  const provider = workspace.registerFileSystemProvider(
    'memfs',
    {
      onDidChangeFile: () => nothing,
      watch: () => nothing,
      stat,
      readDirectory: () => [['compose.yaml', FileType.File]],
      readFile(uri) {
        if (isFile(uri)) return bytes;
        throw FileSystemError.FileNotFound(uri);
      },
      writeFile: refuse,
      createDirectory: refuse,
      delete: refuse,
      rename: refuse,
    },
    { isReadonly: true },
  );
  context.subscriptions.push(provider);
}
