import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from './source-files.ts';

/**
 * Commands in the documentation that are run as they stand: fenced blocks marked `sh run`, and `sh run exit=2` where another
 * exit code than 0 belongs to them. They run one after the other in a copy of the demo.
 */
interface Block {
  readonly page: string;
  readonly line: number;
  readonly commands: readonly string[];
  readonly exitCode: number;
}

function blocks(): readonly Block[] {
  const pages = [
    'README.md',
    ...readdirSync(path.join(repositoryRoot, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => path.join('docs', name)),
  ];
  return pages.flatMap((page) => {
    const text = readFileSync(path.join(repositoryRoot, page), 'utf8');
    return [...text.matchAll(/^```sh run(?: exit=(\d))?\n([\s\S]*?)^```$/gm)].map((match) => ({
      page,
      line: text.slice(0, match.index).split('\n').length,
      commands: (match[2] ?? '').split('\n').filter((line) => line.trim() !== ''),
      exitCode: Number(match[1] ?? 0),
    }));
  });
}

describe('documented commands', function () {
  this.timeout(120_000);
  let root = '';

  before(() => {
    root = mkdtempSync(path.join(tmpdir(), 'holdfast-documented-'));
    cpSync(path.join(repositoryRoot, 'demo'), path.join(root, 'demo'), { recursive: true });
    mkdirSync(path.join(root, 'bin'));
    const program = path.join(root, 'bin', 'holdfast');
    const tsx = path.join(repositoryRoot, 'node_modules', 'tsx', 'dist', 'loader.mjs');
    const main = path.join(repositoryRoot, 'cli', 'main.ts');
    writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" --import "file://${tsx}" "${main}" "$@"\n`);
    chmodSync(program, 0o755);
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  it('are there', () => {
    assert.ok(blocks().length >= 3, `only ${blocks().length} blocks`);
  });

  for (const { page, line, commands, exitCode } of blocks()) {
    for (const command of commands) {
      it(`${page}:${line} ${command}`, function () {
        if (process.platform === 'win32') this.skip();
        const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
          cwd: path.join(root, 'demo'),
          encoding: 'utf8',
          timeout: 60_000,
          env: {
            PATH: `${path.join(root, 'bin')}:${process.env.PATH}`,
            HOME: root,
            HOLDFAST_STATE_DIR: path.join(root, 'state'),
          },
        });
        assert.equal(status, exitCode, `${stdout}${stderr}`);
      });
    }
  }
});
