import assert from 'node:assert/strict';
import fc from 'fast-check';
import { visibleText } from '../../../core/text/visible-text.ts';

describe('a text with nothing hidden in it', () => {
  it('shows what is not seen, or turns what is around it', () => {
    assert.equal(visibleText('web\nEverything else stays'), 'web⟨U+000A⟩Everything else stays');
    assert.equal(visibleText('\u202Ebd\u2066'), '⟨U+202E⟩bd⟨U+2066⟩');
    assert.equal(visibleText('d\u200Bb\uFEFF'), 'd⟨U+200B⟩b⟨U+FEFF⟩');
    assert.equal(visibleText('\u{E0041}x'), '⟨U+E0041⟩x');
    assert.equal(visibleText('\u001b[31mred\u0085'), '⟨U+001B⟩[31mred⟨U+0085⟩');
  });

  it('leaves names of every script as they are', () => {
    for (const name of ['l9-postgres', 'Größe', 'データベース', 'база', 'بيانات', '📦 data']) {
      assert.equal(visibleText(name), name);
    }
  });

  it('is one line without controls, whatever comes, and no longer than asked for', function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 1, max: 100 }), (text, most) => {
        const shown = visibleText(text, most);
        assert.doesNotMatch(shown, /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
        assert.ok([...shown.replace(/⟨U\+[0-9A-F]+⟩/g, 'x')].length <= most + 1);
      }),
      { numRuns: 60 },
    );
  });
});
