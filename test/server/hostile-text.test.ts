import assert from 'node:assert/strict';
import type { Diagnostic, Hover, MarkupContent } from 'vscode-languageserver/node';
import { imagePage } from '../../server/image-page.ts';
import { code, fileLink, plain, yamlBlock } from '../../server/markdown.ts';
import { type LspSession, startSession } from '../support/lsp-session.ts';

const picture = '![x](https://there.example/p.png)';
const element = '<img src=https://there.example/p.png>';
const link = '[click](command:workbench.action.terminal.new)';
const name = `db ${picture} ${element} ${link}\n\n${picture}`;
const quoted = JSON.stringify(name);
const text = [
  'services:',
  `  ${quoted}:`,
  `    image: ${JSON.stringify(`nginx)${picture}`)}`,
  '    networks: [back]',
  `    command: ${JSON.stringify(`\`\`\`\n${picture}\n${'$'}{WORD}`)}`,
  '  web:',
  '    image: nginx',
  `    depends_on: [${quoted}]`,
  `    volumes: [${JSON.stringify(`./\`${picture}:/there`)}]`,
  'networks:',
  '  back:',
  `    name: ${JSON.stringify(`\`${picture}`)}`,
  '',
].join('\n');

describe('a Compose file whose names are Markdown', function () {
  this.timeout(30_000);
  let session: LspSession;
  let diagnostics: readonly Diagnostic[];
  before(async () => {
    session = await startSession({
      files: {
        'compose.yaml': text,
        '.env': `WORD=\`${picture}\n`,
        'compose.override.yaml': `services:\n  ${quoted}: {init: true}\n`,
      },
    });
    session.open('compose.yaml');
    diagnostics = await session.diagnostics('compose.yaml', (list) => list.length > 0);
  });
  after(() => session.dispose());

  it('shows no picture, element or link of its own in any hover', async () => {
    const lines = text.split('\n');
    const seen: string[] = [];
    for (const [line, content] of lines.entries()) {
      for (let character = 2; character < Math.min(content.length, 80); character += 4) {
        const hover = await session.request<Hover | null>('textDocument/hover', {
          textDocument: { uri: session.uri('compose.yaml') },
          position: { line, character },
        });
        const value = (hover?.contents as MarkupContent | undefined)?.value;
        if (value !== undefined && !seen.includes(value)) seen.push(value);
      }
    }
    assert.ok(seen.filter((value) => value.includes('there.example')).length >= 3, seen.join('\n=====\n'));
    for (const value of seen) assertInert(value);
  });

  it('keeps the text of every message on one line', () => {
    for (const { message } of diagnostics) assert.doesNotMatch(String(message), /\n/);
  });
});

describe('words for Markdown', () => {
  it('stay what they are', () => {
    assert.equal(plain('l9-postgres_data 1.2'), 'l9-postgres_data 1.2');
    assert.equal(code('a'), '`a`');
    assert.equal(code('a`b``c'), '``` a`b``c ```');
    assertInert(plain(name));
    assertInert(yamlBlock(['````', picture]));
    assertInert(fileLink(`a](x)${picture}`, 'file:///a)b(c'));
    assert.equal(fileLink('a.yaml', 'file:///a(1).yaml'), '[a.yaml](file:///a%281%29.yaml)');
    assert.equal(imagePage(`nginx)${picture}`), undefined);
    assert.equal(imagePage('a/../../b'), undefined);
    assert.equal(imagePage('grafana/loki:2.9'), 'https://hub.docker.com/r/grafana/loki');
  });
});

/** Outside of code nothing in it is a picture, an element, or a link to another thing than a file or a known site. */
function assertInert(markdown: string) {
  const withoutBlocks = markdown.replace(/^(`{3,})yaml\n[\s\S]*?\n\1$/gm, '');
  const withoutCode = withoutBlocks.replace(/(?<!`)(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
  const rest = withoutCode.replace(/\\[\\`*[\]<>&]/g, '');
  assert.doesNotMatch(rest, /<\w/, markdown);
  for (const [, target] of rest.matchAll(/\]\(([^)]*)\)/g))
    assert.match(
      target ?? '',
      /^(?:file:\/\/|https:\/\/(?:hub\.docker\.com|docs\.docker\.com|github\.com)\/)/,
      markdown,
    );
  assert.doesNotMatch(rest, /!\[/, markdown);
}
