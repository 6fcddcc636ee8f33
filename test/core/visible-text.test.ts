import assert from 'node:assert/strict';
import { visibleText } from '../../core/text/visible-text.ts';

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
