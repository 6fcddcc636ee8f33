import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { diff } from '../../cli/commands/diff.ts';
import { callCommand } from './in-process.ts';

const stack = `services:
  db:
    image: postgres:16
    volumes: [orders:/var/lib/postgresql/data, ./init:/docker-entrypoint-initdb.d]
  web:
    image: nginx:1.27
volumes:
  orders:
`;
const withoutWeb = stack.replace(/ {2}web:\n.*\n/, '');

describe('holdfast diff', () => {
  let folder: string;
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const run = (...args: string[]) => callCommand(diff, args, { cwd: folder });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'changes-diff-'));
    put('a/compose.yaml', stack);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('prints one JSON document with places on both sides', async () => {
    put('b/compose.yaml', withoutWeb.replace('postgres:16', 'postgres:16.4'));
    const { code, stdout } = await run('a', 'b', '--format', 'json');
    assert.equal(code, 1);
    const { verdict, changes } = JSON.parse(stdout);
    assert.equal(verdict, 'deny');
    const summary = changes.map(({ message, ...rest }: { message: string }) => rest);
    assert.deepEqual(summary, [
      {
        kind: 'service-changed',
        name: 'db',
        verdict: 'allow',
        before: { file: 'a/compose.yaml', line: 2 },
        after: { file: 'b/compose.yaml', line: 2 },
      },
      {
        kind: 'service-removed',
        name: 'web',
        verdict: 'deny',
        before: { file: 'a/compose.yaml', line: 5 },
        after: null,
      },
    ]);
  });

  it('takes neither folder, path nor file name for a difference', async () => {
    put('b/docker-compose.yml', stack);
    put('before.yaml', stack);
    put('other/after.yaml', stack);
    for (const [before, after] of [
      ['a', 'b'],
      ['before.yaml', 'other/after.yaml'],
      ['a', 'other/after.yaml'],
      ['before.yaml', 'b'],
    ]) {
      const { code, stdout } = await run(before ?? '', after ?? '', '--format=json');
      assert.deepEqual([code, JSON.parse(stdout)], [0, { verdict: 'allow', changes: [] }], `${before} ${after}`);
    }
  });

  it('sees a name that the files give', async () => {
    put('a/compose.yaml', `name: shop\n${stack}`);
    put('b/compose.yaml', `name: store\n${stack}`);
    const { stdout } = await run('a', 'b', '--format=json');
    assert.deepEqual(
      JSON.parse(stdout).changes.map(({ kind }: { kind: string }) => kind),
      ['project-renamed'],
    );
  });

  it('denies a missing side after, also when a folder above it has a project', async () => {
    put('compose.yaml', stack);
    mkdirSync(join(folder, 'empty'));
    put('before.yaml', stack);
    for (const [before, after] of [
      ['a', 'missing'],
      ['a', 'empty'],
      ['before.yaml', 'missing.yaml'],
      ['a', 'a/missing.yaml'],
    ]) {
      const { code, stdout } = await run(before ?? '', after ?? '', '--format=json');
      const { verdict, changes } = JSON.parse(stdout);
      assert.deepEqual([code, verdict], [1, 'deny'], `${before} ${after}`);
      assert.ok(changes.some(({ kind }: { kind: string }) => kind === 'file-removed'));
    }
  });

  it('denies a side after that does not parse', async () => {
    put('b/compose.yaml', `${stack}  - [`);
    const { code, stdout } = await run('a', 'b');
    assert.equal(code, 1);
    assert.match(stdout, /^deny {3}b\/compose\.yaml:1 {2}file-unreadable: /);
  });

  it('refuses arguments that make no sense', async () => {
    await assert.rejects(run('a'), /two projects/);
    await assert.rejects(run('nowhere', 'a'), /nowhere does not exist/);
    await assert.rejects(run('a', 'a', '--format', 'xml'), /unknown format/);
  });
});
