import { join } from 'node:path';

/** Programs that a shim can stand before. */
export const shimmedPrograms = ['docker', 'podman', 'docker-compose'] as const;

export type ShimmedProgram = (typeof shimmedPrograms)[number];

/** A file beside the shims by which one knows another one, so that two folders of shims never call each other. */
export const shimFolderMark = '.holdfast-shims';

/** First words of commands that destroy nothing, whatever follows: these wait for nothing. */
const harmless =
  'ps images logs inspect version info stats top events port history search pull push login logout diff wait attach build';
const harmlessOfParts: Readonly<Record<string, string>> = {
  compose: 'ps logs config version ls images top port events pull push stop start restart pause unpause build',
  container: 'ls ps list logs inspect stats top port diff start stop restart attach wait',
  image: 'ls list inspect history pull push build',
  volume: 'ls list inspect create',
  network: 'ls list inspect create',
  context: 'ls list show inspect',
};

/** Words without which a command is let through should Holdfast itself not run. */
const risky = ['rm', 'remove', 'prune', 'reset', 'down', 'up', 'drop', 'delete', 'leave', 'exec', 'run'];

/**
 * The shim as a POSIX shell script. It finds the real program behind itself in PATH, lets what is plainly harmless through
 * without starting anything else, asks the command line about the rest, and then becomes the real program, so that
 * exit code, signals and terminal are that program's own.
 *
 * @param launcher absolute path of the command line's launcher
 */
export function posixShim(program: ShimmedProgram, launcher: string): string {
  const parts = program === 'docker-compose' ? {} : harmlessOfParts;
  const first = program === 'docker-compose' ? (harmlessOfParts.compose ?? '') : harmless;
  const branches = Object.entries(parts).map(
    ([part, words]) => `  ${part})\n    case "$2" in\n      ${patterns(words)}) exec "$real" "$@" ;;\n    esac ;;`,
  );
  return `#!/bin/sh
# Asks Holdfast before a command that would delete data, and then becomes the real ${program}.
# Written by Holdfast for VS Code's terminals; the setting holdfast.guard.terminalShims takes it away.
name=${program}
launcher=${quoted(launcher)}
real=
rest=$PATH:
while [ -n "$rest" ]; do
  folder=\${rest%%:*}
  rest=\${rest#*:}
  [ -n "$folder" ] || folder=.
  if [ -f "$folder/$name" ] && [ -x "$folder/$name" ] && [ ! -e "$folder/${shimFolderMark}" ]; then
    real=$folder/$name
    break
  fi
done
if [ -z "$real" ]; then
  echo "$name: command not found" >&2
  exit 127
fi
case "$1" in
  '' | -v | --version | --help | ${patterns(first)}) exec "$real" "$@" ;;
${branches.join('\n')}
esac
terminal=no
if [ -t 0 ] && [ -t 2 ]; then terminal=yes; fi
"$launcher" shim "$terminal" "$real" "$name" "$@" </dev/null
status=$?
[ "$status" -eq 0 ] && exec "$real" "$@"
[ "$status" -eq 2 ] || [ "$status" -gt 128 ] && exit "$status"
# Holdfast could not run.
for word in "$@"; do
  case "$word" in
    ${risky.join(' | ')} | -*v* | -*V* | --volumes*)
      echo "Holdfast could not judge this command, and it may delete data. To run it all the same: $real" >&2
      exit 2 ;;
  esac
done
exec "$real" "$@"
`;
}

/**
 * The shim for Windows, where a program cannot become another: it asks, and then runs the real program.
 *
 * @param launcher absolute path of the command line's launcher, a .cmd file
 */
export function windowsShim(program: ShimmedProgram, launcher: string): string {
  const lines = [
    '@echo off',
    `rem Asks Holdfast before a command that would delete data, and then runs the real ${program}.`,
    'setlocal',
    'set "real="',
    `for /f "delims=" %%i in ('where ${program}.exe 2^>nul') do if not defined real set "real=%%i"`,
    `if not defined real ( echo ${program}: command not found 1>&2 & exit /b 9009 )`,
    `call "${launcher}" shim no "%real%" ${program} %* <nul`,
    'if errorlevel 1 exit /b %errorlevel%',
    'endlocal & "%real%" %*',
    'exit /b %errorlevel%',
  ];
  // `%real%` is filled in before endlocal takes it away, since a line is expanded as a whole.
  return `${lines.join('\r\n')}\r\n`;
}

export function shimPath(folder: string, program: ShimmedProgram, platform: NodeJS.Platform): string {
  return join(folder, platform === 'win32' ? `${program}.cmd` : program);
}

function patterns(words: string): string {
  return words.split(' ').join(' | ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
