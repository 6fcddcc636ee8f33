import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { buildSync } from 'esbuild';
import fc from 'fast-check';
import {
  CancellationTokenSource,
  type Diagnostic,
  LSPErrorCodes,
  type ResponseError,
} from 'vscode-languageserver/node';
import { type LspSession, startSession } from '../support/lsp-session.ts';

const text =
  'services:\n  web:\n    image: nginx:1.27\n    depends_on: [db]\n  db:\n    image: acme/db:1\nvolumes:\n  data:\n';

describe('the server itself over stdio', function () {
  this.timeout(30_000);
  let session: LspSession;
  afterEach(() => session.dispose());

  it('sees the same after many edits as after opening the last text', async () => {
    session = await startSession({ files: { 'compose.yaml': text, 'other/compose.yaml': text } });
    session.open('compose.yaml');
    const pieces = ['web', 'db', 'image', 'nginx', ':', '\n', '  ', 'x', '"', 'depends_on', '- ', '[', ']'];
    const [edits] = fc.sample(
      fc.array(fc.tuple(fc.nat(), fc.constantFrom(...pieces), fc.constantFrom(...pieces, '')), {
        minLength: 60,
        maxLength: 60,
      }),
      { numRuns: 1, seed: 7 },
    );
    let current = text;
    for (const [, from, to] of edits ?? []) {
      if (!current.includes(from)) continue;
      session.edit('compose.yaml', from, to);
      current = current.replace(from, () => to);
    }
    session.edit('compose.yaml', current, `${current}\n# the end\nlast-key-of-all: 1\n`);
    current = `${current}\n# the end\nlast-key-of-all: 1\n`;
    const isLast = (list: Diagnostic[]) => list.length > 0;
    session.open('other/compose.yaml', current);
    const scratch = await session.diagnostics('other/compose.yaml', isLast);
    const edited = await session.diagnostics(
      'compose.yaml',
      (list) => JSON.stringify(list.map(shape)) === JSON.stringify(scratch.map(shape)),
    );
    assert.deepEqual(edited.map(shape), scratch.map(shape));
  });

  it('answers a cancelled request as cancelled and goes on', async () => {
    session = await startSession({ files: { 'compose.yaml': text } });
    session.open('compose.yaml');
    const source = new CancellationTokenSource();
    const params = { textDocument: { uri: session.uri('compose.yaml') } };
    const answer = session.connection.sendRequest('textDocument/documentSymbol', params, source.token);
    source.cancel();
    await assert.rejects(answer, (error: ResponseError) => error.code === LSPErrorCodes.RequestCancelled);
    assert.ok(await session.request('textDocument/documentSymbol', params));
  });

  it('gives nothing for documents that are not open, and for texts of any kind', async () => {
    session = await startSession({ files: { 'compose.yaml': text } });
    const params = { textDocument: { uri: session.uri('missing.yaml') }, position: { line: 3, character: 3 } };
    assert.equal(await session.request('textDocument/hover', params), null);
    session.open('compose.yaml', '\0\t: - [}{ \n\u2028\ud800 &a *a !!x ? |\n');
    const there = { ...params, textDocument: { uri: session.uri('compose.yaml') } };
    for (const method of ['hover', 'completion', 'definition', 'documentHighlight', 'prepareRename']) {
      await session.request(`textDocument/${method}`, there);
    }
    for (const method of ['documentSymbol', 'foldingRange', 'documentLink', 'codeLens', 'semanticTokens/full']) {
      await session.request(`textDocument/${method}`, { textDocument: there.textDocument });
    }
    assert.deepEqual(session.log, []);
  });

  it('opens documents that are no files', async () => {
    session = await startSession({ files: {} });
    const uri = 'untitled:Untitled-1';
    session.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'dockercompose', version: 1, text: 'services:\n  web:\n    imagee: x\n' },
    });
    const hover = await session.request('textDocument/completion', {
      textDocument: { uri },
      position: { line: 2, character: 4 },
    });
    assert.ok(Array.isArray(hover) && hover.length > 0);
  });

  it('goes on when its editor refuses what it asks for', async () => {
    session = await startSession({ files: { 'compose.yaml': text } });
    const refused = new Promise<void>((resolve) => {
      session.connection.onRequest('workspace/codeLens/refresh', () => {
        resolve();
        throw new Error('never heard of it');
      });
    });
    session.open('compose.yaml');
    await session.connection.sendNotification('holdfast/liveState', { facts: {} });
    await refused;
    assert.ok(
      await session.request('textDocument/documentSymbol', { textDocument: { uri: session.uri('compose.yaml') } }),
    );
    assert.equal(session.process.exitCode, null);
  });

  it('does not read a document that is too large, says so, and reads it once it is smaller', async () => {
    session = await startSession({ files: { 'compose.yaml': text } });
    session.open('compose.yaml', `${text}#${'x'.repeat(17_000_000)}`);
    const found = await session.diagnostics('compose.yaml', (list) => list.length > 0);
    assert.equal(found.length, 1);
    assert.match(String(found[0]?.message), /compose\.yaml" cannot be read: it has more than 16 MB/);
    const params = { textDocument: { uri: session.uri('compose.yaml') } };
    assert.equal(await session.request('textDocument/documentSymbol', params), null);
    session.change('compose.yaml', text);
    await session.diagnostics('compose.yaml', (list) => !list.some(({ message }) => /16 MB/.test(String(message))));
    assert.ok(await session.request('textDocument/documentSymbol', params));
  });

  it('switches features off by settings', async () => {
    session = await startSession({
      files: { 'compose.yaml': text },
      settings: { editor: { hover: false, codeLens: 'off' } },
    });
    session.open('compose.yaml');
    await session.diagnostics('compose.yaml', () => true);
    const params = { textDocument: { uri: session.uri('compose.yaml') }, position: { line: 2, character: 6 } };
    assert.equal(await session.request('textDocument/hover', params), null);
    assert.ok(await session.request('textDocument/completion', params));
  });

  it('ends when its editor is gone', async () => {
    session = await startSession({ files: { 'compose.yaml': text } });
    const ended = new Promise((resolve) => session.process.once('exit', resolve));
    session.process.stdin?.end();
    await ended;
  });
});

describe('holdfast language-server', function () {
  this.timeout(30_000);
  it('runs the server beside it on its own streams', async () => {
    const root = path.resolve(__dirname, '../..');
    const session = await startSession({ files: { 'compose.yaml': text } });
    const server = session.process.spawnargs.find((arg) => arg.endsWith('server.js')) ?? '';
    const cli = path.join(path.dirname(server), 'language-server.js');
    buildSync({
      stdin: {
        contents:
          "import { languageServer } from './cli/commands/language-server.ts'; languageServer(process.argv.slice(2), { cwd: process.cwd(), signal: new AbortController().signal }).then((code) => { process.exitCode = code; }, (error) => { console.error(error.message); process.exitCode = 3; });",
        resolveDir: root,
      },
      outfile: cli,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'error',
    });
    await session.dispose();
    const second = await startSession({ files: { 'compose.yaml': text }, command: [process.execPath, cli, '--stdio'] });
    assert.equal(second.initialized.serverInfo?.name, 'holdfast');
    await second.dispose();
    const wrong = spawn(process.execPath, [cli, '--tty'], { stdio: 'ignore' });
    assert.equal(await new Promise((resolve) => wrong.once('exit', resolve)), 3);
  });
});

function shape({ code, range, severity }: Diagnostic): unknown[] {
  return [code, severity, range.start.line, range.start.character, range.end.line, range.end.character];
}
