import assert from 'node:assert/strict';
import { lint } from '../../../core/lint/lint.ts';
import { loadProject } from '../../../core/project/load-project.ts';
import { printConfig } from '../../../core/project/print-config.ts';
import { memoryView } from '../../support/memory-view.ts';
import { readCases } from '../../support/read-case.ts';
import type { Target } from '../target.ts';

/** A Compose file: read as a project, printed, and looked at by every rule. */
export const project: Target = {
  name: 'project',
  seeds: ['project', 'yaml', 'rules']
    .flatMap((folder) => readCases(`test/cases/${folder}`))
    .flatMap(({ blocks }) => blocks.filter(({ language }) => language === 'yaml').map(({ text }) => text)),
  pieces: [
    '\n',
    '  ',
    ': ',
    '- ',
    '&a ',
    '*a',
    '<<: *a',
    '!reset ',
    '!override ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '|\n',
    '>\n',
    '#',
    '${A:-',
    '}',
    '$$',
    '---\n',
    '\t',
    '\r',
    '\u0000',
    '\uFEFF',
    '? ',
    '0-65535:0-65535',
    'extends: a',
    'include: [compose.yaml]',
    'services:\n',
    'depends_on: [a]',
    'profiles: [x]',
    'env_file: .env',
    'build: .',
    '\u202E',
  ],
  run(text) {
    const view = memoryView(
      new Map([
        ['/p/compose.yaml', text],
        ['/p/.env', text.slice(0, 200)],
      ]),
    );
    const read = loadProject(view, { directory: '/p', environment: {} });
    printConfig(read, view);
    for (const { message, location } of [...read.problems, ...lint(read, { view })]) {
      const { start, end } = location.range;
      assert(start >= 0 && start <= end && end <= Math.max(text.length, 200), `"${message}" lies outside of the file`);
    }
  },
};
