import assert from 'node:assert/strict';
import { printableText, visibleText } from '../../core/text/visible-text.ts';

describe('a name in a question', () => {
  it('cannot break the line, hide, or turn the writing around', () => {
    assert.equal(visibleText('db\nKeep everything? Yes'), 'db⟨U+000A⟩Keep everything? Yes');
    assert.equal(visibleText('web\u202Egpj.bd'), 'web⟨U+202E⟩gpj.bd');
    assert.equal(visibleText('a\u200Bb\u2066c\u{E0041}'), 'a⟨U+200B⟩b⟨U+2066⟩c⟨U+E0041⟩');
    assert.equal(visibleText('\u001B[2Jdb'), '⟨U+001B⟩[2Jdb');
  });

  it('keeps what people write', () => {
    assert.equal(visibleText('Datenbank-für-Ärzte 数据库 👍🏽'), 'Datenbank-für-Ärzte 数据库 👍🏽');
  });

  it('does not push the question out of sight', () => {
    assert.equal(visibleText('x'.repeat(10_000)).length, 301);
    assert.doesNotMatch(visibleText('👍'.repeat(400)), /[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
  });
});

describe('what a program prints', () => {
  it('steers no terminal, and keeps lines, tabs, colours of its own and what people write', () => {
    assert.equal(printableText('a\u001B[2Jb\u202Ec\rd\n'), 'a⟨U+001B⟩[2Jb⟨U+202E⟩c⟨U+000D⟩d\n');
    assert.equal(printableText('\u001B]0;title\u0007\u009B1A'), '⟨U+001B⟩]0;title⟨U+0007⟩⟨U+009B⟩1A');
    const kept = '\u001B[31merror\u001B[0m\tÄrzte 👨‍👩‍👧 数据\r\n';
    assert.equal(printableText(kept), kept);
  });

  it('leaves a JSON document what it is', () => {
    const value = { name: 'a\u001B[2J\u202Eb\u0085', list: ['\n'] };
    const printed = printableText(JSON.stringify(value, null, 2));
    assert.deepEqual(JSON.parse(printed), value);
    assert.doesNotMatch(printed, /\p{Bidi_Control}|(?!\n)\p{Cc}/u);
  });
});
