import { argument } from '../argument.ts';
import { type Program, programName, readFile, resolvePath, type Shell } from '../shell.ts';
import { followCompose } from './compose.ts';
import {
  databasePrograms,
  destroyingPrograms,
  followClient,
  followDestroyer,
  followOverwriter,
  followRedis,
  followSqlite,
  overwritingPrograms,
} from './databases.ts';
import { followDocker } from './docker.ts';
import * as files from './files.ts';
import { followGit } from './git.ts';
import { followHoldfast } from './holdfast.ts';
import { followHttp } from './http.ts';
import { followInterpreter } from './interpreters.ts';
import { followMachine, machinePrograms } from './machines.ts';
import { followApplyPatch, followPatch } from './patches.ts';
import { followMake, followPackageScript } from './project-scripts.ts';
import { followReset, resetPrograms } from './resets.ts';
import * as search from './search.ts';
import { followSed } from './sed.ts';
import * as shells from './shells.ts';
import { followTask } from './taskfile.ts';
import * as values from './values.ts';
import * as wrappers from './wrappers.ts';
import { followYq } from './yq.ts';

/** `bun run NAME`: a script of package.json, or a file. */
const followScriptOrFile: Program = (call) => {
  const [first, ...rest] = call.args;
  const runs = first !== undefined && /^(run|task)$/.test(first.text);
  if (runs) followPackageScript(call);
  if (first?.text === 'eval') return followInterpreter({ ...call, args: [argument('-e'), ...rest] });
  return followInterpreter(runs ? { ...call, args: rest } : call);
};

function named(names: string, program: Program): readonly (readonly [string, Program])[] {
  return names.split(' ').map((name) => [name, program] as const);
}

const programs: ReadonlyMap<string, Program> = new Map([
  ...named('docker podman nerdctl buildah com.docker.cli docker.io podman-remote lima-docker', followDocker),
  ...named('docker-compose podman-compose docker-compose-v1 dc dco', followCompose),
  ...named('wsl', wrappers.followWsl),
  ...machinePrograms.map((name) => [name, followMachine] as const),
  ...wrappers.wrapperPrograms.map((name) => [name, wrappers.followWrapper] as const),
  ...named('xargs', wrappers.followXargs),
  ...named('poetry uv pipenv bundle toolbox mise asdf rtx dotenvx nix doppler infisical op', wrappers.followRunner),
  ...named('concurrently hyperfine', wrappers.followTexts),
  ...named('nix-shell nodemon gcloud ansible', wrappers.followOption),
  ...named('expect', wrappers.followExpect),
  ...named('ForEach-Object Invoke-Expression iex', wrappers.followBlock),
  ...named('awk gawk mawk nawk', values.followAwk),
  ...named('parallel watch script entr', wrappers.followLoosely),
  ...named('ssh', wrappers.followSsh),
  ...named('tmux screen', wrappers.followTyping),
  ...named('su runuser', wrappers.followSu),
  ...named('bash sh zsh dash ksh ash fish rbash', shells.followShell),
  ...named('source .', shells.followSource),
  ...named('eval', shells.followEval),
  ...named('trap', shells.followTrap),
  ...named('at batch', shells.followAt),
  ...named('crontab', shells.followCrontab),
  ...named('cmd powershell pwsh', shells.followWindowsShell),
  ...named('echo', values.followEcho),
  ...named('printf', values.followPrintf),
  ...named('cat tac', values.followCat),
  ...named('base64', values.followBase64),
  ...named('grep egrep fgrep rg', values.followGrep),
  ...named('sort uniq head tail', values.followFilter),
  ...named('cd pushd chdir', values.followCd),
  ...named('tr', values.followTr),
  ...named('pwd', values.followPwd),
  ...named('read', values.followRead),
  ...named('mapfile readarray', values.followMapfile),
  ...named('realpath readlink dirname basename', values.followPathName),
  ...named('export declare typeset local readonly', values.followExport),
  ...named('unset', values.followUnset),
  ...named('alias', values.followAlias),
  ...named('set', values.followSet),
  ...named('shift', values.followShift),
  ...named('which', values.followWhich),
  ...named('yes', values.followYes),
  ...named('true : false', () => ''),
  ...named('rm unlink del erase Remove-Item ri rd rmdir', files.followRemove),
  ...named('mv move ren rename Move-Item Rename-Item mi', files.followMove),
  ...named('cp install copy Copy-Item', files.followCopy),
  ...named('tee sponge Tee-Object', files.followTee),
  ...named('truncate', files.followTruncate),
  ...named('dd', files.followDd),
  ...named('ln', files.followLink),
  ...named('shred wipe srm', files.followShred),
  ...named('find gfind', search.followFind),
  ...named('fd fdfind', search.followFd),
  ...named('ls dir Get-ChildItem gci', search.followList),
  ...named('tar gtar bsdtar unzip', files.followExtract),
  ...named('rsync', files.followRsync),
  ...named('apply_patch applypatch', followApplyPatch),
  ...named('patch', followPatch),
  ...named('Set-Content Out-File Clear-Content Add-Content sc clc', files.followSetContent),
  ...named('yq dasel', followYq),
  ...named('ed ex vi vim nvim', files.followEditor),
  ...named('sed gsed', followSed),
  ...named('git', followGit),
  ...databasePrograms.map((name) => [name, followClient] as const),
  ...named('redis-cli valkey-cli keydb-cli', followRedis),
  ...named('sqlite3', followSqlite),
  ...resetPrograms.map((name) => [name, followReset] as const),
  ...destroyingPrograms.map((name) => [name, followDestroyer] as const),
  ...overwritingPrograms.map((name) => [name, followOverwriter] as const),
  ...named('python python2 python3 node nodejs ruby perl php tsx', followInterpreter),
  ...named('bun deno', followScriptOrFile),
  ...named('npm pnpm yarn', followPackageScript),
  ...named('make gmake just', followMake),
  ...named('task go-task', followTask),
  ...named('holdfast', followHoldfast),
  ...named('curl wget http https', followHttp),
]);

/** Who follows a command of this name; a path to a readable script is followed as one. Undefined: nothing is known of it. */
export function programFor(name: string, shell: Shell): Program | undefined {
  const program = programs.get(programName(name)) ?? programs.get(programName(name).toLowerCase());
  if (program !== undefined) return program;
  if (!name.includes('/') || readFile(shell, resolvePath(shell, name)) === undefined) return wrappers.followUnknown;
  return (call) => shells.followScriptFile(call, name, call.args);
}
