import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FileEdit } from '../../../core/guard/patch/file-edit.ts';
import { propose } from '../../../core/guard/patch/propose.ts';
import { readPatch } from '../../../core/guard/patch/read-patch.ts';

const text = 'services:\n  web:\n    image: nginx\n  db:\n    image: postgres\n';

function proposed(edits: readonly FileEdit[], files: Readonly<Record<string, string>> = { '/p/a.yml': text }) {
  const { texts, unclear } = propose(
    edits,
    (path) => files[path],
    (path) => (path.startsWith('/') ? path : `/p/${path}`),
  );
  return { texts: Object.fromEntries(texts), unclear: Object.fromEntries(unclear) };
}

const replace = (old: string, fresh: string, all = false): FileEdit => ({
  kind: 'replace',
  path: 'a.yml',
  replacements: [{ old, new: fresh, all }],
});
const patch = (body: string): FileEdit => ({ kind: 'patch', text: `*** Begin Patch\n${body}\n*** End Patch` });

describe('propose', () => {
  it('replaces exactly, once or everywhere', () => {
    assert.equal(proposed([replace('image', 'x')]).texts['/p/a.yml'], text.replace('image', 'x'));
    assert.equal(proposed([replace('image', 'x', true)]).texts['/p/a.yml'], text.replaceAll('image', 'x'));
  });

  it('replaces one after the other', () => {
    const edit: FileEdit = {
      kind: 'replace',
      path: '/p/a.yml',
      replacements: [
        { old: 'nginx', new: 'caddy' },
        { old: 'image: caddy', new: 'image: httpd' },
      ],
    };
    assert.equal(proposed([edit]).texts['/p/a.yml'], text.replace('nginx', 'httpd'));
  });

  it('keeps line ends, and finds a passage that was given with others', () => {
    const windows = text.replaceAll('\n', '\r\n');
    const result = proposed([replace('  db:\n    image: postgres\n', '')], { '/p/a.yml': windows }).texts['/p/a.yml'];
    assert.equal(result, windows.slice(0, windows.indexOf('  db:')));
  });

  it('finds a passage with other indentation, as some tools do', () => {
    const result = proposed([replace('db:\n  image: postgres', '')]).texts['/p/a.yml'];
    assert.equal(result, text.slice(0, text.indexOf('  db:')));
  });

  it('changes nothing where the tool itself must fail', () => {
    assert.deepEqual(proposed([replace('redis', 'x')]), { texts: {}, unclear: {} });
    assert.deepEqual(proposed([patch('*** Update File: a.yml\n@@\n-  redis:\n')]), { texts: {}, unclear: {} });
    assert.deepEqual(proposed([replace('image', 'image')]), { texts: {}, unclear: {} });
  });

  it('writes, appends, inserts, deletes and moves', () => {
    assert.equal(proposed([{ kind: 'write', path: 'b.yml', text: 'x' }]).texts['/p/b.yml'], 'x');
    assert.equal(proposed([{ kind: 'append', path: 'a.yml', text: 'x' }]).texts['/p/a.yml'], `${text}x`);
    assert.equal(
      proposed([{ kind: 'insert', path: 'a.yml', line: 1, text: '  x:\n' }]).texts['/p/a.yml'],
      text.replace('\n', '\n  x:\n'),
    );
    assert.deepEqual(proposed([{ kind: 'delete', path: 'a.yml' }]).texts, { '/p/a.yml': undefined });
    assert.deepEqual(proposed([{ kind: 'move', path: 'a.yml', to: 'b.yml' }]).texts, {
      '/p/a.yml': undefined,
      '/p/b.yml': text,
    });
  });

  it('applies patches: update with context and anchor, add, delete, move', () => {
    const update = patch('*** Update File: a.yml\n@@   db:\n-    image: postgres\n+    image: postgres:16\n');
    assert.equal(proposed([update]).texts['/p/a.yml'], text.replace('postgres', 'postgres:16'));
    const remove = patch('*** Update File: a.yml\n@@\n services:\n-  web:\n-    image: nginx\n   db:\n');
    assert.equal(proposed([remove]).texts['/p/a.yml'], 'services:\n  db:\n    image: postgres\n');
    assert.deepEqual(proposed([patch('*** Add File: a.yml\n+x: 1')]).texts, { '/p/a.yml': 'x: 1\n' });
    assert.deepEqual(proposed([patch('*** Delete File: a.yml')]).texts, { '/p/a.yml': undefined });
    const move = patch('*** Update File: a.yml\n*** Move to: b.yml\n@@\n-  web:\n+  www:\n');
    assert.deepEqual(proposed([move]).texts, { '/p/a.yml': undefined, '/p/b.yml': text.replace('web', 'www') });
  });

  it('applies two hunks with equal lines in their order', () => {
    const twice = 'a:\n  x: 1\nb:\n  x: 1\n';
    const edit = patch('*** Update File: a.yml\n@@\n a:\n-  x: 1\n+  x: 2\n@@\n b:\n-  x: 1\n+  x: 3\n');
    assert.equal(proposed([edit], { '/p/a.yml': twice }).texts['/p/a.yml'], 'a:\n  x: 2\nb:\n  x: 3\n');
  });

  it('applies unified diffs and SEARCH/REPLACE blocks', () => {
    const diff = '--- a/a.yml\n+++ b/a.yml\n@@ -3,3 +3,1 @@\n     image: nginx\n-  db:\n-    image: postgres\n';
    assert.equal(proposed([{ kind: 'patch', text: diff }]).texts['/p/a.yml'], text.slice(0, text.indexOf('  db:')));
    const blocks = '------- SEARCH\n  db:\n    image: postgres\n=======\n+++++++ REPLACE\n';
    assert.equal(
      proposed([{ kind: 'patch', text: blocks, path: 'a.yml' }]).texts['/p/a.yml'],
      text.slice(0, text.indexOf('  db:')),
    );
  });

  it('says what cannot be computed', () => {
    assert.deepEqual(proposed([{ kind: 'unclear', path: 'a.yml', reason: 'parts left out' }]).unclear, {
      '/p/a.yml': 'parts left out',
    });
  });

  it('never throws, whatever a patch holds', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '*** Begin Patch',
        '*** Update File: a.yml',
        '*** Add File: b',
        '*** Delete File: a.yml',
        '*** Move to: c',
        '@@',
        '@@ -1,2 +1 @@',
        '-x',
        '+y',
        ' services:',
        '*** End of File',
        '*** End Patch',
        '--- a/a.yml',
        '+++ b/a.yml',
        '\\ No newline',
      ),
      fc.string({ maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        readPatch(lines.join('\n'));
        proposed([
          { kind: 'patch', text: lines.join('\n') },
          { kind: 'patch', text: lines.join('\n'), path: 'a.yml' },
        ]);
      }),
    );
  });
});
