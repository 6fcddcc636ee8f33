import assert from 'node:assert/strict';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { importsOf, readSource, sourceFiles } from './source-files.ts';

/** Each layer with the layers that it may import besides itself. */
const layers: Readonly<Record<string, readonly string[]>> = {
  'core/text': [],
  'core/images': ['core/text'],
  'core/spec': ['core/text', 'core/yaml'],
  'core/yaml': ['core/text'],
  'core/compose': ['core/text', 'core/yaml', 'core/spec'],
  'core/project': ['core/text', 'core/yaml', 'core/spec', 'core/compose'],
  'core/lint': [
    'core/text',
    'core/yaml',
    'core/spec',
    'core/compose',
    'core/project',
    'core/images',
    'core/settings',
    'core/stack',
  ],
  'core/changes': ['core/text', 'core/yaml', 'core/spec', 'core/compose', 'core/project', 'core/images'],
  'core/guard': [
    'core/text',
    'core/yaml',
    'core/compose',
    'core/project',
    'core/changes',
    'core/images',
    'core/settings',
  ],
  'core/stack': ['core/text', 'core/project', 'core/changes', 'core/images', 'core/settings'],
  'core/backup': ['core/text', 'core/project', 'core/images', 'core/settings', 'core/stack', 'core/lint'],
  'core/monitor': ['core/text', 'core/project', 'core/changes', 'core/images', 'core/settings', 'core/stack'],
  'core/settings': ['core/text', 'core/yaml', 'core/spec'],
  io: ['core'],
  server: ['core', 'io'],
  cli: ['core', 'io', 'yaml'],
  src: ['core', 'io', 'server/protocol.ts'],
};

/** The packages that a layer may use; a name ending in `/` allows all below it. Node's own modules only from io outwards. */
const packages: Readonly<Record<string, readonly string[]>> = {
  core: ['yaml', 'unbash', 'pathe', 'jsonc-parser', 'diff', 'fastest-levenshtein', 'ipaddr.js'],
  io: [
    'dockerode',
    'tar-stream',
    'age-encryption',
    'jsonc-parser',
    'diff',
    'node-diff3',
    'murmurhash',
    'pathe',
    'yaml',
  ],
  server: ['vscode-languageserver', 'vscode-languageserver-textdocument'],
  cli: ['diff', 'jsonc-parser', 'pathe', 'yaml'],
  src: ['vscode', 'vscode-languageclient', 'dockerode', 'diff'],
};

function layerOf(file: string): string | undefined {
  return Object.keys(layers).find((layer) => file.startsWith(`${layer}/`));
}

function mayImport(layer: string, target: string): boolean {
  if (target.startsWith(`${layer}/`)) return true;
  return (layers[layer] ?? []).some((allowed) => target === allowed || target.startsWith(`${allowed}/`));
}

/** Circles of imports, each from the file on; one for each file that is met again while its own imports are followed. */
function findCircles(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const follow = (file: string, path: readonly string[]) => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file].join(' → '));
    if (at >= 0 || done.has(file)) return;
    for (const next of imports.get(file) ?? []) follow(next, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) follow(file, []);
  return found;
}

describe('layers', () => {
  const files = sourceFiles(['core', 'io', 'server', 'cli', 'src']);

  it('sees every layer', () => {
    assert.ok(files.length > 20, `only ${files.length} files found`);
  });

  it('each file belongs to a layer', () => {
    assert.deepEqual(
      files.filter((file) => layerOf(file) === undefined),
      [],
    );
  });

  it('imports run one way', () => {
    const wrong: string[] = [];
    for (const file of files) {
      const layer = layerOf(file) ?? '';
      for (const specifier of importsOf(readSource(file))) {
        if (!specifier.startsWith('.')) continue;
        const target = path.posix.join(path.posix.dirname(file), specifier);
        if (!mayImport(layer, target)) wrong.push(`${file} imports ${target}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('no file imports itself over others, types included', () => {
    const imports = new Map(
      files.map((file) => {
        const own = importsOf(readSource(file)).filter((specifier) => specifier.startsWith('.'));
        return [file, own.map((specifier) => path.posix.join(path.posix.dirname(file), specifier))] as const;
      }),
    );
    assert.deepEqual(findCircles(imports), []);
  });

  it('finds a circle, and names it once', () => {
    const imports = { a: ['b', 'c'], b: ['c'], c: ['d'], d: ['b', 'e'], e: [], f: ['f'], g: ['a'] };
    assert.deepEqual(findCircles(new Map(Object.entries(imports))), ['b → c → d → b', 'f → f']);
  });

  it('packages stay where they belong, and the core knows nothing of Node', () => {
    const wrong: string[] = [];
    for (const file of files) {
      const top = file.slice(0, file.indexOf('/'));
      for (const specifier of importsOf(readSource(file))) {
        if (specifier.startsWith('.')) continue;
        const bare = specifier.replace(/^node:/, '');
        if (builtinModules.includes(bare)) {
          if (top === 'core') wrong.push(`${file} imports ${specifier}`);
          continue;
        }
        const name = bare
          .split('/')
          .slice(0, bare.startsWith('@') ? 2 : 1)
          .join('/');
        if (!(packages[top] ?? []).includes(name)) wrong.push(`${file} imports ${specifier}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('finds imports in every form', () => {
    const text = `import a from './a.ts';\nimport type { B } from "b";\nexport { c } from './c.ts';\nimport 'd';\nawait import('./e.ts');\nrequire('f');`;
    assert.deepEqual(importsOf(text), ['./a.ts', 'b', './c.ts', 'd', './e.ts', 'f']);
  });
});
