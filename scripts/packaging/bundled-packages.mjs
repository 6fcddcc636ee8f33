// @ts-check
// What of other people is in the bundles: their licences, and a bill of materials.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runOrThrow } from '../environment/process.mjs';

/** Code that stands in a file of a package under another licence than the package's own is not told apart. */
const licenceFile = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/**
 * The packages whose code is in the bundles, by the files that the bundler has read.
 *
 * @param {string} root after a build
 * @returns {readonly string[]} folders below the root, such as `node_modules/yaml`
 */
export function bundledPackages(root) {
  /** @type {readonly string[]} */
  const sources = JSON.parse(readFileSync(join(root, 'build', 'bundled-sources.json'), 'utf8'));
  const folders = sources.flatMap((source) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(source)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

/**
 * Writes the licences of what is bundled, each in full.
 *
 * @param {string} root
 * @param {string} file
 * @throws {Error} when a package names no licence
 */
export function writeLicences(root, file) {
  const parts = bundledPackages(root).map((folder) => {
    const { name, version, license, homepage } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    if (!license) throw new Error(`${name} names no licence`);
    const texts = readdirSync(join(root, folder))
      .filter((entry) => licenceFile.test(entry))
      .sort()
      .map((entry) =>
        readFileSync(join(root, folder, entry), 'utf8')
          .trim()
          .replaceAll('\r\n', '\n'),
      );
    const own = texts.length > 0 ? texts : [`Its package holds no text of the licence; it names ${license}.`];
    return [`${name} ${version}: ${license}${homepage ? ` (${homepage})` : ''}`, ...own].join('\n\n');
  });
  const head = 'Holdfast contains code of these packages, each under its own licence.';
  writeFileSync(file, `${[head, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);
}

/**
 * Writes a bill of materials (CycloneDX, JSON) of what is bundled. The same sources give the same bytes.
 *
 * @param {string} root
 * @param {string} file
 * @param {Date} date
 */
export async function writeBillOfMaterials(root, file, date) {
  const said = await runOrThrow(
    'npm',
    ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', '--loglevel', 'error'],
    { cwd: root },
  );
  const bill = JSON.parse(said);
  const versions = new Map(
    bundledPackages(root).map((folder) => {
      const { name, version } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
      return [`${name}@${version}`, folder];
    }),
  );
  const components = bill.components.filter((/** @type {{ name: string, group?: string, version: string }} */ part) =>
    versions.has(`${part.group ? `${part.group}/` : ''}${part.name}@${part.version}`),
  );
  const kept = new Set(components.map((/** @type {{ 'bom-ref': string }} */ part) => part['bom-ref']));
  kept.add(bill.metadata.component['bom-ref']);
  delete bill.serialNumber;
  // npm takes it from the folder that the sources happen to lie in.
  bill.metadata.component.name = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).name;
  bill.metadata.timestamp = date.toISOString();
  bill.metadata.tools = [];
  bill.components = components;
  bill.dependencies = bill.dependencies
    .filter((/** @type {{ ref: string }} */ { ref }) => kept.has(ref))
    .map((/** @type {{ ref: string, dependsOn?: string[] }} */ { ref, dependsOn = [] }) => ({
      ref,
      dependsOn: dependsOn.filter((other) => kept.has(other)),
    }));
  const missing = [...versions.keys()].length - components.length;
  if (missing > 0) throw new Error(`${missing} bundled packages are not in the bill of materials`);
  writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`);
}
