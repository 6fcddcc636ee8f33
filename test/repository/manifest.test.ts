import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { readSource, repositoryRoot, sourceFiles } from './source-files.ts';

interface Menu {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
}

const manifest = JSON.parse(readSource('package.json'));
const strings: Record<string, string> = JSON.parse(readSource('package.nls.json'));
const { commands, menus, views, viewsWelcome, walkthroughs } = manifest.contributes as {
  commands: readonly { command: string; title: string; category?: string; icon?: string }[];
  menus: Readonly<Record<string, readonly Menu[]>>;
  views: Readonly<Record<string, readonly { id: string }[]>>;
  viewsWelcome: readonly { view: string; when: string; contents: string }[];
  walkthroughs: readonly {
    id: string;
    steps: readonly {
      id: string;
      description: string;
      media: { image: string };
      completionEvents: readonly string[];
    }[];
  }[];
};
const text = (value: string) => (value.startsWith('%') ? (strings[value.slice(1, -1)] ?? '') : value);
const viewIds = Object.values(views).flatMap((list) => list.map(({ id }) => id));
/** Commands that work anywhere, also where nothing is open. */
const everywhere = ['holdfast.getStarted'];

describe('the manifest', () => {
  it('names every command as VS Code does: in title case, without the extension, under its category', () => {
    const wrong = commands.filter(({ title, category }) => {
      const words = text(title).replace(/…$/, '').split(' ');
      const small = /^(a|an|and|as|at|be|by|for|from|if|in|is|it|of|on|or|the|to|with)$/;
      const cased = words.every((word, index) => /^[A-Z0-9“]/.test(word) || (index > 0 && small.test(word)));
      return !cased || /holdfast|\.$/i.test(text(title)) || category !== 'Holdfast';
    });
    assert.deepEqual(
      wrong.map(({ title }) => text(title)),
      [],
    );
  });

  it('offers each command in the palette only where it works', () => {
    const palette = new Map((menus.commandPalette ?? []).map(({ command, when }) => [command, when]));
    const wrong = commands.filter(({ command }) => {
      const when = palette.get(command);
      if (everywhere.includes(command)) return when !== undefined;
      return when !== 'false' && !when?.includes('isWorkspaceTrusted');
    });
    assert.deepEqual(
      wrong.map(({ command }) => command),
      [],
    );
  });

  it('has menus, keys and walkthroughs of commands that are there, and conditions on all of them', () => {
    const known = new Set(commands.map(({ command }) => command));
    const wrong: string[] = [];
    for (const [menu, entries] of Object.entries(menus)) {
      for (const { command, submenu, when } of entries) {
        if (command !== undefined && !known.has(command)) wrong.push(`${menu}: ${command} is no command`);
        if (when === undefined) wrong.push(`${menu}: ${command ?? submenu} has no condition`);
        for (const [, view] of when?.matchAll(/view == ([\w.]+)/g) ?? []) {
          if (view !== undefined && !viewIds.includes(view)) wrong.push(`${menu}: ${view} is no view`);
        }
      }
    }
    const linked = [...viewsWelcome.map(({ contents }) => contents)];
    for (const { steps } of walkthroughs) linked.push(...steps.map(({ description }) => description));
    for (const [, command = ''] of linked
      .map(text)
      .join('\n')
      .matchAll(/\(command:(holdfast\.[\w.]+)/g)) {
      if (!known.has(command) && !viewIds.some((id) => command === `${id}.focus`)) wrong.push(`no command ${command}`);
    }
    assert.deepEqual(wrong, []);
  });

  it('says in every view what there is to do when it is empty, not trusted, or not on a disk', () => {
    const wrong = viewIds.filter((view) => {
      const conditions = viewsWelcome.filter((welcome) => welcome.view === view).map(({ when }) => when);
      const isSaid = (part: RegExp) => conditions.some((when) => part.test(when));
      return !(
        isSaid(/(^|[^!])isWorkspaceTrusted/) &&
        isSaid(/!isWorkspaceTrusted/) &&
        isSaid(/(^|[^!])virtualWorkspace/)
      );
    });
    assert.deepEqual(wrong, []);
  });

  it('sets every condition that it asks for', () => {
    const asked = new Set<string>();
    for (const match of JSON.stringify(manifest.contributes).matchAll(
      /\bholdfast\.([a-z][A-Za-z]+)(?= (?:==|!=|=~|&&)|"|\))/g,
    )) {
      asked.add(match[1] ?? '');
    }
    const set = sourceFiles(['src']).map(readSource).join('\n');
    const conditions = JSON.stringify(manifest.contributes.menus) + JSON.stringify(viewsWelcome);
    const wrong = [...asked].filter((key) => {
      const isCondition = new RegExp(`(&& |!|\\(|"when":")!?holdfast\\.${key}\\b(?!\\.)`).test(conditions);
      return isCondition && !set.includes(`'holdfast.${key}'`);
    });
    assert.deepEqual(wrong, []);
  });

  it('has a walkthrough of steps that are done by doing them, with a picture each', () => {
    const [walkthrough] = walkthroughs;
    assert.equal(walkthrough?.steps.length, 5);
    for (const { id, media, completionEvents } of walkthrough?.steps ?? []) {
      assert.ok(existsSync(path.join(repositoryRoot, media.image)), `${id} has no picture`);
      assert.ok(completionEvents.length > 0, `${id} is never done`);
    }
  });
});
