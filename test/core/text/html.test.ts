import assert from 'node:assert/strict';
import { escapeHtml, html } from '../../../core/text/html.ts';

describe('markup', () => {
  it('takes values as text, whatever they hold', () => {
    const evil = `"><script>alert('x')</script>&amp;`;
    assert.equal(
      html`<p title="${evil}">${evil}</p>`.text,
      '<p title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;">' +
        '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;</p>',
    );
  });

  it('takes markup that it made itself, lists of it, and nothing for what is not there', () => {
    const items = ['a', '<b>'].map((text) => html`<li>${text}</li>`);
    assert.equal(html`<ul>${items}${undefined}${false}${0}</ul>`.text, '<ul><li>a</li><li>&lt;b&gt;</li>0</ul>');
  });

  it('shows characters that hide, and keeps lines', () => {
    assert.equal(escapeHtml('a\u202eb\u0000\nc\td'), 'a⟨U+202E⟩b⟨U+0000⟩\nc  d');
  });

  it('leaves no way out of an element or an attribute for any character', () => {
    const all = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).join('');
    assert.ok(!/[<>"']/.test(escapeHtml(all)));
  });
});
