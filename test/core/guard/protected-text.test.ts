import assert from 'node:assert/strict';
import { createJudge } from '../../../core/guard/create-judge.ts';
import { isProtectedText, protectedTextRequest } from '../../../core/guard/protected-text.ts';
import type { FileView } from '../../../core/text/file-view.ts';
import { memoryView } from '../../support/memory-view.ts';

const file = '/srv/app/Dockerfile';
const text = 'FROM node:22\nWORKDIR /srv\nCOPY . .\nRUN npm ci\nCMD ["node", "."]\n';
const policy = { levels: new Map(), protectedFiles: { patterns: ['Dockerfile', '*.tf'], largestShare: 0.4 } };
const judge = createJudge({ request: protectedTextRequest(file), policy });
const view = (content: string | undefined): FileView =>
  memoryView(content === undefined ? new Map() : new Map([[file, content]]));
const held = (after: string | undefined) =>
  judge.judge(view(text), view(after)).changes.map(({ id, verdict }) => `${verdict} ${id}`);

describe('a protected file that is no Compose file', () => {
  it('is named by patterns', () => {
    const matches = (path: string, ...patterns: string[]) => isProtectedText(path, { patterns, largestShare: 0.3 });
    assert.ok(matches('/a/b/Dockerfile', 'Dockerfile'));
    assert.ok(matches('/a/b/main.tf', '*.tf'));
    assert.ok(matches('/a/.env', '.env'));
    assert.ok(matches('/a/k8s/db/claim.yaml', 'k8s/**'));
    assert.ok(matches('/a/b/.env', '/a/b/.env'));
    assert.ok(matches('/a/b/.env', './.env'));
    assert.ok(!matches('/a/Dockerfile.old', 'Dockerfile'));
    assert.ok(!matches('/a/myk8s/claim.yaml', 'k8s/**'));
    assert.ok(!matches('/a/compose.yaml', '*.yaml'), 'a Compose file is judged by its meaning');
    assert.ok(!matches('/a/b', '', ' '));
  });

  it('may be made, edited, reordered and added to', () => {
    assert.deepEqual(held(text), []);
    assert.deepEqual(held(text.replace('node:22', 'node:24')), []);
    assert.deepEqual(held(text.split('\n').reverse().join('\n')), []);
    assert.deepEqual(held(`# ours\n${text}EXPOSE 80\n`), []);
    assert.equal(judge.judge(view(undefined), view(text)).verdict, 'allow');
  });

  it('may not be removed, emptied or cut down', () => {
    assert.deepEqual(held(undefined), [`deny file-removed:${file}`]);
    assert.deepEqual(held('\n'), [`deny file-removed:${file}`]);
    assert.deepEqual(held('FROM node:22\n'), [`deny file-shortened:${file}`]);
    assert.equal(
      judge.judge(view(text), view('FROM node:22\n')).changes[0]?.message,
      'The protected file Dockerfile loses 80 % of its lines; more than 40 % need a person’s word.',
    );
  });

  it('is held whole, and let go whole when it is approved', () => {
    const [before, after] = [view(text), view('FROM node:22\n')];
    const judgement = judge.judge(before, after);
    assert.deepEqual([...judge.hold({ before, after, judgement, approved: new Set() })], [[file, text]]);
    const approved = new Set([`file-shortened:${file}`]);
    assert.deepEqual([...judge.hold({ before, after, judgement, approved })], []);
  });
});
