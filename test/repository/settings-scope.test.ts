import assert from 'node:assert/strict';
import { readSource, sourceFiles } from './source-files.ts';

interface Setting {
  readonly scope: string;
}

const manifest = JSON.parse(readSource('package.json'));
const scopes = new Map<string, string>(
  (manifest.contributes.configuration as { readonly properties: Readonly<Record<string, Setting>> }[])
    .flatMap(({ properties }) => Object.entries(properties))
    .map(([key, { scope }]) => [key, scope]),
);

/** Settings of protected sections that a workspace may have all the same, and why that lowers nothing. */
const joined: Readonly<Record<string, string>> = {
  'holdfast.guard.levels': 'what a workspace says can only make a level stricter',
  'holdfast.restart.httpProbes': 'a workspace can only add probes, and only ports that the stack publishes are asked',
};
/** What in the monitor does something, and not only tells. */
const acting = ['holdfast.monitor.autoRestart', 'holdfast.monitor.autoRestartLimit', 'holdfast.monitor.timelineDays'];

describe('settings that protect', () => {
  it('can be set by the person alone: VS Code takes none of them from a workspace', () => {
    const guarding = [...scopes.keys()].filter((key) => /^holdfast\.(guard|backup|restart)\./.test(key));
    assert.ok(guarding.length > 10);
    const open = [...guarding, ...acting].filter((key) => !['machine', 'application'].includes(scopes.get(key) ?? ''));
    assert.deepEqual(open, Object.keys(joined));
  });

  it('are, where a workspace may have them, read by what the person and the workspace say, each by itself', () => {
    const readers = sourceFiles(['src']).filter((file) => /['"](?:guard\.)?levels['"]/.test(readSource(file)));
    assert.deepEqual(readers, ['src/guard/policy-settings.ts']);
    const text = readSource('src/guard/policy-settings.ts');
    // `get` gives the workspace's value over the person's.
    assert.doesNotMatch(text, /\.get[(<]/);
    assert.match(text, /shared: \[toLevels\(values\?\.workspaceValue\), toLevels\(values\?\.workspaceFolderValue\)\]/);
    assert.match(text, /settings\.inspect<T>\(key\)\?\.globalValue/);
  });

  it('are not changed by Holdfast itself for a folder', () => {
    const writers = sourceFiles(['src']).filter((file) =>
      /ConfigurationTarget\.Workspace|\.update\([^)]*,\s*false\s*\)/.test(readSource(file)),
    );
    assert.deepEqual(writers, []);
  });

  it('ask for trust where a folder is not trusted', () => {
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
  });
});

describe('the threat model', () => {
  const text = readSource('docs/threat-model.md');

  it('names for each threat a test that tries it', () => {
    const rows = text.split('\n').filter((line) => /^\| (?!it |they |-)/.test(line) && !line.startsWith('|---'));
    assert.ok(rows.length > 25, `${rows.length} rows`);
    const without = rows.filter((row) => !/`test\/[\w./-]+`/.test(row.split('|').at(-2) ?? ''));
    assert.deepEqual(without, []);
  });
});
