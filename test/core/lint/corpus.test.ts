import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { lint } from '../../../core/lint/lint.ts';
import { loadProject } from '../../../core/project/load-project.ts';
import { disk } from '../../../io/disk.ts';
import { measuringData } from '../../support/measuring-data.ts';

/** A folder with real projects and what Compose said of each; it isn't part of this repository. */
const folder = measuringData('HOLDFAST_CORPUS', 'findings on real projects');

interface Entry {
  readonly id: string;
  readonly dir: string;
  readonly compose_dir: string;
  readonly runs: readonly { readonly files: readonly string[]; readonly exit: number; readonly env_mode: string }[];
}

/** Errors in projects that Compose accepts, which somebody has looked at and agrees with, and why. */
const agreed: Readonly<Record<string, string>> = {
  'compose-e2e-v2261-fixtures-dependencies missing-healthcheck':
    'made to fail: the test waits for "has no healthcheck"',
  'compose-e2e-head-testdata-testupwithdependencyexit missing-healthcheck': 'the same test in a newer version',
};

describe('real projects that Compose accepts', function () {
  this.timeout(300_000);
  if (folder === undefined) return;
  const lines = readFileSync(path.join(folder, 'manifest.jsonl'), 'utf8').trim().split('\n');
  const projects = lines.map((line) => JSON.parse(line) as Entry);

  it('have no finding of severity error but those agreed', () => {
    const errors: string[] = [];
    for (const { id, dir, compose_dir, runs } of projects) {
      for (const { files, exit, env_mode } of runs) {
        if (exit !== 0 || env_mode !== 'noenv') continue;
        const directory = path.join(folder, dir, compose_dir);
        const project = loadProject(disk, { directory, files, environment: { HOME: '/root', PATH: '/bin' } });
        // What the project's own problems say is another test's business.
        const own = new Set(project.problems.map((problem) => problem.rule));
        for (const { rule, severity, message } of lint(project, { view: disk })) {
          if (severity === 'error' && !own.has(rule) && !(`${id} ${rule}` in agreed))
            errors.push(`${id} ${rule}: ${message}`);
        }
      }
    }
    assert.deepEqual(errors, []);
  });
});
