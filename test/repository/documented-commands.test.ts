import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from './source-files.ts';

/**
 * Commands in the documentation that are run as they stand: fenced blocks marked `sh run`, and `sh run exit=2` where another
 * exit code than 0 belongs to them. Each block has a copy of the demo to itself.
 */
interface Block {
  readonly page: string;
  readonly line: number;
  readonly commands: readonly string[];
  /** What the commands must end with; undefined for a block that is not run. */
  readonly exitCode: number | undefined;
}

/** Commands that are shown and not run here, by their beginnings, and why. */
const notRun: readonly { readonly commands: RegExp; readonly because: string }[] = [
  { commands: /^npm (ci|start|test|run verify)\b/, because: 'it installs, opens a window or runs this very test' },
  { commands: /^holdfast agents /, because: 'it asks in a terminal; test/cli/agents.test.ts runs it' },
  { commands: /^holdfast language-server /, because: 'it waits for an editor; test/server starts it' },
  { commands: /^holdfast monitor\b/, because: 'it watches until it is ended; test/engine/monitor.test.ts runs it' },
  { commands: /^holdfast restart\b/, because: 'it needs an engine; test/engine/restart*.test.ts run it' },
  { commands: /^holdfast snapshots\b/, because: 'it needs a restart before it; test/engine/snapshots.test.ts runs it' },
  { commands: /^docker compose down -v$/, because: 'a shim asks about it in a terminal; test/cli/shim.test.ts does' },
];

function blocks(): readonly Block[] {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    ...['docs', 'demo'].flatMap((folder) =>
      readdirSync(path.join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.md'))
        .map((name) => path.join(folder, name)),
    ),
  ];
  return pages.flatMap((page) => {
    const text = readFileSync(path.join(repositoryRoot, page), 'utf8');
    const fences = /^( *)```(|text|console|(?:sh|bash)(?: run(?: exit=(\d))?)?)\n([\s\S]*?)^\1```$/gm;
    return [...text.matchAll(fences)].map((match) => ({
      page,
      line: text.slice(0, match.index).split('\n').length,
      commands: (match[4] ?? '')
        .split('\n')
        .map((line) => line.trim().replace(/^\$ /, ''))
        .filter((line) => /^(holdfast|npx|npm|docker|podman|node|git) /.test(line)),
      exitCode: match[2]?.includes(' run') ? Number(match[3] ?? 0) : undefined,
    }));
  });
}

describe('documented commands', function () {
  this.timeout(120_000);
  let root = '';

  before(() => {
    root = mkdtempSync(path.join(tmpdir(), 'holdfast-documented-'));
    mkdirSync(path.join(root, 'bin'));
    const program = path.join(root, 'bin', 'holdfast');
    const tsx = path.join(repositoryRoot, 'node_modules', 'tsx', 'dist', 'loader.mjs');
    const main = path.join(repositoryRoot, 'cli', 'main.ts');
    writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" --import "file://${tsx}" "${main}" "$@"\n`);
    chmodSync(program, 0o755);
    // The package itself is run by scripts/testing/check-package.mjs, as npx runs it.
    const npx = path.join(root, 'bin', 'npx');
    writeFileSync(npx, '#!/bin/sh\nexec "$@"\n');
    chmodSync(npx, 0o755);
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  const run = blocks().filter(({ exitCode }) => exitCode !== undefined);

  it('are there', () => {
    assert.ok(run.length >= 3, `only ${run.length} blocks`);
  });

  it('are run, or there is a reason why they are not', () => {
    const shown = blocks().flatMap(({ exitCode, page, line, commands }) =>
      exitCode === undefined ? commands.map((command) => ({ command, place: `${page}:${line}` })) : [],
    );
    const reasonless = shown.filter(({ command }) => !notRun.some(({ commands }) => commands.test(command)));
    assert.deepEqual(reasonless, []);
    const idle = notRun.filter(({ commands }) => !shown.some(({ command }) => commands.test(command)));
    assert.deepEqual(idle, []);
  });

  for (const [index, { page, line, commands, exitCode }] of run.entries()) {
    for (const command of commands) {
      it(`${page}:${line} ${command}`, function () {
        if (process.platform === 'win32') this.skip();
        const folder = path.join(root, `demo-${index}`);
        cpSync(path.join(repositoryRoot, 'demo'), folder, { recursive: true });
        const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
          cwd: folder,
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
