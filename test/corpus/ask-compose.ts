import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type CaseRequest, requestOf } from '../support/project-case.ts';
import { type Case, filesOf, readCases } from '../support/read-case.ts';

/**
 * `npx tsx test/corpus/ask-compose.ts FILE.md…`: writes what the installed `docker compose config` says into the blocks
 * `json expect` and `text rejected` of the cases, so that no expectation is typed by hand. Cases whose title says
 * "(newer)" are left alone: their expectations come from the specification.
 */
for (const file of process.argv.slice(2)) rewrite(file);

function rewrite(file: string): void {
  const answers = readCases(file).map((one) => ({
    line: one.line,
    answer: one.title.includes('(newer)') ? undefined : ask(one),
  }));
  const lines = readFileSync(file, 'utf8').split('\n');
  const result: string[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const answer = answers.filter(({ line: start }) => start <= index + 1).at(-1)?.answer;
    const fence = /^(`{3,})(?:json expect|text rejected)$/.exec(line);
    if (!fence || !answer) {
      result.push(line);
      continue;
    }
    const end = lines.indexOf(fence[1] ?? '', index + 1);
    const expected = line.includes('expect');
    if (expected !== answer.accepted)
      console.log(
        `${file}:${index + 1}: Compose ${answer.accepted ? 'accepts' : 'rejects'} it: ${answer.text.split('\n')[0]}`,
      );
    result.push(`${fence[1]}${answer.accepted ? 'json expect' : 'text rejected'}`, answer.text, fence[1] ?? '');
    index = end;
  }
  writeFileSync(file, result.join('\n'));
}

interface Answer {
  readonly accepted: boolean;
  readonly text: string;
}

function ask(one: Case): Answer {
  const root = mkdtempSync(join(tmpdir(), 'compose-case-'));
  const folder = join(root, 'project');
  try {
    mkdirSync(folder);
    for (const [path, text] of filesOf(one, folder)) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    const request = requestOf(one);
    const environment = {
      ...request.environment,
      PATH: process.env.PATH ?? '',
      DOCKER_CONFIG: `${process.env.HOME}/.docker`,
    };
    const run = spawnSync('docker', ['compose', ...options(request), 'config', '--format', 'json'], {
      cwd: folder,
      env: environment,
      encoding: 'utf8',
      timeout: 30_000,
    });
    const accepted = run.status === 0;
    const printed = (
      accepted
        ? run.stdout
        : (run.stderr
            .trim()
            .split('\n')
            .filter((line) => !line.startsWith('time='))
            .at(0) ?? '')
    ).replaceAll(root, '');
    return { accepted, text: accepted ? JSON.stringify(JSON.parse(printed), null, 2) : printed };
  } finally {
    rmSync(root, { recursive: true });
  }
}

function options({ files, envFiles, profiles, projectName, projectDirectory }: CaseRequest): readonly string[] {
  return [
    ...(files ?? []).flatMap((file) => ['-f', file]),
    ...(envFiles ?? []).flatMap((file) => ['--env-file', file]),
    ...(profiles ?? []).flatMap((profile) => ['--profile', profile]),
    ...(projectName ? ['-p', projectName] : []),
    ...(projectDirectory ? ['--project-directory', projectDirectory] : []),
  ];
}
