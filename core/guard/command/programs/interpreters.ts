import { argument } from '../argument.ts';
import { shown } from '../file-effects.ts';
import { isGuardFile } from '../guard-files.ts';
import { readOptions } from '../options.ts';
import { type Call, type Program, programName, readFile, report, resolvePath, subshell } from '../shell.ts';
import { noteReset } from './resets.ts';
import { followInPlace } from './sed.ts';

const launches =
  /\b(os\.(system|popen|exec\w*|spawn\w*)|subprocess|check_call|check_output|Popen|child_process|exec(File|Sync|FileSync)?|spawn(Sync)?|execa|system|popen|shell_exec|passthru|qx|Open3|Deno\.Command|Bun\.\$)\b/;

/** Languages in which a text between backticks is run; in JavaScript only behind a tag: `$\`…\``. */
const backticksRun = /^(perl|ruby|php)/;
const taggedText = /\$`/;

/** Ways in which code changes or deletes a file; `@` stands for a text literal, or a variable holding it, that names the file. */
const changes: readonly RegExp[] = [
  /open\s*\(\s*(?:[\w.]+\()?[^,()]*@[^,()]*\)?\s*,\s*(?:mode\s*=\s*)?['"](?:[wax]|r\+|\+?>)/,
  /\b(?:unlink(?:Sync)?|rm(?:Sync|tree|_rf?|_f)?|remove(?:_tree|_entry|_entry_secure|_dir|_file)?|rmdir(?:Sync)?|truncate(?:Sync)?|(?:write|append)File(?:Sync)?|createWriteStream|file_put_contents|delete|File\.write|writeTextFile|removeSync|Bun\.write)\s*\(\s*(?:[\w.]+\()?[^,()]*@/,
  /\b(?:rename(?:Sync)?|os\.replace|move)\s*\([^()]*@/,
  /\b(?:copy(?:file|2|File|FileSync)?|cp(?:Sync)?)\s*\([^(),]*,[^()]*@/,
  /@["']?\s*\)?\.(?:write_text|write_bytes|unlink|rename|truncate|open\(\s*['"][wa])/,
  /\b(?:unlink|rmtree|remove_tree|truncate)\s+@/,
  /@\s*\)?\.replace\([^,]*\)/,
];

/** `python -c CODE`, `node -e CODE`, `ruby -e`, `perl -e`, and their script files and standard input. */
export const followInterpreter: Program = (call) => {
  if (/^(perl|ruby)/.test(call.name)) followInPlace(call);
  const options = readOptions(call.args, { valued: 'c e E m W X r eval print p require import i run', stops: true });
  const script = /^node/.test(call.name) ? options.values('run').at(-1) : undefined;
  if (script !== undefined) return call.shell.runWords([argument('npm'), argument('run'), script], call.shell);
  // It only reads.
  if (/^node/.test(call.name) && options.has('check')) return undefined;
  const inline = ['c', 'e', 'E', 'eval', 'p', 'print', ...(call.name === 'php' ? ['r'] : [])]
    .flatMap((name) => options.values(name).map((word) => word.text))
    .filter(Boolean);
  const file = options.operands[0];
  const code =
    inline.length > 0
      ? inline.join('\n')
      : file === undefined || file.text === '-'
        ? call.stdin
        : readFile(call.shell, resolvePath(call.shell, file.text));
  if (file !== undefined && inline.length === 0) {
    const rest = call.args.slice(call.args.indexOf(file) + 1);
    noteHoldfast(call, file.text, rest);
    noteReset(call, programName(file.text), rest);
  }
  if (code === undefined) return undefined;
  judgeCode(call, code);
  return undefined;
};

/** Started by its file: `node …/holdfast/dist/cli.js approve`. */
function noteHoldfast(call: Call, file: string, args: Call['args']): void {
  if (/holdfast.*\/cli\.[cm]?js$/.test(resolvePath(call.shell, file)) || /(^|\/)dist\/cli\.js$/.test(file)) {
    call.shell.runWords([argument('holdfast'), ...args], call.shell);
  }
}

/**
 * Code of another language is not followed. Its text literals are looked at: a command line given to the system is judged as
 * one, and a protected file's name next to a call that writes or deletes cannot be computed.
 */
function judgeCode(call: Call, code: string): void {
  const bare = code.replace(/^[ \t]*(#|\/\/).*/gm, '');
  const literals = [...bare.matchAll(/(["'`])((?:\\.|(?!\1)[^\\])*)\1/g)].map((match) => match[2] ?? '');
  const runsText = backticksRun.test(call.name) ? /`/ : taggedText;
  if (launches.test(bare) || runsText.test(bare)) {
    const shell = subshell(call.shell);
    for (const text of literals) shell.run(text, subshell(shell));
    for (const list of bare.matchAll(/\[([^[\]]*)\]/g)) {
      const words = [...(list[1] ?? '').matchAll(/(["'])((?:\\.|(?!\1)[^\\])*)\1/g)].map((match) =>
        argument(match[2] ?? ''),
      );
      if (words.length > 1) shell.runWords(words, subshell(shell));
    }
    for (const list of bare.matchAll(/\(\s*(["'])(\w+)\1\s*,\s*(?:\{\s*args\s*:\s*)?\[([^[\]]*)\]/g)) {
      const words = [...(list[3] ?? '').matchAll(/(["'])((?:\\.|(?!\1)[^\\])*)\1/g)].map((match) =>
        argument(match[2] ?? ''),
      );
      shell.runWords([argument(list[2] ?? ''), ...words], subshell(shell));
    }
  }
  const spoken = bare.replace(/(["'`])((?:\\.|(?!\1)[^\\])*)\1/g, '""');
  if (/\bvolumes\.prune\s*\(|\bpruneVolumes\s*\(/.test(spoken)) report(call, 'volume-prune');
  if (/\b(volumes\.get|getVolume)\s*\([^()]*\)\s*\.\s*remove\s*\(/.test(spoken)) report(call, 'volume-rm');
  if (call.shell.container !== undefined) return;
  const { surroundings } = call.shell;
  for (const text of new Set(literals)) {
    if (text === '' || /\s/.test(text)) continue;
    const path = resolvePath(call.shell, text);
    const guards = isGuardFile(path, readFile(call.shell, path), surroundings);
    const folder = surroundings.dataFolders?.().find((data) => data === path || data.startsWith(`${path}/`));
    if (!guards && folder === undefined && !surroundings.isProtected(path)) continue;
    if (!changesFile(bare, text)) continue;
    if (guards) report(call, 'guard-tampering', shown(call.shell, path));
    else if (folder !== undefined) report(call, 'data-folder-deleted', shown(call.shell, folder));
    else report(call, 'protected-file-unclear', shown(call.shell, path));
  }
}

function changesFile(code: string, literal: string): boolean {
  let marked = code
    .replaceAll('@', ' ')
    .replaceAll(`"${literal}"`, '@')
    .replaceAll(`'${literal}'`, '@')
    .replaceAll(`\`${literal}\``, '@')
    // Runs of spaces mean nothing here, and the patterns would take long for them.
    .replace(/[^\S\n]+/g, ' ')
    .replace(/\n\s*/g, '\n');
  const holders = marked.matchAll(
    /(?<!\w)(\w+)\s*(?::\s*\w+\s*)?=\s*(?:@|[^;\n=]{0,300}?(?:Path|join|resolve)\([^;\n]{0,300}@)/g,
  );
  for (const name of new Set([...holders].map((holder) => holder[1]))) {
    marked = marked.replace(new RegExp(`\\b${name}\\b(?!\\s*=[^=])`, 'g'), '@');
  }
  return changes.some((pattern) => pattern.test(marked));
}
