import assert from 'node:assert/strict';
import type { CompletionItem, TextEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { cursorIn, type LspSession, startSession } from '../support/lsp-session.ts';

const project = [
  'services:',
  '  db:',
  '    image: postgres:16',
  '    ports: ["127.0.0.1:5432:5432"]',
  '    environment:',
  '      POSTGRES_DB: shop',
  '  cache:',
  '    image: redis:7.4',
  '    profiles: [fast]',
  'volumes:',
  '  dbdata:',
  'networks:',
  '  inner:',
  'secrets:',
  '  token:',
  '    environment: TOKEN',
  'configs:',
  '  site:',
  '    content: x',
  'models:',
  '  llm:',
  '    model: ai/smollm2',
  '',
].join('\n');

describe('completion over stdio', function () {
  this.timeout(30_000);
  let session: LspSession;
  before(async () => {
    session = await startSession({
      files: {
        'compose.yaml': project,
        'compose.override.yaml': '',
        '.env': 'TAG=1.27\nDB_PASSWORD=hunter2\n',
        'web/Dockerfile': 'FROM alpine:3.20 AS base\nFROM base AS release\n',
        'web/src/index.js': '',
        'web.env': '',
      },
    });
    session.connection.sendNotification('holdfast/liveState', { services: [], images: ['acme/web:3'] });
  });
  after(() => session.dispose());

  /** What is offered at the `‸` of an override of the project above. */
  async function complete(marked: string): Promise<CompletionItem[]> {
    return (
      (await session.request<CompletionItem[] | null>(
        'textDocument/completion',
        session.at('compose.override.yaml', marked),
      )) ?? []
    );
  }
  async function labels(marked: string): Promise<string[]> {
    return (await complete(marked)).map(({ label }) => label);
  }
  /** The text after one of the suggestions was taken, tab stops left in. */
  async function take(marked: string, label: string): Promise<string> {
    const found = (await complete(marked)).find((item) => item.label === label);
    assert.ok(found?.textEdit, `${label} is not offered`);
    const document = TextDocument.create('file:///x', 'yaml', 1, cursorIn(marked).text);
    return TextDocument.applyEdits(document, [found.textEdit as TextEdit, ...(found.additionalTextEdits ?? [])]);
  }

  it('offers the sections', async () => {
    const found = await labels('‸');
    for (const name of ['services', 'volumes', 'networks', 'include', 'models']) assert.ok(found.includes(name), name);
  });
  it('offers keys by place, without those that are there', async () => {
    const found = await labels('services:\n  web:\n    image: x\n    ‸\n    build: .\n');
    assert.ok(found.includes('healthcheck') && found.includes('depends_on'));
    assert.ok(!found.includes('image') && !found.includes('build') && !found.includes('services'));
    assert.deepEqual((await labels('services:\n  web:\n    healthcheck:\n      ‸')).sort(), [
      'disable',
      'interval',
      'retries',
      'start_interval',
      'start_period',
      'test',
      'timeout',
    ]);
  });
  it('tells what a key means', async () => {
    const item = (await complete('services:\n  web:\n    res‸')).find(({ label }) => label === 'restart');
    assert.match(JSON.stringify(item?.documentation), /started again/);
  });
  it('writes keys with what they need', async () => {
    assert.equal(await take('services:\n  web:\n    vol‸', 'volumes'), 'services:\n  web:\n    volumes:\n  - $0');
    assert.equal(await take('services:\n  web:\n    ima‸', 'image'), 'services:\n  web:\n    image: $0');
    assert.match(await take('services:\n  web:\n    heal‸', 'healthcheck'), /healthcheck:\n {2}test: \["CMD", "\$1"\]/);
  });
  it('replaces a key that has a colon by its name alone', async () => {
    assert.equal(await take('services:\n  web:\n    ima‸: x\n', 'image'), 'services:\n  web:\n    image: x\n');
  });
  it('offers keys behind a dash', async () => {
    const found = await labels('services:\n  web:\n    volumes:\n      - ‸');
    assert.ok(found.includes('type') && found.includes('dbdata'));
    assert.ok((await labels('services:\n  web:\n    volumes:\n      - type: bind\n        ‸')).includes('source'));
  });

  const values: readonly (readonly [
    title: string,
    text: string,
    expected: readonly string[],
    absent?: readonly string[],
  ])[] = [
    ['services in a list', 'services:\n  web:\n    depends_on:\n      - ‸', ['db', 'cache'], ['web']],
    ['services in a flow list', 'services:\n  web:\n    depends_on: [db, ‸', ['cache']],
    [
      'services as keys',
      'services:\n  web:\n    depends_on:\n      db:\n        condition: service_started\n      ‸',
      ['cache'],
      ['db'],
    ],
    ['the service to extend', 'services:\n  web:\n    extends:\n      service: ‸', ['db', 'cache']],
    ['services behind a prefix', 'services:\n  web:\n    network_mode: ‸', ['service:db', 'host']],
    ['networks', 'services:\n  web:\n    networks: [‸]', ['inner', 'default']],
    ['secrets', 'services:\n  web:\n    secrets:\n      - ‸', ['token']],
    ['configs', 'services:\n  web:\n    configs:\n      - source: ‸', ['site']],
    ['models', 'services:\n  web:\n    models:\n      - ‸', ['llm']],
    ['profiles', 'services:\n  web:\n    profiles: [‸]', ['fast']],
    ['volumes', 'services:\n  web:\n    volumes:\n      - ‸', ['dbdata', './web/']],
    [
      'choices',
      'services:\n  web:\n    depends_on:\n      db:\n        condition: ‸',
      ['service_healthy', 'service_started'],
    ],
    ['well-known values', 'services:\n  web:\n    restart: ‸', ['always', 'unless-stopped']],
    ['booleans', 'services:\n  web:\n    privileged: ‸', ['true', 'false']],
    ['images', 'services:\n  web:\n    image: ‸', ['acme/web:3', 'redis:7.4', 'postgres:17-alpine']],
    ['folders to build from', 'services:\n  web:\n    build: ./‸', ['web/'], ['web.env']],
    ['files', 'services:\n  web:\n    env_file: ./‸', ['web.env', 'web/']],
    [
      'files in a folder',
      'services:\n  web:\n    build:\n      context: .\n      dockerfile: web/‸',
      ['Dockerfile', 'src/'],
    ],
    [
      'stages of the Dockerfile',
      'services:\n  web:\n    build:\n      context: web\n      target: ‸',
      ['base', 'release'],
    ],
    ['names of variables', 'services:\n  web:\n    environment:\n      - ‸', ['POSTGRES_DB', 'TAG']],
    ['names of variables as keys', 'services:\n  web:\n    environment:\n      A: b\n      ‸', ['POSTGRES_DB']],
    [
      'ports of the image',
      'services:\n  db2:\n    image: postgres:16\n    ports:\n      - "‸"',
      ['127.0.0.1:5433:5432'],
    ],
    ["the image's data path", 'services:\n  db:\n    volumes:\n      - dbdata:‸', ['/var/lib/postgresql/data']],
    ['variables', 'services:\n  web:\n    image: nginx:${‸', ['TAG', 'DB_PASSWORD']],
  ];
  for (const [title, text, expected, absent = []] of values) {
    it(`offers ${title}`, async () => {
      const found = await labels(text);
      for (const label of expected) assert.ok(found.includes(label), `${label} is not among ${found.join(', ')}`);
      for (const label of absent) assert.ok(!found.includes(label), `${label} is among ${found.join(', ')}`);
    });
  }

  it('closes the brace of a variable and keeps its value secret', async () => {
    assert.equal(
      await take('services:\n  web:\n    image: nginx:${T‸\n', 'TAG'),
      'services:\n  web:\n    image: nginx:${TAG}\n',
    );
    assert.equal(
      await take('services:\n  web:\n    image: nginx:${T‸:-1}\n', 'TAG'),
      'services:\n  web:\n    image: nginx:${TAG:-1}\n',
    );
    const details = (await complete('services:\n  web:\n    image: ${‸')).map(({ detail }) => detail).join();
    assert.ok(details.includes('1.27') && !details.includes('hunter2'));
  });
  it('offers no variable behind two dollar signs', async () => {
    assert.ok(!(await labels('services:\n  web:\n    image: nginx:$$‸')).includes('TAG'));
  });
  it('quotes what would be no text', async () => {
    assert.equal(await take('services:\n  web:\n    restart: ‸', 'no'), 'services:\n  web:\n    restart: "no"');
  });
  it('offers whole services with their data on a declared volume', async () => {
    const text = await take('services:\n  ‸\n', 'mysql service');
    assert.match(text, /image: mysql:8\.4\n/);
    assert.match(text, /- mysql-data:\/var\/lib\/mysql\n/);
    assert.match(text, /healthcheck:\n/);
    assert.match(text, /\nvolumes:\n {2}mysql-data:\n/);
  });
  it('offers what silences a rule, the rules that find something here first', async () => {
    assert.deepEqual(await labels('services:\n  # hold‸\n  web: {}\n'), ['holdfast-ignore', 'holdfast-ignore-file']);
    const unused = 'services:\n  web:\n    image: nginx:1\nvolumes:\n  # holdfast-ignore ‸\n  left:\n';
    const found = await complete(unused);
    const first = [...found].sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1))[0];
    assert.deepEqual([first?.label, first?.detail], ['unused-volume', 'finds something in this file']);
    assert.equal(
      await take('services:\n  web: {} # holdfast-ignore missing-im‸\n', 'missing-image-or-build'),
      'services:\n  web: {} # holdfast-ignore missing-image-or-build: \n',
    );
  });
  it('is silent in comments and block texts', async () => {
    assert.deepEqual(await labels('services: # ‸'), []);
    assert.deepEqual(await labels('services:\n  web:\n    command: |\n      echo ‸\n'), []);
  });
});
