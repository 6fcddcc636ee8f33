import { chmodSync, rmSync } from 'node:fs';
import { dirname, relative } from 'pathe';
import { disk, toPortablePath } from '../../io/disk.ts';
import { GitError, type GitOptions, hooksFolder, workTree } from '../../io/git.ts';
import { writeFileAtomically } from '../../io/write-file.ts';
import { type Command, UsageError } from '../command.ts';
import { parseArguments } from '../parse-arguments.ts';

const usage = 'usage: holdfast git install|uninstall';
const begin = '# >>> holdfast';
const end = '# <<< holdfast';

/**
 * Puts the check into this repository's commit-msg hook, which runs when the message with its approvals is there, or
 * takes it out again. What else is in the hook stays.
 */
export const git: Command = async (args, { cwd, signal, stdout }) => {
  const action = readAction(args);
  const options = { folder: await findWorkTree({ folder: cwd, signal }), signal };
  const folder = await hooksFolder(options);
  const ofHusky = folder.endsWith('/.husky/_');
  const hook = `${ofHusky ? dirname(folder) : folder}/commit-msg`;
  const old = disk.readText(hook);
  const rest = old === undefined ? '' : withoutBlock(old);
  const name = relative(cwd, hook);

  if (action === 'uninstall') {
    if (old === undefined || rest === old) stdout(`${name} has no check of Holdfast.\n`);
    else if (rest.replace(/^#!.*\n/, '').trim() === '') rmSync(hook);
    else writeFileAtomically(hook, rest);
    if (old !== undefined && rest !== old) stdout(`Took the check out of ${name}.\n`);
    return 0;
  }
  if (rest !== '' && !ofHusky && !/^#!.*\b(?:ba|da|z|k)?sh\b/.test(rest)) {
    throw new UsageError(`${name} is no shell script; call "holdfast check --staged --message FILE" from it yourself`);
  }
  // Husky runs its hooks in a shell of its own.
  const [first, ...lines] = ofHusky ? ['', ...rest.split('\n')] : rest === '' ? ['#!/bin/sh'] : rest.split('\n');
  const text = [first, ...block(), ...lines].join('\n').replace(/^\n|(?<!\n)\n*$/g, '');
  writeFileAtomically(hook, `${text}\n`, { makeFolder: 0o755 });
  chmodSync(hook, 0o755);
  stdout(`Each commit is checked now (${name}). "holdfast git uninstall" takes it out again.\n`);
  return 0;
};

async function findWorkTree(options: GitOptions): Promise<string> {
  try {
    return await workTree(options);
  } catch (error) {
    throw error instanceof GitError ? new UsageError(error.message) : error;
  }
}

function readAction(args: readonly string[]): 'install' | 'uninstall' {
  return parseArguments(args, { usage, options: {} }, ({ positionals }) => {
    if (positionals.length === 1 && (positionals[0] === 'install' || positionals[0] === 'uninstall'))
      return positionals[0];
    throw new Error('install or uninstall is needed');
  });
}

/** The program that runs now, by its full path: a hook has no more than the PATH of whoever commits. */
function block(): string[] {
  const program = [process.execPath, ...process.execArgv, process.argv[1] ?? 'holdfast'].map(toPortablePath).map(quote);
  return [begin, `${program.join(' ')} check --staged --no-lint --message "$1" || exit 1`, end];
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function withoutBlock(text: string): string {
  const lines = text.split('\n');
  const [from, to] = [lines.indexOf(begin), lines.indexOf(end)];
  return from < 0 || to < from ? text : [...lines.slice(0, from), ...lines.slice(to + 1)].join('\n');
}
