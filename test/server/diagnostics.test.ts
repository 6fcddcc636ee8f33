import assert from 'node:assert/strict';
import type { CodeAction, Diagnostic } from 'vscode-languageserver/node';
import { type LspSession, startSession } from '../support/lsp-session.ts';

const base = 'services:\n  web:\n    image: nginx:1.27\n    depends_on:\n      - db\n  db:\n    image: acme/store:1\n';

/** Rules and the texts that they are about, as `rule "text"`. */
function describeAll(text: string, diagnostics: readonly Diagnostic[]): string[] {
  const lines = text.split('\n');
  return diagnostics.map(({ code, range: { start, end } }) => {
    const line = lines[start.line] ?? '';
    return `${code} "${line.slice(start.character, start.line === end.line ? end.character : undefined)}"`;
  });
}

function hasRule(rule: string): (diagnostics: Diagnostic[]) => boolean {
  return (diagnostics) => diagnostics.some((one) => one.code === rule);
}

const none = (diagnostics: Diagnostic[]) => diagnostics.length === 0;

describe('diagnostics over stdio', function () {
  this.timeout(30_000);
  let session: LspSession;
  afterEach(() => session.dispose());

  it('come at once, at the right characters, and go when the fault does', async () => {
    session = await startSession({ files: { 'compose.yaml': base } });
    session.open('compose.yaml');
    assert.deepEqual(await session.diagnostics('compose.yaml', none), []);
    session.edit('compose.yaml', '- db', '- dbb');
    const found = await session.diagnostics('compose.yaml', (list) => list.length > 0);
    assert.deepEqual(describeAll(base.replace('- db', '- dbb'), found), ['undefined-service "dbb"']);
    assert.equal(found[0]?.source, 'holdfast');
    session.edit('compose.yaml', '- dbb', '- db');
    assert.deepEqual(await session.diagnostics('compose.yaml', none), []);
  });

  it('of a broken text are there, and the text is still a document', async () => {
    session = await startSession({ files: { 'compose.yaml': base } });
    session.open('compose.yaml', `${base}  : [\n`);
    const found = await session.diagnostics('compose.yaml', (list) => list.length > 0);
    assert.ok(found.some((one) => one.severity === 1));
  });

  it('reach the override when the base is edited', async () => {
    const override = 'services:\n  web:\n    depends_on:\n      - cache\n';
    const withCache = `${base}  cache:\n    image: acme/store:1\n`;
    session = await startSession({ files: { 'compose.yaml': withCache, 'compose.override.yaml': override } });
    session.open('compose.yaml');
    session.open('compose.override.yaml');
    assert.deepEqual(await session.diagnostics('compose.override.yaml', none), []);
    session.edit('compose.yaml', '  cache:\n', '  store:\n');
    const found = await session.diagnostics('compose.override.yaml', (list) => list.length > 0);
    assert.deepEqual(describeAll(override, found), ['undefined-service "cache"']);
    assert.deepEqual(await session.diagnostics('compose.yaml', none), []);
  });

  it('show in the base what only the override makes wrong', async () => {
    const text = 'services:\n  web:\n    image: acme/web:1\n    ports: ["9100:80"]\n  admin:\n    image: acme/web:1\n';
    const override = 'services:\n  admin:\n    ports: ["9100:80"]\n';
    session = await startSession({ files: { 'compose.yaml': text, 'compose.override.yaml': override } });
    session.open('compose.yaml');
    const found = await session.diagnostics('compose.yaml', (list) => list.length > 0);
    assert.deepEqual(describeAll(text, found), ['duplicate-host-port ""9100:80""']);
    assert.equal(found[0]?.relatedInformation?.[0]?.location.uri, session.uri('compose.override.yaml'));
  });

  it('judge an override as a part of its project', async () => {
    session = await startSession({
      files: { 'compose.yaml': base, 'compose.override.yaml': 'services:\n  web:\n    environment:\n      A: b\n' },
    });
    session.open('compose.override.yaml');
    assert.deepEqual(await session.diagnostics('compose.override.yaml', none), []);
  });

  it('judge a variant over the base when it is no project alone', async () => {
    session = await startSession({
      files: { 'compose.yaml': base, 'compose.prod.yaml': 'services:\n  web:\n    restart: always\n' },
    });
    session.open('compose.prod.yaml');
    assert.deepEqual(await session.diagnostics('compose.prod.yaml', none), []);
  });

  it('judge an included file as a part of the project that includes it', async () => {
    const files = {
      'compose.yaml':
        'include:\n  - parts/store.yaml\nservices:\n  web:\n    image: nginx:1.27\n    depends_on: [store]\n',
      'parts/store.yaml': 'services:\n  store:\n    image: acme/store:1\n    depends_on: [nobody]\n',
    };
    session = await startSession({ files });
    session.open('parts/store.yaml');
    const found = await session.diagnostics('parts/store.yaml', (list) => list.length > 0);
    assert.deepEqual(describeAll(files['parts/store.yaml'], found), ['undefined-service "nobody"']);
  });

  it('follow files that change on disk, without help from the editor', async () => {
    const text = 'services:\n  web:\n    image: nginx:1.27\n    env_file: ./web.env\n';
    session = await startSession({ files: { 'compose.yaml': text } });
    session.open('compose.yaml');
    await session.diagnostics('compose.yaml', hasRule('missing-env-file'));
    session.write('web.env', 'A=1\n');
    assert.deepEqual(await session.diagnostics('compose.yaml', none), []);
    session.remove('web.env');
    await session.diagnostics('compose.yaml', hasRule('missing-env-file'));
  });

  it('name the other place and lead to the page of the rule', async () => {
    const text =
      'services:\n  a:\n    image: nginx:1.27\n    ports: ["80:80"]\n  b:\n    image: nginx:1.27\n    ports: ["80:81"]\n';
    session = await startSession({
      files: { 'compose.yaml': text },
      initializationOptions: { rulePages: 'https://example.com/rules/' },
    });
    session.open('compose.yaml');
    const [found] = await session.diagnostics('compose.yaml', hasRule('duplicate-host-port'));
    assert.equal(found?.relatedInformation?.[0]?.location.range.start.line, 3);
    assert.equal(found?.codeDescription?.href, 'https://example.com/rules/duplicate-host-port.md');
    assert.equal(found?.source, 'holdfast');
  });

  it('reach an env file, whose lines are fixed there', async () => {
    const text = 'services:\n  web:\n    image: nginx:1.27\n    env_file: web.env\n';
    session = await startSession({ files: { 'compose.yaml': text, 'web.env': 'LOG =info\n' } });
    session.open('web.env');
    const found = await session.diagnostics('web.env', hasRule('spaced-variable'));
    assert.deepEqual(describeAll('LOG =info\n', found), ['spaced-variable "LOG "']);
    const { start, end } = found[0]?.range ?? assert.fail();
    const actions = await session.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: session.uri('web.env') },
      range: { start, end },
      context: { diagnostics: found },
    });
    assert.equal(actions[0]?.title, 'Remove the blank');
    session.change('web.env', 'LOG=info\n');
    assert.deepEqual(await session.diagnostics('web.env', none), []);
  });

  it('follow the settings of the project', async () => {
    const text = 'services:\n  web:\n    image: nginx:1.27\nvolumes:\n  left:\n';
    session = await startSession({ files: { 'compose.yaml': text } });
    session.open('compose.yaml');
    await session.diagnostics('compose.yaml', hasRule('unused-volume'));
    session.write('.holdfast.yaml', 'rules:\n  unused-volume: off\n');
    assert.deepEqual(await session.diagnostics('compose.yaml', none), []);
    session.write('.holdfast.yaml', 'presets: [recommended, security, strict]\n');
    await session.diagnostics('compose.yaml', hasRule('unused-volume'));
  });

  it('follow .env on disk and in the editor', async () => {
    const text = 'services:\n  web:\n    image: nginx:${TAG}\n';
    session = await startSession({ files: { 'compose.yaml': text } });
    session.open('compose.yaml');
    await session.diagnostics('compose.yaml', hasRule('unset-variable'));
    session.write('.env', 'TAG=1.27\n');
    assert.deepEqual(await session.diagnostics('compose.yaml', none), []);
    session.open('.env', 'TAGG=1.27\n');
    await session.diagnostics('compose.yaml', hasRule('unset-variable'));
    session.close('.env');
    assert.deepEqual(await session.diagnostics('compose.yaml', none), []);
  });

  it('look at what runs, when the editor tells', async () => {
    const text = 'services:\n  web:\n    image: acme/web:1\n    ports: ["127.0.0.1:9200:80"]\n';
    session = await startSession({ files: { 'compose.yaml': text } });
    session.open('compose.yaml');
    assert.deepEqual(await session.diagnostics('compose.yaml', none), []);
    const container = {
      id: 'c1',
      name: 'other-app-1',
      image: 'acme/other:1',
      imageId: 'i1',
      state: 'running',
      status: 'Up 3 minutes',
      created: 0,
      labels: {},
      ports: [{ hostIp: '127.0.0.1', hostPort: 9200, containerPort: 80, protocol: 'tcp' }],
      mounts: [],
      networks: [],
      networkMode: 'bridge',
    };
    const state = { kind: 'connected', engine: 'test', version: { version: '20.10', api: '1.41', product: 'docker' } };
    const engine = { state, containers: [container], volumes: [], networks: [], at: 1 };
    session.connection.sendNotification('holdfast/liveState', { services: [], images: [], engine });
    const [found] = await session.diagnostics('compose.yaml', hasRule('taken-host-port'));
    assert.match(String(found?.message), /other-app-1/);
    session.connection.sendNotification('holdfast/liveState', {
      services: [],
      images: [],
      engine: { ...engine, containers: [] },
    });
    assert.deepEqual(await session.diagnostics('compose.yaml', none), []);
  });

  it('are taken back when the document is closed', async () => {
    session = await startSession({ files: { 'compose.yaml': 'services:\n  web: {}\n' } });
    session.open('compose.yaml');
    await session.diagnostics('compose.yaml', (list) => list.length > 0);
    session.close('compose.yaml');
    assert.deepEqual(await session.diagnostics('compose.yaml', none), []);
  });

  it('take queued edits in one round and end with the last text', async () => {
    session = await startSession({ files: { 'compose.yaml': base } });
    session.open('compose.yaml');
    await session.diagnostics('compose.yaml', none);
    const before = session.rounds('compose.yaml');
    let text = base;
    for (const letter of 'bcdefghij') {
      session.edit('compose.yaml', text.slice(text.indexOf('- db'), text.indexOf('\n  db')), `- db${letter}`);
      text = text.replace(/- db.*/, `- db${letter}`);
    }
    const found = await session.diagnostics('compose.yaml', (list) =>
      list.some((one) => String(one.message).includes('dbj')),
    );
    assert.deepEqual(describeAll(text, found), ['undefined-service "dbj"']);
    assert.ok(
      session.rounds('compose.yaml') - before < 9,
      `${session.rounds('compose.yaml') - before} rounds for 9 edits`,
    );
  });

  it('leave other YAML files alone', async () => {
    session = await startSession({ files: { 'compose.yaml': base, 'values.yaml': 'image: {}\n' } });
    session.open('values.yaml');
    session.connection.sendNotification('textDocument/didClose', { textDocument: { uri: session.uri('values.yaml') } });
    session.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: session.uri('values.yaml'), languageId: 'yaml', version: 1, text: 'image: {}\n' },
    });
    session.open('compose.yaml');
    await session.diagnostics('compose.yaml', none);
    const answer = await session.request('textDocument/hover', {
      textDocument: { uri: session.uri('values.yaml') },
      position: { line: 0, character: 1 },
    });
    assert.equal(answer, null);
  });

  it('can be switched off, and leave rules to other extensions', async () => {
    session = await startSession({
      files: { 'compose.yaml': base },
      settings: { diagnostics: { hidden: ['undefined-service'] } },
    });
    session.open('compose.yaml', base.replace('- db', '- dbb').replace('image: acme', 'imagee: acme'));
    const found = await session.diagnostics('compose.yaml', hasRule('unknown-key'));
    assert.ok(!hasRule('undefined-service')(found));
  });
});
