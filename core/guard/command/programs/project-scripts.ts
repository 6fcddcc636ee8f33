import { readOptions } from '../options.ts';
import { type Program, readFile, report, resolvePath, subshell } from '../shell.ts';

/** `npm run NAME`, `yarn NAME`, `pnpm NAME`: the script in package.json. */
export const followPackageScript: Program = (call) => {
  const options = readOptions(call.args, { valued: 'C dir prefix w workspace filter F cwd', stops: true });
  const explicit = /^(run|run-script|rum|urn|task)$/.test(options.operands[0]?.text ?? '');
  const ofNpm = explicit ? options.operands.slice(1).findIndex((word) => !word.text.startsWith('-')) : 0;
  const words = options.operands.filter((_word, index) => index === 0 || index > ofNpm);
  const name = explicit ? words[1] : words[0];
  if (name === undefined) return undefined;
  const given = /^(exec|x)$/.test(name.text)
    ? readOptions(options.operands.slice(1), { valued: 'c call p package' })
    : undefined;
  const text = given?.values('c').at(-1) ?? given?.values('call').at(-1);
  if (text !== undefined) return call.shell.run(text.text, subshell(call.shell), call.stdin);
  if (/^(exec|x|dlx)$/.test(name.text))
    return call.shell.runWords(words.slice(words[1]?.text === '--' ? 2 : 1), subshell(call.shell));
  const folder = [
    ...options.values('prefix'),
    ...options.values('C'),
    ...options.values('cwd'),
    ...options.values('dir'),
  ].at(-1);
  const shell = subshell(call.shell);
  if (folder !== undefined) shell.cwd = resolvePath(call.shell, folder.text);
  const manifest = readFile(shell, resolvePath(shell, 'package.json'));
  // What a script in a container does is not known; some are called for what they do.
  if (manifest === undefined) return resetsByName.test(name.text) ? report(call, 'database-reset') : undefined;
  const scripts = scriptsOf(manifest);
  shell.positional = words.slice(explicit ? 2 : 1).filter((word) => word.text !== '--');
  const direct = explicit || call.name !== 'npm' || /^(start|stop|test|restart)$/.test(name.text);
  for (const script of direct ? [`pre${name.text}`, name.text, `post${name.text}`] : []) {
    const body = scripts[script];
    if (body !== undefined)
      shell.run(script === name.text ? `${body} "$@"` : body, subshell(shell, { positional: shell.positional }));
  }
  return undefined;
};

const resetsByName = /^(db|database):(reset|drop|wipe|nuke)$|^(reset|drop|wipe|nuke)[:-](db|database)$/;

function scriptsOf(text: string): Readonly<Record<string, string>> {
  try {
    const scripts: unknown = (JSON.parse(text) as { scripts?: unknown }).scripts;
    if (typeof scripts !== 'object' || scripts === null) return {};
    return Object.fromEntries(Object.entries(scripts).filter(([, body]) => typeof body === 'string'));
  } catch {
    return {};
  }
}

/** `make TARGET`, `just RECIPE`: the target's recipe and those it depends on. */
export const followMake: Program = (call) => {
  const isJust = call.name === 'just';
  const options = readOptions(call.args, {
    valued: isJust ? 'C f d justfile working-directory' : 'C directory f file makefile j jobs I o W',
    short: { file: 'f', makefile: 'f', justfile: 'f', directory: 'C', d: 'C', 'working-directory': 'C', n: 'dry-run' },
  });
  if (['dry-run', 'just-print', 'q', 'question'].some((name) => options.has(name))) return undefined;
  const shell = subshell(call.shell);
  const folder = options.values('C').at(-1);
  if (folder !== undefined) shell.cwd = resolvePath(call.shell, folder.text);
  const names =
    options.values('f').length > 0
      ? options.values('f').map((word) => word.text)
      : isJust
        ? ['justfile', 'Justfile', '.justfile']
        : ['GNUmakefile', 'makefile', 'Makefile'];
  const text = names.map((name) => readFile(shell, resolvePath(shell, name))).find((found) => found !== undefined);
  if (text === undefined) return undefined;
  const settings = options.operands.filter((word) => /^\w+=/.test(word.text)).map((word) => word.text);
  const { targets, variables, first } = readMakefile(text, isJust ? /^[ \t]/ : /^\t/);
  for (const setting of settings)
    variables.set(setting.slice(0, setting.indexOf('=')), setting.slice(setting.indexOf('=') + 1));
  const wanted = options.operands.map((word) => word.text).filter((word) => !/^\w+=/.test(word));
  const seen = new Set<string>();
  const visit = (name: string) => {
    const target = targets.get(name);
    if (target === undefined || seen.has(name)) return;
    seen.add(name);
    for (const needed of target.needs) visit(needed);
    for (const line of target.recipe) shell.run(fill(line, variables), subshell(shell));
  };
  for (const name of wanted.length > 0 ? wanted : first === undefined ? [] : [first]) visit(name);
  return undefined;
};

interface Target {
  readonly needs: readonly string[];
  readonly recipe: string[];
}

function readMakefile(
  text: string,
  inside: RegExp,
): {
  targets: Map<string, Target>;
  variables: Map<string, string>;
  first: string | undefined;
} {
  const targets = new Map<string, Target>();
  const variables = new Map<string, string>();
  let first: string | undefined;
  let open: Target[] = [];
  for (const line of text.replace(/\\\n/g, ' ').split('\n')) {
    if (inside.test(line)) {
      for (const target of open) target.recipe.push(line.trim().replace(/^[@+-]+/, ''));
      continue;
    }
    const setting = /^\s*(?:export\s+)?(\w+)\s*(?:[:?+]|::)?=(.*)$/s.exec(line);
    if (setting !== null) {
      variables.set(setting[1] as string, (setting[2] as string).trim().replace(/^(["'])(.*)\1$/, '$2'));
      continue;
    }
    const rule = /^([^\s:#=][^:#=]*)::?([^#=]*)$/.exec(line);
    if (rule === null) continue;
    open = (rule[1] as string)
      .trim()
      .split(/\s+/)
      .map((name) => {
        const target = targets.get(name) ?? { needs: (rule[2] as string).split(/[\s|;]+/).filter(Boolean), recipe: [] };
        targets.set(name, target);
        if (!name.startsWith('.')) first ??= name;
        return target;
      });
  }
  return { targets, variables, first };
}

function fill(line: string, variables: ReadonlyMap<string, string>): string {
  let text = line.replace(/\{\{ *(\w+) *\}\}/g, '$($1)');
  for (let round = 0; round < 5 && /\$[({]\w+[)}]/.test(text); round++) {
    text = text.replace(
      /\$[({](\w+)[)}]/g,
      (whole, name: string) => variables.get(name) ?? (name === 'MAKE' ? 'make' : whole.replace(/[()]/g, '')),
    );
  }
  return text.replaceAll('$$', '$');
}
