// @ts-check
// Checks the packaged extension: its size, and that it holds what runs and nothing else. Runs the packaged command line in an
// empty folder, as `npx` would.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run, runOrThrow } from '../environment/process.mjs';

const root = resolve(import.meta.dirname, '../..');
const LIMIT_BYTES = 2_000_000;
const EXPECTED = [
  'package.json',
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
  'dist/extension.js',
  'dist/server.js',
  'dist/cli.js',
  'dist/third-party-licences.txt',
  'dist/sbom.cdx.json',
  'package.nls.json',
  'l10n/bundle.l10n.json',
];
const ALLOWED =
  /^(package(\.nls(\.[a-z-]+)?)?\.json|l10n\/bundle\.l10n(\.[a-z-]+)?\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/(package\.json|third-party-licences\.txt|sbom\.cdx\.json)|dist\/((chunks|parts)\/)?[^/]+\.js|media\/.+|demo\/(api\/[a-zA-Z]+|compose\.yaml|left-by-the-agent\.yaml)|docs\/rules\/[^/]+\.md)$/;

const { size } = statSync(join(root, 'build', 'holdfast.vsix'));
const vsce = join(root, 'node_modules', '.bin', 'vsce');
const files = (await runOrThrow(vsce, ['ls', '--no-dependencies'], { cwd: root })).trim().split('\n');
const faults = [
  ...(size > LIMIT_BYTES ? [`it has ${size} bytes, more than ${LIMIT_BYTES}`] : []),
  ...EXPECTED.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
  ...files.filter((file) => !ALLOWED.test(file)).map((file) => `${file} does not belong into it`),
];
faults.push(...(await commandLineFaults()));
for (const fault of faults) console.error(`The package: ${fault}.`);
process.exitCode = faults.length > 0 ? 1 : 0;

/** @returns {Promise<string[]>} what is wrong with the command line's package */
async function commandLineFaults() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const tarball = join(root, 'build', `holdfast-${version}.tgz`);
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-package-'));
  try {
    const call = ['--yes', '--offline', '--package', tarball, 'holdfast'];
    const lint = await run('npx', [...call, 'lint'], { cwd: folder });
    const explain = await run('npx', [...call, 'explain', 'missing-restart'], { cwd: folder });
    const answer = await askLanguageServer([...call, 'language-server', '--stdio'], folder);
    return [
      ...(answer.includes('"serverInfo":{"name":"holdfast"}')
        ? []
        : [`\`npx holdfast language-server --stdio\` did not answer \`initialize\`: ${answer}`]),
      ...(lint.code === 1 && lint.stdout.includes('There is no Compose file')
        ? []
        : [`\`npx holdfast lint\` in an empty folder ended with ${lint.code}: ${lint.stdout}${lint.stderr}`]),
      ...(explain.code === 0 ? [] : [`\`npx holdfast explain\` ended with ${explain.code}: ${explain.stderr}`]),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Asks as an editor does, which keeps the input open until it has its answer: a server whose input ends, ends as well.
 *
 * @param {readonly string[]} args of npx
 * @param {string} cwd
 * @returns {Promise<string>} what it wrote until it had answered, or all that it wrote when it did not
 */
function askLanguageServer(args, cwd) {
  const params = { processId: null, rootUri: null, capabilities: {} };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
  const child = spawn('npx', args, { cwd, stdio: ['pipe', 'pipe', 'pipe'], timeout: 60_000 });
  child.stdin.on('error', () => undefined).write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  return new Promise((done) => {
    let said = '';
    /** @param {Buffer} chunk */
    const hear = (chunk) => {
      said += chunk;
      if (said.includes('serverInfo')) child.stdin.end();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('close', () => done(said));
  });
}
