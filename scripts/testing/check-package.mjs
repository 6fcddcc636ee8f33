// @ts-check
// Checks the packaged extension: its size, and that it holds what runs and nothing else.
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runOrThrow } from '../environment/process.mjs';

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
];
const ALLOWED =
  /^(package(\.nls(\.[a-z-]+)?)?\.json|l10n\/bundle\.l10n(\.[a-z-]+)?\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/(third-party-licences\.txt|sbom\.cdx\.json)|dist\/((chunks|parts)\/)?[^/]+\.js|media\/.+|demo\/(api\/[a-zA-Z]+|compose\.yaml|left-by-the-agent\.yaml)|docs\/rules\/[^/]+\.md)$/;

const { size } = statSync(join(root, 'build', 'holdfast.vsix'));
const vsce = join(root, 'node_modules', '.bin', 'vsce');
const files = (await runOrThrow(vsce, ['ls', '--no-dependencies'], { cwd: root })).trim().split('\n');
const faults = [
  ...(size > LIMIT_BYTES ? [`it has ${size} bytes, more than ${LIMIT_BYTES}`] : []),
  ...EXPECTED.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
  ...files.filter((file) => !ALLOWED.test(file)).map((file) => `${file} does not belong into it`),
];
for (const fault of faults) console.error(`The package: ${fault}.`);
process.exitCode = faults.length > 0 ? 1 : 0;
