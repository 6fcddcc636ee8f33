import { relative, resolve } from 'pathe';
import { overallVerdict } from '../../core/guard/judge.ts';
import type { JudgedChange } from '../../core/guard/verdict.ts';
import type { Finding } from '../../core/lint/finding.ts';
import { lint } from '../../core/lint/lint.ts';
import { loadProject } from '../../core/project/load-project.ts';
import type { ProjectRequest } from '../../core/project/project.ts';
import { readLintSettings } from '../../core/settings/read-lint-settings.ts';
import type { FileView } from '../../core/text/file-view.ts';
import { disk, toPortablePath } from '../../io/disk.ts';
import { findCommit, GitError, mergeBase, messagesSince, readSnapshot, workTree } from '../../io/git.ts';
import { approvalCode, approvalsFile, codesInFile, codesInMessages } from '../check/approval-codes.ts';
import { approvedHere, type CheckedEdit, checkBaseline, checkGitEdit } from '../check/edits.ts';
import { type Command, type CommandContext, UsageError } from '../command.ts';
import { formatIn, parseArguments } from '../parse-arguments.ts';
import { changesDocument } from '../reports/changes.ts';
import { findingsDocument } from '../reports/findings-as-json.ts';
import { findingsAsSarif } from '../reports/findings-as-sarif.ts';
import { findingsAsText } from '../reports/findings-as-text.ts';
import { findingsAsGithub } from '../reports/findings-for-ci.ts';
import { placeFindings } from '../reports/placed-finding.ts';

const usage =
  'usage: holdfast check [FILES] [--staged | --base REVISION] [--message FILE] [--no-lint] [--format text|json|sarif|github]';
const formats = ['text', 'json', 'sarif', 'github'] as const;

interface Options {
  readonly files: readonly string[];
  readonly format: (typeof formats)[number];
  readonly staged: boolean;
  readonly base: string | undefined;
  /** A file that holds the message of the commit that is being made. */
  readonly message: string | undefined;
  readonly lint: boolean;
}

interface Checked extends CheckedEdit {
  readonly codes: ReadonlyMap<string, string>;
  /** Ids of the changes that were approved on this machine. */
  readonly here: ReadonlySet<string>;
}

/**
 * The gate of commits and merges: findings of the projects concerned, and what their edit would lose. The edit is what is
 * staged (`--staged`), what came since a revision (`--base`), or what the work tree has beyond HEAD; without git, what
 * came since the state that the editor's guard accepted.
 *
 * Exit code 0 when there is no error and every change that needs a person's word has an approval, otherwise 1.
 */
export const check: Command = async (args, context) => {
  const options = readArguments(args, context);
  const { root, edits, approved } = await readEdits(options, context);
  const checked = edits.map((edit): Checked => ({ ...edit, codes: codesOf(edit, root), here: approvedHere(edit) }));
  const open = checked.flatMap(({ judgement, codes, here }) =>
    judgement.changes.filter(
      ({ id, verdict }) => verdict !== 'allow' && !here.has(id) && !approved.has(codes.get(id) ?? ''),
    ),
  );
  const targets =
    checked.length > 0
      ? checked.filter(({ isText }) => !isText)
      : [{ after: disk, request: requestHere(options, context) }];
  const findings = options.lint ? targets.flatMap(({ request, after }) => findingsOf(request, after)) : [];

  context.stdout(print({ options, context, checked, open, approved, findings }));
  return open.length > 0 || findings.some(({ severity }) => severity === 'error') ? 1 : 0;
};

async function readEdits(options: Options, context: CommandContext) {
  const git = { folder: context.cwd, signal: context.signal };
  try {
    const root = await workTree(git);
    const { staged, base, files } = options;
    const commit = base === undefined ? await findCommit(git, 'HEAD') : await mergeBase(git, base);
    if (commit === undefined && base !== undefined) throw new UsageError(`there is no revision "${base}"`);
    if (commit === undefined) return { root, edits: [], approved: new Set<string>() };
    const edits = await checkGitEdit({ ...git, root, commit, staged, files, environment: context.environment });
    const messages = base === undefined ? '' : await messagesSince(git, commit);
    const message = options.message === undefined ? '' : (disk.readText(options.message) ?? '');
    const readList = (view: FileView) => view.readText(`${root}/${approvalsFile}`);
    const snapshot = { ...git, root, snapshot: 'index' } as const;
    const list = staged ? (await readSnapshot(snapshot, readList)).result : readList(disk);
    return { root, edits, approved: new Set([...codesInMessages(`${messages}\n${message}`), ...codesInFile(list)]) };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (options.staged || options.base !== undefined) throw new UsageError(error.message);
    const edit = checkBaseline(requestHere(options, context));
    return { root: context.cwd, edits: edit === undefined ? [] : [edit], approved: new Set<string>() };
  }
}

function requestHere({ files }: Options, { cwd, environment }: CommandContext): ProjectRequest {
  return { directory: cwd, environment, ...(files.length > 0 ? { files } : {}) };
}

function codesOf({ judgement, before }: CheckedEdit, root: string): ReadonlyMap<string, string> {
  const held = judgement.changes.filter(({ verdict }) => verdict !== 'allow');
  return new Map(held.map((change) => [change.id, approvalCode(change, { root, before })]));
}

function findingsOf(request: ProjectRequest, view: FileView): readonly Finding[] {
  const project = loadProject(view, request);
  return project.composeFiles.length === 0 ? [] : lint(project, { view, settings: readLintSettings({}) });
}

interface Printing {
  readonly options: Options;
  readonly context: CommandContext;
  readonly checked: readonly Checked[];
  readonly open: readonly JudgedChange[];
  readonly approved: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

function print({ options, context, checked, open, approved, findings }: Printing): string {
  const show = (file: string) => relative(context.cwd, file) || '.';
  const after = (file: string) => (checked.length > 0 ? firstText(checked, 'after', file) : disk.readText(file));
  const read = (file: string) => after(file) ?? firstText(checked, 'before', file);
  if (options.format === 'json') {
    const changes = checked.flatMap(({ judgement, codes, here, ...sides }) => {
      const side = (view: FileView) => ({ read: view.readText, path: show });
      const document = changesDocument({ judgement, before: side(sides.before), after: side(sides.after) });
      return document.changes.map((change, index) => {
        const id = judgement.changes[index]?.id ?? '';
        const code = codes.get(id);
        return code === undefined ? change : { ...change, code, approved: approved.has(code) || here.has(id) };
      });
    });
    const report = findingsDocument(placeFindings(findings, { read, show }));
    return `${JSON.stringify({ ...report, verdict: overallVerdict(open), changes }, null, 2)}\n`;
  }
  const before = (file: string) => firstText(checked, 'before', file);
  const lost = [
    placeFindings(open.filter((change) => change.after === null).map(toFinding), { read: before, show }),
    placeFindings(open.filter((change) => change.after !== null).map(toFinding), { read, show }),
  ];
  const found = placeFindings(findings, { read, show });
  const all = { ...found, findings: [...lost, found].flatMap((report) => report.findings) };
  if (options.format === 'sarif') return findingsAsSarif(all);
  if (options.format === 'github') return findingsAsGithub(all) + howToApprove(checked, open);
  const color = context.interactive && !context.environment.NO_COLOR;
  const shown = [...lost, found].filter((report) => report.findings.length > 0);
  if (shown.length === 0)
    return approvedLosses(checked) ? 'no findings; what is lost is approved\n' : 'no findings, and nothing is lost\n';
  const text = shown.map((report) => findingsAsText(report, { color })).join('\n');
  return text + howToApprove(checked, open);
}

function approvedLosses(checked: readonly Checked[]): boolean {
  return checked.some(({ judgement }) => judgement.verdict !== 'allow');
}

function firstText(checked: readonly Checked[], side: 'before' | 'after', file: string): string | undefined {
  for (const edit of checked) {
    const text = edit[side].readText(file);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** A change that needs a person's word, as a finding where it can be seen: after the edit if it is there, else before. */
function toFinding(change: JudgedChange): Finding {
  const location = change.after ?? change.before ?? { file: '', range: { start: 0, end: 0 } };
  return { rule: change.kind, severity: 'error', message: change.message, location };
}

function howToApprove(checked: readonly Checked[], open: readonly JudgedChange[]): string {
  if (open.length === 0) return '';
  const ids = new Set(open.map(({ id }) => id));
  const lines = checked.flatMap(({ codes }) => [...codes].filter(([id]) => ids.has(id)));
  return [
    '',
    'A person who wants these changes approves them with lines in the commit message, or in .holdfast/approved:',
    ...lines.map(([id, code]) => `  Holdfast-Approved: ${code}   (${id})`),
    '',
  ].join('\n');
}

function readArguments(args: readonly string[], { cwd }: CommandContext): Options {
  return parseArguments(
    args,
    {
      usage,
      options: {
        staged: { type: 'boolean', default: false },
        base: { type: 'string' },
        message: { type: 'string' },
        'no-lint': { type: 'boolean', default: false },
        format: { type: 'string', default: 'text' },
      },
    },
    ({ values, positionals }) => {
      const format = formatIn(formats, values.format);
      if (values.staged && values.base !== undefined) throw new Error('--staged and --base exclude each other');
      const absolute = (path: string) => toPortablePath(resolve(cwd, path));
      return {
        files: positionals.map(absolute),
        format,
        staged: values.staged,
        base: values.base,
        message: values.message === undefined ? undefined : absolute(values.message),
        lint: !values['no-lint'],
      };
    },
  );
}
