import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeCommand } from '../../../core/guard/command/judge-command.ts';
import type { Surroundings } from '../../../core/guard/command/surroundings.ts';
import type { Target } from '../target.ts';

const folder = 'test/cases/commands';
const compose = 'services:\n  db:\n    image: postgres\n';
const surroundings: Surroundings = {
  cwd: '/p',
  home: '/home/dev',
  environment: { HOME: '/home/dev', PATH: '/usr/bin' },
  isProtected: (path) => /compose\.ya?ml$/.test(path),
  protectedFiles: () => ['/p/compose.yaml'],
  readFile: (path) =>
    path === '/p/compose.yaml' ? compose : path === '/p/run.sh' ? '. ./run.sh; bash run.sh' : undefined,
  judgeWrite: (_path, text) => ({ verdict: text === compose ? 'allow' : 'deny', message: 'changes' }),
  dataFolders: () => ['/p/data'],
  dataAtRisk: () => 'the data of db',
  orphans: () => ['old'],
  stateFolder: '/home/dev/.holdfast',
};

/** A shell command, with everything known about the place where it would run. */
export const shellCommand: Target = {
  name: 'shell-command',
  seeds: readdirSync(folder).flatMap((name) =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/^```sh [^\n]+\n([\s\S]*?)\n```$/gm)].flatMap(
      ([, block = '']) => block.split('\n'),
    ),
  ),
  pieces: [
    '$(',
    ')',
    '`',
    '"',
    "'",
    '\\',
    '|',
    '&&',
    ';',
    '\n',
    '<<EOF\n',
    'EOF\n',
    '<(',
    '${',
    '}',
    '((',
    '[[',
    ' -v',
    '--',
    '> compose.yaml',
    'bash -c ',
    'xargs ',
    'eval ',
    'for i in ',
    '; do ',
    '; done',
    'sed -i s/a/b/ ',
    'run.sh ',
    '{a,b}',
    '{1..999999}',
    '*',
    '~',
    '\u0000',
    'f(){ f; }; f',
    'trap ',
    'find . -exec ',
  ],
  run(text) {
    const { verdict, reasons } = judgeCommand(text, surroundings);
    assert.equal(verdict === 'allow', reasons.length === 0, 'a verdict has its reasons');
    for (const { message } of reasons) assert(message.length > 10, 'a reason says something');
  },
};
