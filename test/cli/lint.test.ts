import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UsageError } from '../../cli/command.ts';
import { explain } from '../../cli/commands/explain.ts';
import { lint } from '../../cli/commands/lint.ts';

let folder = '';

/** Runs a command in the temporary folder. */
async function run(
  command: typeof lint,
  args: readonly string[],
  { stdin = '' }: { readonly stdin?: string } = {},
): Promise<{ readonly code: number; readonly out: string }> {
  let out = '';
  const code = await command(args, {
    cwd: folder,
    environment: {},
    interactive: false,
    stdin: async () => stdin,
    stdout: (text) => {
      out += text;
    },
    stderr: () => {},
    signal: new AbortController().signal,
  });
  return { code, out };
}

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

const clean = 'services:\n  web:\n    image: nginx:1.27\n';
const typo = 'services:\n  web:\n    imagee: nginx:1.27\n    image: nginx:1.27\n';
const twoFaults = `version: "3"\n${typo}`;

describe('holdfast lint', () => {
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'holdfast-lint-')));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is silent and ends with 0 on a clean file', async () => {
    write({ 'compose.yaml': clean });
    assert.deepEqual(await run(lint, []), { code: 0, out: 'no findings\n' });
    assert.deepEqual(await run(lint, ['--format', 'json']), { code: 0, out: '{\n  "findings": []\n}\n' });
  });

  it('prints the document of its contract', async () => {
    write({ 'compose.yaml': typo });
    const { code, out } = await run(lint, ['--format', 'json']);
    assert.equal(code, 1);
    const [finding, ...more] = JSON.parse(out).findings;
    assert.deepEqual(more, []);
    assert.match(finding.message, /Did you mean "image"\?/);
    assert.deepEqual(
      { ...finding, message: '' },
      {
        rule: 'unknown-key',
        severity: 'error',
        message: '',
        file: 'compose.yaml',
        line: 3,
        column: 5,
        endLine: 3,
        endColumn: 11,
        fix: true,
      },
    );
  });

  it('shows the line with carets', async () => {
    write({ 'compose.yaml': typo });
    const { out } = await run(lint, []);
    assert.match(out, /^compose\.yaml:3:5 error unknown-key$/m);
    assert.match(out, /^ {2}3 \| {5}imagee: nginx:1\.27\n {4}\| {5}\^{6}$/m);
    assert.match(out, /\n1 error\n$/);
  });

  it('merges files in order, and reads standard input', async () => {
    write({ 'a.yaml': 'services:\n  web: {}\n', 'b.yaml': clean });
    assert.equal((await run(lint, ['a.yaml', 'b.yaml'])).code, 0);
    assert.equal((await run(lint, ['a.yaml'])).code, 1);
    assert.equal((await run(lint, ['-'], { stdin: typo })).code, 1);
    assert.equal((await run(lint, ['-'], { stdin: clean })).code, 0);
  });

  it('walks a tree of projects, each once', async () => {
    write({
      'one/compose.yaml': `include: [part/compose.yaml]\n${clean}`,
      'one/part/compose.yaml': 'services:\n  db:\n    imagee: redis:7\n    image: nginx:1.27\n',
      'two/docker-compose.yml': typo,
      'two/node_modules/x/compose.yaml': typo,
    });
    const { out } = await run(lint, ['.', '--format', 'json']);
    const files = JSON.parse(out).findings.map((finding: { file: string }) => finding.file);
    assert.deepEqual(files, ['one/part/compose.yaml', 'two/docker-compose.yml']);
  });

  it('applies safe fixes, or shows them', async () => {
    write({ 'compose.yaml': twoFaults.replace('    image: nginx:1.27\n', '') });
    const shown = await run(lint, ['--fix', '--dry-run']);
    assert.match(shown.out, /^-version: "3"$/m);
    assert.match(shown.out, /^\+ {4}image: nginx:1\.27$/m);
    assert.match(readFileSync(path.join(folder, 'compose.yaml'), 'utf8'), /^version/);
    assert.deepEqual(await run(lint, ['--fix']), { code: 0, out: 'no findings\n' });
    assert.equal(readFileSync(path.join(folder, 'compose.yaml'), 'utf8'), clean);
  });

  it('puts up with as many warnings as it is told to', async () => {
    write({ 'compose.yaml': `version: "3"\n${clean}` });
    assert.equal((await run(lint, [])).code, 1);
    assert.equal((await run(lint, ['--max-warnings', '1'])).code, 0);
  });

  it('keeps what a project began with in a baseline', async () => {
    write({ 'compose.yaml': `version: "3"\n${clean}` });
    assert.equal((await run(lint, ['--write-baseline'])).out.split(':')[0], 'wrote .holdfast-baseline.json');
    assert.equal((await run(lint, [])).code, 0);
    assert.equal((await run(lint, ['--write-baseline'])).code, 0);
    assert.equal((await run(lint, [])).code, 0, 'a second time keeps what the first one kept');
    write({ 'compose.yaml': `version: "3"\n${typo}` });
    assert.equal((await run(lint, [])).code, 1);
  });

  it('speaks the languages of build servers', async () => {
    write({ 'compose.yaml': twoFaults.replace('    image: nginx:1.27\n', '') });
    const sarif = JSON.parse((await run(lint, ['--format', 'sarif'])).out);
    assert.equal(sarif.version, '2.1.0');
    assert.deepEqual(
      sarif.runs[0].results.map((result: { ruleId: string; level: string }) => [result.ruleId, result.level]),
      [
        ['obsolete-version', 'warning'],
        ['unknown-key', 'error'],
      ],
    );
    const [change] = sarif.runs[0].results[1].fixes[0].artifactChanges;
    assert.deepEqual(change.replacements, [
      {
        deletedRegion: { startLine: 4, startColumn: 5, endLine: 4, endColumn: 11 },
        insertedContent: { text: 'image' },
      },
    ]);
    assert.match(
      (await run(lint, ['--format', 'github'])).out,
      /^::error file=compose\.yaml,line=4,endLine=4,col=5,endColumn=11,title=unknown-key::/m,
    );
    assert.match((await run(lint, ['--format', 'junit'])).out, /<testsuites name="holdfast" tests="2" failures="2">/);
    assert.match(
      (await run(lint, ['--format', 'checkstyle'])).out,
      /<error line="4" column="5" severity="error" message="&quot;imagee&quot;/,
    );
    const issues = JSON.parse((await run(lint, ['--format', 'codeclimate'])).out);
    assert.equal(new Set(issues.map((issue: { fingerprint: string }) => issue.fingerprint)).size, 2);
  });

  it('refuses arguments that make no sense', async () => {
    for (const args of [
      ['--format', 'xml'],
      ['--dry-run'],
      ['nowhere.yaml'],
      ['--max-warnings', '-1'],
      ['--preset', 'all'],
      ['-', '--fix'],
    ]) {
      await assert.rejects(run(lint, args), UsageError, args.join(' '));
    }
  });
});

describe('holdfast explain', () => {
  it('prints the page of a rule, and all rules', async () => {
    assert.match((await run(explain, ['unknown-key'])).out, /^# unknown-key\n/);
    assert.match((await run(explain, [])).out, /^duplicate-host-port +error +Two containers/m);
    await assert.rejects(run(explain, ['unknow-key']), /did you mean "unknown-key"/);
  });
});
