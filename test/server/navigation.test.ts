import assert from 'node:assert/strict';
import type {
  DocumentHighlight,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Location,
  LocationLink,
  SelectionRange,
  SymbolInformation,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { type LspSession, startSession } from '../support/lsp-session.ts';

const files = {
  'compose.yaml': [
    'include: [parts/store.yaml]',
    'x-base: &base',
    '  restart: always',
    'services:',
    '  web:',
    '    <<: *base',
    '    image: nginx:${TAG}',
    '    depends_on: [db, store]',
    '    env_file: web.env',
    '    volumes:',
    '      - "data:/data"',
    '      - ./nginx.conf:/etc/nginx/nginx.conf:ro',
    '  db:',
    '    image: ghcr.io/acme/db:1',
    '    network_mode: "service:web"',
    '    extends:',
    '      file: common.yaml',
    '      service: base',
    '  base:',
    '    build: ./base',
    'volumes:',
    '  data:',
    '',
  ].join('\n'),
  'compose.override.yaml':
    'services:\n  db:\n    environment:\n      VERSION: ${TAG}\n    volumes:\n      - data:/more\n',
  'common.yaml': 'services:\n  base:\n    image: busybox\n    restart: always\n',
  'parts/store.yaml': 'services:\n  store:\n    image: redis:7.4\n',
  '.env': '# versions\nTAG=1.27\n',
  'web.env': 'A=1\n',
  'nginx.conf': '\n',
  'base/Dockerfile': 'FROM scratch\n',
};

describe('navigation over stdio', function () {
  this.timeout(30_000);
  let session: LspSession;
  before(async () => {
    session = await startSession({ files });
    for (const name of ['compose.yaml', 'compose.override.yaml', 'common.yaml', 'parts/store.yaml', '.env'] as const)
      session.open(name);
  });
  after(() => session.dispose());

  type File = keyof typeof files;

  /** A position in a file: that of the first character of `needle` behind `before`. */
  function spot(file: File, needle: string, behind = '') {
    const text = files[file];
    const offset = text.indexOf(needle, text.indexOf(behind));
    assert.ok(offset >= 0, `${needle} isn't in ${file}`);
    const lines = text.slice(0, offset).split('\n');
    return {
      textDocument: { uri: session.uri(file) },
      position: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 },
    };
  }

  /** `file:line "text"`, with lines from one. */
  function describeRange(uri: string, range: Location['range']): string {
    const file = Object.keys(files).find((name) => session.uri(name) === uri) as File | undefined;
    if (file === undefined) return uri;
    const line = files[file].split('\n')[range.start.line] ?? '';
    return `${file}:${range.start.line + 1} "${line.slice(range.start.character, range.end.character)}"`;
  }

  async function definitions(file: File, needle: string, behind = ''): Promise<string[]> {
    const links = await session.request<(LocationLink & Location)[] | null>(
      'textDocument/definition',
      spot(file, needle, behind),
    );
    return (links ?? []).map((link) =>
      describeRange(link.targetUri ?? link.uri, link.targetSelectionRange ?? link.range),
    );
  }

  it('goes to a service in an included file', async () => {
    assert.deepEqual(await definitions('compose.yaml', 'store]', 'depends_on'), ['parts/store.yaml:2 "store"']);
  });
  it('goes to all definitions of a merged service, the winning one first', async () => {
    assert.deepEqual(await definitions('compose.yaml', 'db,'), [
      'compose.override.yaml:2 "db"',
      'compose.yaml:13 "db"',
    ]);
  });
  it('goes to an extended service in its file, not to one of the same name here', async () => {
    assert.deepEqual(await definitions('compose.yaml', 'base\n', 'service: base'), ['common.yaml:2 "base"']);
  });
  it('goes to a volume from a short mount', async () => {
    assert.deepEqual(await definitions('compose.override.yaml', 'data:'), ['compose.yaml:22 "data"']);
  });
  it('goes to a variable in .env', async () => {
    assert.deepEqual(await definitions('compose.yaml', 'TAG'), ['.env:2 "TAG"']);
  });
  it('goes to an anchor', async () => {
    assert.deepEqual(await definitions('compose.yaml', 'base', '<<: *'), ['compose.yaml:2 "base"']);
  });
  it('goes to files', async () => {
    assert.deepEqual(await definitions('compose.yaml', 'web.env'), ['web.env:1 ""']);
    assert.deepEqual(await definitions('compose.yaml', './base'), ['base/Dockerfile:1 ""']);
  });

  async function references(file: File, needle: string, behind = ''): Promise<string[]> {
    const params = { ...spot(file, needle, behind), context: { includeDeclaration: true } };
    const places = await session.request<Location[] | null>('textDocument/references', params);
    return (places ?? []).map(({ uri, range }) => describeRange(uri, range)).sort();
  }

  it('finds references in all files', async () => {
    assert.deepEqual(await references('compose.override.yaml', 'db'), [
      'compose.override.yaml:2 "db"',
      'compose.yaml:13 "db"',
      'compose.yaml:8 "db"',
    ]);
    assert.deepEqual(await references('.env', 'TAG'), [
      '.env:2 "TAG"',
      'compose.override.yaml:4 "TAG"',
      'compose.yaml:7 "TAG"',
    ]);
    assert.deepEqual(await references('compose.yaml', 'web:'), ['compose.yaml:15 "web"', 'compose.yaml:5 "web"']);
  });
  it('keeps services of an extended file apart', async () => {
    assert.deepEqual(await references('compose.yaml', 'base:\n', '  base:'), ['compose.yaml:19 "base"']);
    assert.deepEqual(await references('common.yaml', 'base'), ['common.yaml:2 "base"', 'compose.yaml:18 "base"']);
  });

  it('highlights in the document', async () => {
    const marks = await session.request<DocumentHighlight[]>(
      'textDocument/documentHighlight',
      spot('compose.yaml', 'data:', '- "'),
    );
    assert.deepEqual(
      marks.map(({ range, kind }) => `${describeRange(session.uri('compose.yaml'), range)} ${kind}`),
      ['compose.yaml:11 "data" 2', 'compose.yaml:22 "data" 3'],
    );
  });

  it('renames in all files at once', async () => {
    const params = { ...spot('compose.yaml', 'data:\n', 'volumes:\n  data'), newName: 'web-data' };
    const edit = await session.request<WorkspaceEdit>('textDocument/rename', params);
    const changes = Object.entries(edit.changes ?? {}).flatMap(([uri, edits]) =>
      edits.map((one) => describeRange(uri, one.range)),
    );
    assert.deepEqual(changes.sort(), [
      'compose.override.yaml:6 "data"',
      'compose.yaml:11 "data"',
      'compose.yaml:22 "data"',
    ]);
  });
  it('renames what another file includes or extends', async () => {
    const renamed = async (file: File, needle: string) => {
      const params = { ...spot(file, needle), newName: 'other' };
      const edit = await session.request<WorkspaceEdit>('textDocument/rename', params);
      const changes = Object.entries(edit.changes ?? {});
      return changes.flatMap(([uri, edits]) => edits.map((one) => describeRange(uri, one.range))).sort();
    };
    assert.deepEqual(await renamed('parts/store.yaml', 'store'), [
      'compose.yaml:8 "store"',
      'parts/store.yaml:2 "store"',
    ]);
    assert.deepEqual(await renamed('common.yaml', 'base'), ['common.yaml:2 "base"', 'compose.yaml:18 "base"']);
  });
  it('renames a variable with its definition', async () => {
    const edit = await session.request<WorkspaceEdit>('textDocument/rename', {
      ...spot('compose.yaml', 'TAG'),
      newName: 'VERSION',
    });
    assert.deepEqual(
      Object.keys(edit.changes ?? {}).sort(),
      ['.env', 'compose.override.yaml', 'compose.yaml'].map(session.uri).sort(),
    );
  });
  it('refuses names that Compose rejects, and names that are taken', async () => {
    await assert.rejects(
      session.request('textDocument/rename', { ...spot('compose.yaml', 'db:'), newName: 'my db' }),
      /is no name for a service/,
    );
    await assert.rejects(
      session.request('textDocument/rename', { ...spot('compose.yaml', 'db:'), newName: 'store' }),
      /already/,
    );
  });
  it('says what would be renamed', async () => {
    const answer = await session.request<{ placeholder: string } | null>(
      'textDocument/prepareRename',
      spot('compose.yaml', 'web', 'service:'),
    );
    assert.equal(answer?.placeholder, 'web');
    assert.equal(await session.request('textDocument/prepareRename', spot('compose.yaml', 'image')), null);
  });

  it('outlines the document', async () => {
    const symbols = await session.request<DocumentSymbol[]>('textDocument/documentSymbol', {
      textDocument: { uri: session.uri('compose.yaml') },
    });
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['include', 'x-base', 'services', 'volumes'],
    );
    const services = symbols.find(({ name }) => name === 'services')?.children ?? [];
    assert.deepEqual(
      services.map(({ name, detail }) => `${name}: ${detail}`),
      ['web: nginx:${TAG}', 'db: ghcr.io/acme/db:1', 'base: built here'],
    );
    assert.deepEqual(
      services[0]?.children?.map(({ name }) => name),
      ['image', 'depends_on', 'env_file', 'volumes'],
    );
  });

  it('finds symbols of the workspace', async () => {
    const found = await session.request<SymbolInformation[]>('workspace/symbol', { query: 'sto' });
    assert.deepEqual(
      found.map(({ name, location }) => `${name} ${describeRange(location.uri, location.range)}`),
      ['store parts/store.yaml:2 "store"'],
    );
  });

  it('links files and public images, and no private registry', async () => {
    const links = await session.request<DocumentLink[]>('textDocument/documentLink', {
      textDocument: { uri: session.uri('compose.yaml') },
    });
    const described = links.map(({ range, target }) => {
      const file = Object.keys(files).find((name) => session.uri(name) === target);
      return `${describeRange(session.uri('compose.yaml'), range)} → ${file ?? target}`;
    });
    assert.deepEqual(described.sort(), [
      'compose.yaml:1 "parts/store.yaml" → parts/store.yaml',
      'compose.yaml:12 "./nginx.conf" → nginx.conf',
      'compose.yaml:14 "ghcr.io/acme/db:1" → https://ghcr.io/acme/db',
      'compose.yaml:17 "common.yaml" → common.yaml',
      'compose.yaml:20 "./base" → base/Dockerfile',
      'compose.yaml:7 "nginx:${TAG}" → https://hub.docker.com/_/nginx',
      'compose.yaml:9 "web.env" → web.env',
    ]);
  });

  it('folds what is indented', async () => {
    const ranges = await session.request<FoldingRange[]>('textDocument/foldingRange', {
      textDocument: { uri: session.uri('compose.yaml') },
    });
    const described = ranges.map(({ startLine, endLine }) => `${startLine + 1}-${endLine + 1}`);
    assert.deepEqual(described, ['2-3', '4-20', '5-12', '10-12', '13-18', '16-18', '19-20', '21-22']);
  });

  it('widens the selection step by step', async () => {
    const params = { textDocument: { uri: session.uri('compose.yaml') }, positions: [] as object[] };
    assert.deepEqual(await session.request('textDocument/selectionRange', params), []);
    const { position } = spot('compose.yaml', 'store]', 'depends_on');
    const [first] = await session.request<SelectionRange[]>('textDocument/selectionRange', {
      ...params,
      positions: [position],
    });
    const texts: string[] = [];
    for (let range = first; range !== undefined; range = range.parent) {
      const { start, end } = range.range;
      texts.push(
        start.line === end.line
          ? (files['compose.yaml'].split('\n')[start.line] ?? '').slice(start.character, end.character)
          : `lines ${start.line + 1}-${end.line + 1}`,
      );
    }
    assert.deepEqual(texts.slice(0, 3), ['store', '[db, store]', 'depends_on: [db, store]']);
    assert.equal(texts.at(-1), 'lines 1-23');
  });
});
