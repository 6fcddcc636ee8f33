import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from './source-files.ts';

/** Markdown files that people read: at the top, in docs/ and in demo/. */
function pages(): string[] {
  const top = readdirSync(repositoryRoot).filter((name) => name.endsWith('.md'));
  const below = ['docs', 'demo'].flatMap((folder) =>
    readdirSync(path.join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => path.join(folder, name)),
  );
  return [...top, ...below];
}

/** Targets of links and pictures, and files named in backticks below test/ and demo/. */
function targets(page: string, text: string): string[] {
  const beside = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  const named = [...text.matchAll(/`((?:test|demo)\/[\w./-]+)`/g)].map((match) => match[1] ?? '');
  const local = beside.filter((target) => !/^(https?:|vscode:|mailto:|#|command:)/.test(target));
  return [...local.map((target) => path.join(path.dirname(page), decodeURI(target.split('#')[0] ?? ''))), ...named];
}

/** Links to a heading, as `page.md#anchor`, of the page itself or of another one. */
function anchors(page: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s:#]*)#([^)\s]+)\)/g)].map(([, target = '', anchor = '']) =>
    [target === '' ? page : path.join(path.dirname(page), target), anchor].join('#'),
  );
}

/** A page's headings, as GitHub makes anchors of them. */
function headings(page: string): ReadonlySet<string> {
  const text = readFileSync(path.join(repositoryRoot, page), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  const titles = [...text.matchAll(/^#+ (.+)$/gm)].map((match) => match[1] ?? '');
  return new Set(
    titles.map((title) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

describe('documentation', () => {
  const found = pages();

  it('has pages', () => {
    assert.ok(found.length > 10, `only ${found.length} pages`);
  });

  it('links to nothing that is missing', () => {
    const missing = found.flatMap((page) =>
      targets(page, readFileSync(path.join(repositoryRoot, page), 'utf8'))
        .filter((target) => !existsSync(path.join(repositoryRoot, target)))
        .map((target) => `${page} -> ${target}`),
    );
    assert.deepEqual(missing, []);
  });

  it('links to no heading that is missing', () => {
    const links = found.flatMap((page) => {
      const all = anchors(page, readFileSync(path.join(repositoryRoot, page), 'utf8'));
      return all.map((target) => ({ page, target }));
    });
    assert.ok(links.length > 5, `only ${links.length} links`);
    const missing = links.filter(({ target }) => {
      const [other = '', anchor = ''] = target.split('#');
      return !headings(other).has(anchor);
    });
    assert.deepEqual(missing, []);
  });
});
