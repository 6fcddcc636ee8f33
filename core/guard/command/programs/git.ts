import { commandText, unknownText } from '../argument.ts';
import { deletePath, protectedAt, shown } from '../file-effects.ts';
import { readOptions } from '../options.ts';
import { type Call, type Program, report, resolvePath, subshell } from '../shell.ts';
import { followRewrite } from './git-history.ts';
import { diffOf, followGitApply } from './patches.ts';

/** Follows git where it changes files of the work tree or passes the commit check by. */
export const followGit: Program = (call) => {
  const globals = readOptions(call.args, {
    valued: 'C c git-dir work-tree namespace exec-path config-env',
    stops: true,
  });
  const [name, ...args] = globals.operands;
  if (name === undefined || globals.has('help')) return undefined;
  const folder = globals.values('C').at(-1);
  const shell = subshell(call.shell);
  if (folder !== undefined) shell.cwd = resolvePath(call.shell, folder.text);
  const inner: Call = { ...call, shell };
  if (
    globals.values('c').some((word) => /^core\.hookspath=/i.test(word.text)) &&
    /^(commit|merge|am|rebase)$/.test(name.text)
  ) {
    report(inner, 'git-skips-hooks');
  }
  for (const { text } of globals.values('c')) {
    const [, alias, command = ''] = /^alias\.([^=]+)=!(.*)$/s.exec(text) ?? [];
    if (alias === name.text) shell.run(command, subshell(shell));
  }
  if (/^(checkout|switch|pull|merge|rebase|reset|restore|stash|apply|am|cherry-pick|revert)$/.test(name.text))
    shell.shared.movedFiles = true;
  switch (name.text) {
    case 'rm': {
      const options = readOptions(args, { short: { r: 'recursive', n: 'dry-run' } });
      if (options.has('cached') || options.has('dry-run')) return undefined;
      for (const target of options.operands) deletePath(inner, target, { recursive: options.has('recursive') });
      return undefined;
    }
    // The work tree may begin above, and then has this folder in it.
    case 'rev-parse':
      return args.some((word) => word.text === '--show-toplevel') ? `${shell.cwd ?? unknownText}\n` : undefined;
    case 'ls-files': {
      const options = readOptions(args, { short: { d: 'deleted', m: 'modified', o: 'others' } });
      if (['deleted', 'modified', 'others', 'unmerged'].some((one) => options.has(one))) return undefined;
      return `${options.operands.map((word) => word.text).join('\n') || '**'}\n`;
    }
    case 'mv': {
      const options = readOptions(args, { short: { n: 'dry-run' } });
      if (options.has('dry-run')) return undefined;
      for (const source of options.operands.slice(0, -1)) deletePath(inner, source, { recursive: true });
      return undefined;
    }
    case 'checkout':
      return followCheckout(inner, args);
    case 'restore': {
      const options = readOptions(args, { valued: 's source', short: { S: 'staged', W: 'worktree' } });
      if (options.has('staged') && !options.has('worktree')) return undefined;
      for (const target of options.operands) discard(inner, target.text, target.glob);
      return undefined;
    }
    case 'reset': {
      const options = readOptions(args);
      if (options.has('hard')) report(inner, 'git-discards-file', 'every file that git keeps');
      return undefined;
    }
    case 'clean': {
      const options = readOptions(args, { valued: 'e exclude', short: { n: 'dry-run', f: 'force', i: 'interactive' } });
      if (options.has('force') && !options.has('dry-run')) report(inner, 'git-clean');
      return undefined;
    }
    case 'stash': {
      const options = readOptions(args, { valued: 'm message' });
      const [verb, ...paths] = options.operands;
      const separator = args.findIndex((word) => word.text === '--');
      const named = separator >= 0 ? args.slice(separator + 1) : verb?.text === 'push' ? paths : [];
      for (const path of named) discard(inner, path.text, path.glob);
      return undefined;
    }
    case 'apply':
    case 'am':
      return followGitApply(inner, args);
    case 'diff':
    case 'show': {
      const separator = args.findIndex((word) => word.text === '--');
      const paths = separator < 0 ? [] : args.slice(separator + 1).map((word) => word.text);
      return paths.length > 0 && !paths.some((path) => /^:|[*?[]/.test(path)) ? diffOf(paths) : undefined;
    }
    case 'filter-branch':
    case 'filter-repo':
      return followRewrite(inner, name.text, args);
    case 'commit': {
      const options = readOptions(args, {
        valued: 'm message F file C c reuse-message reedit-message author date t template fixup squash trailer cleanup',
        short: { n: 'no-verify' },
      });
      const skips = options.has('no-verify') || call.environment.get('HUSKY') === '0' || call.environment.has('SKIP');
      if (skips && !options.has('help')) report(inner, 'git-skips-hooks');
      return undefined;
    }
    case 'config': {
      if (
        /core\.hookspath/i.test(commandText(args)) &&
        !/--(get|list|unset)|^get/.test(commandText(args)) &&
        args.length > 1
      )
        report(inner, 'git-skips-hooks');
      return undefined;
    }
    case 'rebase': {
      for (const { text } of readOptions(args, { valued: 'x exec onto', short: { x: 'exec' } }).values('exec'))
        shell.run(text, subshell(shell));
      return undefined;
    }
    case 'bisect':
    case 'submodule': {
      const at = args.findIndex((word) => word.text === 'run' || word.text === 'foreach');
      if (at >= 0) shell.run(commandText(args.slice(at + 1)), shell);
      return undefined;
    }
  }
  return undefined;
};

/** `git checkout [TREE] [--] PATHS` rewrites files; `git checkout BRANCH` refuses to lose anything unless forced. */
function followCheckout(call: Call, args: Call['args']): undefined {
  const separator = args.findIndex((word) => word.text === '--');
  const options = readOptions(separator < 0 ? args : args.slice(0, separator), {
    valued: 'b B orphan conflict pathspec-from-file',
  });
  const paths = separator < 0 ? options.operands : args.slice(separator + 1);
  if (options.has('b') || options.has('B') || options.has('orphan')) return;
  if (options.has('f') || options.has('force')) report(call, 'git-discards-file', 'every file that git keeps');
  for (const path of paths) discard(call, path.text, path.glob);
}

function discard(call: Call, path: string, glob: boolean): void {
  const absolute = resolvePath(call.shell, path.replace(/^:\/?/, './'));
  const hit = protectedAt(call.shell, absolute, glob, path === '.' || path === ':/' || path.endsWith('/'));
  if (hit !== undefined) report(call, 'git-discards-file', shown(call.shell, hit));
}
