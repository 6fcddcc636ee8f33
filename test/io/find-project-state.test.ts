import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from '../../cli/commands/check.ts';
import { loadProject } from '../../core/project/load-project.ts';
import { findLostParts } from '../../io/diagnosis/find-lost-parts.ts';
import { disk } from '../../io/disk.ts';
import { findProjectState } from '../../io/state/find-project-state.ts';
import { openState, type State } from '../../io/state/state.ts';
import { callCommand } from '../cli/in-process.ts';
import { fourServices, onlyApi } from '../support/watched-folder.ts';

describe('what is kept of a project beside other guarded files of its folder', () => {
  let directory: string;
  let stateFolder: string;
  let state: State;
  let compose: string;
  beforeEach(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'kept-of-')));
    stateFolder = mkdtempSync(join(tmpdir(), 'kept-of-state-'));
    state = openState(stateFolder);
    compose = join(directory, 'compose.yaml');
    state.project({ directory }).baseline.write(new Map([[compose, fourServices]]));
    // Folders of the state have names with a hash: of six, one comes before the project's own.
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const file = join(directory, `${name}.tf`);
      state.project({ directory, files: [file] }).baseline.write(new Map([[file, 'text\n']]));
    }
    writeFileSync(compose, onlyApi);
  });
  afterEach(() => {
    for (const folder of [directory, stateFolder]) rmSync(folder, { recursive: true });
  });

  it('is found by its files, named or not', () => {
    const folderOf = (files?: readonly string[]) => findProjectState(state, { directory, files })?.folder;
    const own = state.project({ directory }).folder;
    assert.deepEqual([folderOf(), folderOf([compose])], [own, own]);
    const other = join(directory, 'c.tf');
    assert.equal(folderOf([other]), state.project({ directory, files: [other] }).folder);
    assert.equal(folderOf([join(directory, 'unknown.yaml')]), undefined);
  });

  it('is what "check" and a diagnosis compare with', async () => {
    const environment = { HOLDFAST_STATE_DIR: stateFolder };
    const { code, stdout } = await callCommand(check, [], { cwd: directory, environment });
    assert.equal(code, 1, stdout);
    assert.match(stdout, /postgres/);
    const project = loadProject(disk, { directory, environment });
    const lost = await findLostParts(project, { environment, signal: new AbortController().signal });
    assert.ok(lost.some(({ kind, name, since }) => kind === 'service' && name === 'postgres' && since === 'baseline'));
  });
});
