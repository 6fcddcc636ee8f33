import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { agentHooks } from '../../cli/hooks/agents.ts';
import { agentSetups } from '../../io/agents/agents.ts';
import type { Place, SetupFile } from '../../io/agents/setup.ts';
import { repositoryRoot } from './source-files.ts';

const folder = path.join(repositoryRoot, 'docs', 'agents');
const places: readonly Place[] = (['user', 'project'] as const).map((scope) => ({
  scope,
  home: '/home/person',
  project: '/project',
  platform: 'linux',
}));

/** A path as the pages write it: `~/…` at home, relative in a project. */
function written(file: string): string {
  return file.replace('/home/person/', '~/').replace('/project/', '');
}

/** The events on which a file makes its agent call Holdfast. */
function eventsOf(file: SetupFile): readonly string[] {
  if (file.kind === 'shared') return file.entries.flatMap(({ at }) => (at[0] === 'hooks' ? at.slice(1) : []));
  if (file.executable) return [path.basename(file.path)];
  if (!file.path.endsWith('.json'))
    return [...file.text.matchAll(/'(tool[._][\w.]+)'/g)].map((match) => match[1] ?? '');
  const { hooks } = JSON.parse(file.text) as { hooks?: Record<string, unknown> | { trigger: string }[] };
  return Array.isArray(hooks) ? hooks.map(({ trigger }) => trigger) : Object.keys(hooks ?? {});
}

describe('pages about agents', () => {
  const index = readFileSync(path.join(folder, 'README.md'), 'utf8');

  it('there is one for each agent that a hook answers, and no other', () => {
    const pages = readdirSync(folder).filter((name) => name !== 'README.md');
    assert.deepEqual(
      pages.sort(),
      Object.keys(agentHooks)
        .map((name) => `${name}.md`)
        .sort(),
    );
  });

  for (const name of Object.keys(agentHooks)) {
    // VS Code loads the file that is written for Copilot's command line.
    const setup = agentSetups.find((agent) => agent.name === (name === 'vscode' ? 'copilot' : name));

    it(`${name}: names the files and events, what is stopped and what cannot be`, () => {
      const page = readFileSync(path.join(folder, `${name}.md`), 'utf8');
      assert.ok(index.includes(`](${name}.md)`), 'the index has no link to it');
      assert.ok(setup, 'there is no setup');
      const files = places.flatMap((place) =>
        setup.files(place, { launcher: '/bin/holdfast', args: ['hook', name], line: `/bin/holdfast hook ${name}` }),
      );
      const events = files.flatMap(eventsOf);
      assert.ok(events.length > 0, 'no event was found in the files');
      for (const text of [...files.map((file) => written(file.path)), ...events])
        assert.ok(page.includes(`\`${text}\``), `${text} is not named`);
      for (const heading of ['What it stops', 'What it cannot', 'Tried with'])
        assert.match(page, new RegExp(`^## ${heading}\\n\\n\\S`, 'm'));
      assert.ok(page.includes(`holdfast agents install ${setup.name}`));
    });
  }
});
