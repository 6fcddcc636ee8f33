import assert from 'node:assert/strict';
import { html } from '../../core/text/html.ts';
import { pageDocument } from '../../src/webview/page-document.ts';
import { readSource, sourceFiles } from './source-files.ts';

const files = sourceFiles(['src']);
const withText = (pattern: RegExp) => files.filter((file) => pattern.test(readSource(file)));

describe('pages in VS Code', () => {
  const hostile = [
    '<script>alert(1)</script>',
    '"><img src=https://there.example/x onerror=alert(1)>',
    "' onclick='alert(1)",
    '</main></body><base href="https://there.example/">',
    '&lt;script&gt;',
    'a\u202eb\u0000',
  ];

  it('are all made in one place, and their markup in one other', () => {
    assert.deepEqual(withText(/createWebviewPanel|registerWebviewViewProvider|registerCustomEditorProvider/), [
      'src/webview/page-panel.ts',
    ]);
    assert.deepEqual(withText(/\.html\s*=/), ['src/webview/page-panel.ts']);
    // What `html` did not escape can't be put into a page.
    const makers = sourceFiles(['core', 'src']).filter((file) => /new Html\(/.test(readSource(file)));
    assert.deepEqual(makers, ['core/text/html.ts']);
    assert.deepEqual(withText(/asWebviewUri|localResourceRoots: \[[^\]]/), []);
  });

  it('load nothing, send nothing, and run their own script alone', () => {
    const make = () => pageDocument({ content: html`<p>x</p>`, title: 't', style: '', language: 'en' });
    const page = make();
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const nonce = /'nonce-([\w-]{24})'/.exec(policy)?.[1] ?? '';
    assert.deepEqual(policy.split('; '), [
      "default-src 'none'",
      `style-src 'nonce-${nonce}'`,
      `script-src 'nonce-${nonce}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    assert.equal(page.split(`nonce="${nonce}"`).length, 3);
    assert.equal([...page.matchAll(/<(?:script|style|link|iframe|img|object|embed)\b/g)].length, 2);
    assert.doesNotMatch(page, /https?:\/\/|\bsrc=|\bon\w+="/);
    assert.ok(!make().includes(nonce), 'each page has a number of its own');
  });

  it('show what files and engines say as text', () => {
    for (const text of hostile) {
      const content = html`<p title="${text}" data-argument='${text}'>${text}${[text, html`<b>${text}</b>`]}</p>`;
      const page = pageDocument({ content, title: text, style: '', language: text });
      const tags = [...page.matchAll(/<\/?([a-z]\w*)/gi)].map(([tag]) => tag);
      const plain = pageDocument({ content: html`<p>x<b>x</b></p>`, title: '', style: '', language: 'en' });
      assert.deepEqual(
        tags,
        [...plain.matchAll(/<\/?([a-z]\w*)/gi)].map(([tag]) => tag),
        text,
      );
      assert.doesNotMatch(content.text.replace(/ title="[^"]*" data-argument='[^']*'/, ''), /["']/);
      assert.doesNotMatch(page, /\p{Bidi_Control}|(?!\n)\p{Cc}/u);
    }
  });
});

describe('Markdown in VS Code', () => {
  it('may run commands in one place only, and only those that it names', () => {
    const trusting = files.filter((file) => /\.isTrusted = |isTrusted: true/.test(readSource(file)));
    assert.deepEqual(
      trusting,
      ['src/guard/review.ts', 'src/status-bar.ts'].filter((file) => trusting.includes(file)),
    );
    for (const file of trusting) {
      assert.doesNotMatch(readSource(file), /isTrusted(?: =|:) true/, file);
      assert.match(readSource(file), /isTrusted = \{ enabledCommands: \[/, file);
    }
    assert.deepEqual(withText(/supportHtml|dangerouslySet/), []);
  });

  it('takes words from outside as text, never as Markdown', () => {
    // appendMarkdown and `new MarkdownString(words)` read Markdown; appendText and appendCodeblock do not.
    for (const file of files) {
      for (const [, words = ''] of readSource(file).matchAll(
        /(?:appendMarkdown|new MarkdownString)\(([^;]*?)\)[;.\n]/g,
      )) {
        assert.doesNotMatch(
          words,
          /(?:container|service|volume|project|file|change|image)\.?(?:name|text|message)\b/i,
          file,
        );
      }
    }
  });
});
