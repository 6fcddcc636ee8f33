import assert from 'node:assert/strict';
import type { CodeLens, Hover, InlayHint, MarkupContent, SemanticTokens } from 'vscode-languageserver/node';
import { stateTitle } from '../../server/features/code-lens.ts';
import { type LspSession, startSession } from '../support/lsp-session.ts';

const text = [
  'services:',
  '  web:',
  '    image: nginx:${TAG:-1}',
  '    restart: always',
  '    environment:',
  '      PASSWORD: ${DB_PASSWORD}',
  '      LEVEL: ${LEVEL-${OTHER:-info}}',
  '    depends_on: [db]',
  '  db:',
  '    image: postgres:16',
  '    volumes: [data:/var/lib/postgresql/data]',
  '    extends: base',
  '  base:',
  '    image: busybox',
  '    init: true',
  'volumes:',
  '  data:',
  '',
].join('\n');

describe('hover, hints, lenses and tokens over stdio', function () {
  this.timeout(30_000);
  let session: LspSession;
  before(async () => {
    session = await startSession({
      files: {
        'compose.yaml': text,
        'compose.override.yaml': 'services:\n  web:\n    restart: unless-stopped\n',
        '.env': 'TAG=1.27\nDB_PASSWORD=hunter2\n',
      },
      initializationOptions: { commands: true },
    });
    session.open('compose.yaml');
  });
  after(() => session.dispose());

  async function hoverOn(needle: string, behind = ''): Promise<string> {
    const offset = text.indexOf(needle, text.indexOf(behind));
    const lines = text.slice(0, offset).split('\n');
    const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
    const hover = await session.request<Hover | null>('textDocument/hover', {
      textDocument: { uri: session.uri('compose.yaml') },
      position,
    });
    return (hover?.contents as MarkupContent | undefined)?.value ?? '';
  }

  it('explains a key and what it is in effect', async () => {
    const hover = await hoverOn('restart');
    assert.match(hover, /Whether a container that ends is started again/);
    assert.match(hover, /In effect \(with \[compose\.override\.yaml\]/);
    assert.match(hover, /unless-stopped/);
  });
  it('tells what comes from an extended service, and from which file', async () => {
    const extending =
      'services:\n  web:\n    extends:\n      file: common.yaml\n      service: base\n    environment:\n      A: here\n';
    const common = 'services:\n  base:\n    image: nginx:1.27\n    environment:\n      B: there\n';
    const other = await startSession({ files: { 'compose.yaml': extending, 'common.yaml': common } });
    try {
      const hover = await other.request<Hover | null>('textDocument/hover', {
        ...other.at('compose.yaml', extending.replace('environment', 'env‸ironment')),
      });
      const { value = '' } = (hover?.contents ?? {}) as MarkupContent;
      assert.match(value, /In effect \(with \[common\.yaml\]/);
      assert.match(value, /B: there {2}# common\.yaml/);
    } finally {
      await other.dispose();
    }
  });
  it('tells a variable and where it comes from', async () => {
    assert.match(await hoverOn('TAG'), /\*\*TAG\*\* = `1\.27` \(from \[\.env\]/);
    assert.match(await hoverOn('OTHER'), /\*\*OTHER\*\* = `info` \(its default\)/);
  });
  it('shows no secret', async () => {
    const hover = await hoverOn('DB_PASSWORD');
    assert.ok(hover.includes('••••') && !hover.includes('hunter2'), hover);
  });
  it('sums a service up', async () => {
    const hover = await hoverOn('db]');
    assert.match(hover, /Service \*\*db\*\*/);
    assert.match(hover, /Needed by: web/);
  });
  it('knows images', async () => {
    const hover = await hoverOn('postgres:16');
    assert.match(hover, /PostgreSQL/);
    assert.match(hover, /\/var\/lib\/postgresql\/data/);
    assert.match(hover, /5432/);
    assert.match(hover, /declares a volume there/);
  });
  it('tells who uses a volume', async () => {
    assert.match(await hoverOn('data:\n', 'volumes:\n  data'), /Used by db/);
  });
  it('is silent where there is nothing to say', async () => {
    assert.equal(await hoverOn('true'), '');
  });

  it('hints at variables that are set elsewhere and at what is inherited', async () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 20, character: 0 } };
    const hints = await session.request<InlayHint[]>('textDocument/inlayHint', {
      textDocument: { uri: session.uri('compose.yaml') },
      range,
    });
    assert.deepEqual(
      hints.map(({ position, label }) => `${position.line + 1}:${label}`),
      ['3: = 1.27', '6: = ••••••', '12:inherits init'],
    );
  });

  it('shows state and commands above services', async () => {
    const uri = session.uri('compose.yaml');
    const lenses = async () => {
      const found = await session.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
      return found.filter(({ range }) => range.start.line === 1).map(({ command }) => command?.title);
    };
    assert.deepEqual(await lenses(), ['Safe restart', 'Logs', 'Shell']);
    const project = session.folder.split('/').at(-1)?.toLowerCase();
    const refreshed = new Promise((resolve) => session.connection.onRequest('workspace/codeLens/refresh', resolve));
    session.connection.sendNotification('holdfast/liveState', {
      services: [{ project, service: 'web', state: 'running', condition: 'healthy', restarts: 2 }],
      images: [],
    });
    await refreshed;
    assert.deepEqual(await lenses(), ['healthy, 2 restarts', 'Safe restart', 'Logs', 'Shell']);
    assert.match(await hoverOn('web'), /Now: healthy/);
  });

  it('says how several containers are in the words of the stack view', () => {
    const one = { project: 'p', service: 'web', state: 'running', condition: 'running' } as const;
    const ended = { ...one, state: 'exited', condition: 'failed', why: 'ended with error code 3' } as const;
    assert.equal(stateTitle([]), 'not running');
    assert.equal(stateTitle([one, one]), '2 of 2 running');
    assert.equal(stateTitle([ended]), 'failed: ended with error code 3');
    assert.equal(stateTitle([one, ended]), '1 of 2 running, failed: ended with error code 3');
    assert.equal(stateTitle([one, { ...one, condition: 'unhealthy' }]), '2 of 2 running, unhealthy');
  });

  it('marks interpolation', async () => {
    const tokens = await session.request<SemanticTokens>('textDocument/semanticTokens/full', {
      textDocument: { uri: session.uri('compose.yaml') },
    });
    const legend = session.initialized.capabilities.semanticTokensProvider?.legend.tokenTypes ?? [];
    const found: string[] = [];
    let line = 0;
    let character = 0;
    for (let index = 0; index < tokens.data.length; index += 5) {
      const [lines = 0, characters = 0, length = 0, type = 0] = tokens.data.slice(index, index + 4);
      character = lines === 0 ? character + characters : characters;
      line += lines;
      found.push(`${legend[type]} ${text.split('\n')[line]?.slice(character, character + length)}`);
    }
    assert.deepEqual(found.slice(0, 4), ['operator ${', 'variable TAG', 'operator :-', 'operator }']);
    assert.deepEqual(found.slice(7), [
      'operator ${',
      'variable LEVEL',
      'operator -',
      'operator ${',
      'variable OTHER',
      'operator :-',
      'operator }',
      'operator }',
    ]);
  });

  it('shows the merged project', async () => {
    const answer = await session.request<{ text: string }>('holdfast/effectiveProject', {
      uri: session.uri('compose.yaml'),
    });
    assert.match(answer.text, /restart: unless-stopped/);
    assert.match(answer.text, /image: "nginx:1\.27"/);
  });
});
