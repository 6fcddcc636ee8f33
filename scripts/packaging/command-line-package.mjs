// @ts-check
// The command line as an npm package, of the same files as the extension.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runOrThrow } from '../environment/process.mjs';

const files = ['cli.js', 'server.js', 'chunks', 'third-party-licences.txt', 'sbom.cdx.json'];

/**
 * @param {string} root after a build for production
 * @param {string} destination the folder that gets the package
 * @returns {Promise<string>} the package's path
 */
export async function packCommandLine(root, destination) {
  const folder = join(root, 'build', 'npm');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'dist'), { recursive: true });
  const { name, version, license, engines, homepage, repository, bugs, keywords } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  for (const file of files) {
    cpSync(join(root, 'dist', file), join(folder, 'dist', file), {
      recursive: true,
      // Machine code of earlier runs belongs to this machine.
      filter: (path) => !path.endsWith('.map') && !/[\\/]cache[\\/]./.test(path),
    });
  }
  for (const file of ['LICENSE', 'CHANGELOG.md']) cpSync(join(root, file), join(folder, file));
  const page = readFileSync(join(root, 'docs', 'command-line.md'), 'utf8');
  writeFileSync(join(folder, 'README.md'), withReachableLinks(page, repository?.url));
  const manifest = {
    name,
    version,
    description: 'Lints Docker Compose projects, and keeps agents and commits from deleting services and their data.',
    license,
    keywords,
    homepage,
    repository,
    bugs,
    bin: { holdfast: 'dist/cli.js' },
    files: ['dist', 'CHANGELOG.md'],
    engines: { node: engines.node },
    publishConfig: { access: 'public', provenance: true },
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await runOrThrow('npm', ['pack', '--silent', '--pack-destination', destination], { cwd: folder });
  return join(destination, `${name}-${version}.tgz`);
}

/**
 * A page of docs/ as it can stand alone: links to other pages lead into the repository, or are mere text where none is known.
 *
 * @param {string} page Markdown
 * @param {string | undefined} url of the repository, as in package.json: `git+https://….git`
 * @returns {string}
 */
function withReachableLinks(page, url) {
  const files = url && `${url.replace(/^git\+|\.git$/g, '')}/blob/HEAD/`;
  return page.replace(/\[([^\]]+)\]\((?!https?:|#)([^)]+)\)/g, (_, text, target) =>
    files ? `[${text}](${new URL(target, `${files}docs/`)})` : text,
  );
}
