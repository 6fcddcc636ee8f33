import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic, Location } from 'vscode-languageserver/node';
import { type LspSession, startSession } from '../support/lsp-session.ts';

const names = [
  'compose.%41#x.yaml',
  "compose.a b'c.yaml",
  '-rf ü/compose.yaml',
  'a%2Fb/compose.yaml',
  '数/compose.?.yaml',
];
const text = 'services:\n  web:\n    image: nginx\n    depends_on: [db, nobody]\n  db:\n    image: redis\n';

describe('addresses of files with names that have to be escaped, over stdio', function () {
  this.timeout(30_000);
  let session: LspSession;
  before(async () => {
    session = await startSession({ files: Object.fromEntries(names.map((name) => [name, text])) });
  });
  after(() => session.dispose());

  it('lead to the same file in both directions', async () => {
    for (const name of names) {
      session.open(name);
      const found: readonly Diagnostic[] = await session.diagnostics(name, (list) => list.length > 0);
      assert.ok(
        found.some(({ message }) => String(message).includes('"nobody"')),
        name,
      );
      const targets = await session.request<Location[] | Location>('textDocument/definition', {
        textDocument: { uri: session.uri(name) },
        position: { line: 3, character: 18 },
      });
      const [target] = Array.isArray(targets) ? targets : [targets];
      const uri = (target as { readonly uri?: string; readonly targetUri?: string } | undefined)?.uri;
      const linked = (target as { readonly targetUri?: string } | undefined)?.targetUri;
      assert.equal(uri ?? linked, session.uri(name));
    }
  });
});

describe('paths that no file can have, over stdio', function () {
  this.timeout(30_000);
  let session: LspSession;
  after(() => session.dispose());

  it('leave the diagnostics of the file that names them as they are', async () => {
    session = await startSession({ files: { 'compose.yaml': 'services: {}\n' } });
    symlinkSync('circle', join(session.folder, 'circle'));
    const paths = ['compose.yaml/x.env', 'circle', 'n'.repeat(300), 'with\0nul'];
    const list = paths.map((path) => `      - path: ${JSON.stringify(path)}\n        required: false\n`).join('');
    session.open('compose.yaml', text.replace('image: nginx\n', `image: nginx\n    env_file:\n${list}`));
    const found = await session.diagnostics('compose.yaml', (diagnostics) => diagnostics.length > 0);
    assert.ok(found.some(({ message }) => String(message).includes('"nobody"')));
    assert.deepEqual(session.log, []);
  });
});
