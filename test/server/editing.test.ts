import assert from 'node:assert/strict';
import type { CodeAction, Diagnostic, TextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { cursorIn, type LspSession, startSession } from '../support/lsp-session.ts';

describe('code actions and formatting over stdio', function () {
  this.timeout(30_000);
  let session: LspSession;
  before(async () => {
    session = await startSession({ files: { 'compose.yaml': '' } });
  });
  after(() => session.dispose());

  async function actionsAt(marked: string, only?: string[]): Promise<CodeAction[]> {
    const { textDocument, position } = session.at('compose.yaml', marked);
    const params = { textDocument, range: { start: position, end: position }, context: { diagnostics: [], only } };
    return session.request<CodeAction[]>('textDocument/codeAction', params);
  }

  function applied(marked: string, edit: WorkspaceEdit | undefined): string {
    const edits = edit?.changes?.[session.uri('compose.yaml')] ?? [];
    return TextDocument.applyEdits(TextDocument.create('file:///x', 'yaml', 1, cursorIn(marked).text), edits);
  }

  async function take(marked: string, title: RegExp, only?: string[]): Promise<string> {
    const actions = await actionsAt(marked, only);
    const action = actions.find((one) => title.test(one.title));
    assert.ok(action, `no ${title} among: ${actions.map((one) => one.title).join(' | ')}`);
    return applied(marked, action.edit);
  }

  it('corrects a key, the nearest name first', async () => {
    const marked = 'services:\n  web:\n    ima‸gee: nginx:1.27\n';
    const [first] = await actionsAt(marked);
    assert.equal(applied(marked, first?.edit), 'services:\n  web:\n    image: nginx:1.27\n');
    assert.equal(first?.isPreferred, true);
    const [diagnostic] = first?.diagnostics ?? [];
    assert.equal((diagnostic as Diagnostic).code, 'unknown-key');
  });

  it('makes an anonymous volume a named one', async () => {
    const text = await take(
      'services:\n  db:\n    image: postgres:16\n    volumes:\n      - /var/lib/postgresql/da‸ta\n',
      /named volume/,
    );
    assert.match(text, /- [\w-]+:\/var\/lib\/postgresql\/data\n/);
    assert.match(text, /\nvolumes:\n {2}[\w-]+:/);
  });

  it('fixes all at once', async () => {
    const marked = 'version: "3"\nservices:\n  web:\n    ima‸gee: nginx:1.27\n    restat: always\n';
    const text = await take(marked, /^Fix all/);
    assert.ok(text.includes('image: nginx:1.27') && text.includes('restart: always'), text);
    assert.equal(await take(marked, /^Fix all/, ['source.fixAll']), text);
  });

  it('ignores with a reason that has to be written', async () => {
    const text = await take(
      'services:\n  web:\n    image: nginx:1.27\n    depends_on: [no‸body]\n',
      /^Ignore undefined-service/,
    );
    assert.match(text, /\n {4}# holdfast-ignore undefined-service: .*\n {4}depends_on/);
  });

  it('adds the health check of the image', async () => {
    const text = await take(
      'services:\n  db:\n    ima‸ge: postgres:16\n  web:\n    image: nginx:1.27\n',
      /health check/,
    );
    assert.match(
      text,
      /image: postgres:16\n {4}healthcheck:\n {6}test: \["CMD-SHELL", "pg_isready.*\n[\s\S]*start_period: 30s\n {2}web:/,
    );
  });

  it('publishes a port on this machine only', async () => {
    const text = await take(
      'services:\n  web:\n    image: nginx:1.27\n    ports:\n      - "80‸80:80"\n',
      /this machine only/,
    );
    assert.match(text, /- "127\.0\.0\.1:8080:80"\n/);
  });

  it('extracts a part for other services to share', async () => {
    const text = await take(
      'services:\n  web:\n    image: nginx:1.27\n    logg‸ing:\n      driver: local\n      options:\n        max-size: 10m\n',
      /^Extract/,
    );
    assert.equal(
      text,
      'x-logging: &logging\n  driver: local\n  options:\n    max-size: 10m\n\nservices:\n  web:\n    image: nginx:1.27\n    logging: *logging\n',
    );
  });

  it('extracts nothing under an anchor that means something else already', async () => {
    const taken =
      'services:\n  db:\n    image: redis:7\n    logging: &logging\n      driver: none\n  web:\n    image: nginx:1.27\n    logg‸ing:\n      driver: local\n';
    const titles = (await actionsAt(taken)).map(({ title }) => title);
    assert.deepEqual(
      titles.filter((title) => title.startsWith('Extract')),
      [],
    );
  });

  it('formats and changes no more lines than it must', async () => {
    session.change(
      'compose.yaml',
      'services:\n  web:\n      image: nginx:1.27   # pinned\n      ports:\n      - "80:80"\n',
    );
    const params = { textDocument: { uri: session.uri('compose.yaml') }, options: { tabSize: 2, insertSpaces: true } };
    const edits = await session.request<TextEdit[]>('textDocument/formatting', params);
    assert.deepEqual(
      edits.map(({ range, newText }) => `${range.start.line + 1}: ${newText}`),
      ['3:     image: nginx:1.27   # pinned', '4:     ports:'],
    );
  });

  it('leaves embedded scripts and Dockerfiles as they are', async () => {
    const inline = '      dockerfile_inline: |\n        FROM scratch  \n          COPY  a   b\n';
    const script = '    command: |\n      if x; then\n            echo   y\n      fi\n';
    session.change('compose.yaml', `services:\n  web:\n    build:\n${inline}${script}    init:    true\n`);
    const params = { textDocument: { uri: session.uri('compose.yaml') }, options: { tabSize: 2, insertSpaces: true } };
    const edits = await session.request<TextEdit[] | null>('textDocument/formatting', params);
    const lines = (edits ?? []).map(({ range }) => range.start.line);
    assert.ok(
      lines.every((line) => line < 3 || line > 9),
      `edits at ${lines.join()}`,
    );
  });

  it('formats nothing that it cannot read', async () => {
    session.change('compose.yaml', 'services:\n   web: [\n');
    const params = { textDocument: { uri: session.uri('compose.yaml') }, options: { tabSize: 2, insertSpaces: true } };
    assert.equal(await session.request('textDocument/formatting', params), null);
  });

  it('knows its own settings file', async () => {
    const completion = async (marked: string) => {
      const items = await session.request<{ label: string }[]>(
        'textDocument/completion',
        session.at('.holdfast.yaml', marked),
      );
      return items.map(({ label }) => label);
    };
    assert.ok((await completion('‸')).includes('presets'));
    assert.ok((await completion('presets: [‸]')).includes('security'));
    assert.ok((await completion('rules:\n  ‸')).includes('unused-volume'));
    session.change('.holdfast.yaml', 'rules:\n  unused-volumee: off\n');
    await session.diagnostics('.holdfast.yaml', (list) =>
      list.some((one) => String(one.message).includes('mean "unused-volume"')),
    );
  });
});
