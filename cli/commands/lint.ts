import { createHash } from 'node:crypto';
import { createTwoFilesPatch } from 'diff';
import { relative } from 'pathe';
import { applySafeFixes } from '../../core/lint/apply-fixes.ts';
import { baselineName, baselineText } from '../../core/lint/baseline.ts';
import { compareLocations } from '../../core/lint/compare-locations.ts';
import type { Finding } from '../../core/lint/finding.ts';
import { lint as lintProject } from '../../core/lint/lint.ts';
import type { LiveFacts } from '../../core/lint/live-facts.ts';
import { loadProject } from '../../core/project/load-project.ts';
import type { Project } from '../../core/project/project.ts';
import { readLintSettings } from '../../core/settings/read-lint-settings.ts';
import { type FileView, overlay } from '../../core/text/file-view.ts';
import { writeFileAtomically } from '../../io/write-file.ts';
import { type Command, type CommandContext, type ExitCode, UsageError } from '../command.ts';
import { findLintTargets, isPartOf, type LintTargets } from '../lint-targets.ts';
import { gatherLiveFacts } from '../live-facts.ts';
import { formatIn, parseArguments } from '../parse-arguments.ts';
import { findingsAsJson } from '../reports/findings-as-json.ts';
import { findingsAsSarif } from '../reports/findings-as-sarif.ts';
import { findingsAsText } from '../reports/findings-as-text.ts';
import {
  findingsAsCheckstyle,
  findingsAsCodeclimate,
  findingsAsGithub,
  findingsAsJunit,
} from '../reports/findings-for-ci.ts';
import { placeFindings } from '../reports/placed-finding.ts';

const usage =
  'usage: holdfast lint [FILE…|FOLDER…|-] [--format text|json|sarif|github|junit|codeclimate|checkstyle] [--preset NAME]… [--live] [--fix [--dry-run]] [--max-warnings N] [--write-baseline]';

const formats = ['text', 'json', 'sarif', 'github', 'junit', 'codeclimate', 'checkstyle'] as const;

/** A fix can make room for others; after this many rounds two of them are undoing each other. */
const mostRounds = 10;

interface Options {
  readonly paths: readonly string[];
  readonly format: (typeof formats)[number];
  readonly presets: readonly string[] | undefined;
  /** Compares with what runs on this machine. */
  readonly live: boolean;
  readonly fix: boolean;
  readonly dryRun: boolean;
  readonly writeBaseline: boolean;
  /** Warnings that are put up with. */
  readonly maxWarnings: number;
}

interface Linted {
  readonly project: Project;
  readonly findings: readonly Finding[];
}

/**
 * Findings of one project (files in merge order, or what Compose finds here), of every project below the folders given, or
 * of a file on standard input. Exit code 0 when there is no error and no more warnings than `--max-warnings`, or when a
 * baseline was written; otherwise 1.
 */
export const lint: Command = async (args, context) => {
  const options = readArguments(args);
  const targets = await findLintTargets(options.paths, context);
  if (options.fix && targets.stdin) throw new UsageError('--fix needs files and not standard input');

  const fixed = options.fix ? fixedTexts(targets, options) : new Map<string, string>();
  const view = overlay(targets.view, fixed);
  const live = options.live ? await liveFacts(targets, view, context) : undefined;
  const linted = lintAll(targets, view, options, live);
  const show = (file: string) => relative(context.cwd, file);
  if (options.writeBaseline && !options.dryRun) {
    const tell = options.format === 'text' ? context.stdout : context.stderr;
    for (const [file, text] of fixed) writeFileAtomically(file, text);
    for (const [file, text] of baselines(linted, (hidden) => lintAll(targets, overlay(view, hidden), options, live))) {
      writeFileAtomically(file, text);
      tell(`wrote ${show(file)}: what is wrong today is kept there, and only new findings are reported\n`);
    }
    return 0;
  }
  const findings = linted.flatMap((entry) => entry.findings).sort((a, b) => compareLocations(a.location, b.location));

  if (options.fix && options.dryRun) {
    for (const [file, text] of fixed) {
      context.stdout(createTwoFilesPatch(show(file), show(file), targets.view.readText(file) ?? '', text));
    }
    return fixed.size > 0 ? 1 : exitCode(findings, options);
  }
  for (const [file, text] of fixed) writeFileAtomically(file, text);
  context.stdout(print(findings, { format: options.format, view, show, context }));
  return exitCode(findings, options);
};

function readArguments(args: readonly string[]): Options {
  return parseArguments(
    args,
    {
      usage,
      options: {
        format: { type: 'string', default: 'text' },
        preset: { type: 'string', multiple: true },
        live: { type: 'boolean', default: false },
        fix: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        'write-baseline': { type: 'boolean', default: false },
        'max-warnings': { type: 'string', default: '0' },
      },
    },
    ({ values, positionals }) => {
      const format = formatIn(formats, values.format);
      const maxWarnings = Number(values['max-warnings']);
      if (!Number.isInteger(maxWarnings) || maxWarnings < 0) throw new Error('--max-warnings takes a number');
      if (values['dry-run'] && !values.fix) throw new Error('--dry-run goes with --fix');
      const unknown = values.preset?.find((name) => !['recommended', 'security', 'strict'].includes(name));
      if (unknown !== undefined) throw new Error(`unknown preset "${unknown}"`);
      return {
        paths: positionals,
        format,
        presets: values.preset,
        live: values.live,
        fix: values.fix,
        dryRun: values['dry-run'],
        writeBaseline: values['write-baseline'],
        maxWarnings,
      };
    },
  );
}

function lintAll(
  targets: LintTargets,
  view: FileView,
  options: Options,
  live?: LiveFacts | undefined,
): readonly Linted[] {
  const linted: Linted[] = [];
  const settings = readLintSettings({ presets: options.presets });
  for (const request of targets.requests) {
    const project = loadProject(view, request);
    if (
      isPartOf(
        project,
        linted.map((entry) => entry.project),
      )
    )
      continue;
    linted.push({ project, findings: lintProject(project, { view, settings, live }) });
  }
  return linted;
}

function liveFacts(targets: LintTargets, view: FileView, context: CommandContext): Promise<LiveFacts> {
  const projects = targets.requests.map((request) => loadProject(view, request));
  return gatherLiveFacts(projects, context, (sentence) => context.stderr(`holdfast: ${sentence}\n`));
}

/** Texts of baselines by file, with all findings: also those that an earlier baseline of the project leaves out. */
function baselines(
  linted: readonly Linted[],
  lintAgain: (hidden: ReadonlyMap<string, undefined>) => readonly Linted[],
): ReadonlyMap<string, string> {
  const fileOf = ({ project }: Linted) => `${project.directory}/${baselineName}`;
  const whole = lintAgain(new Map(linted.map((entry) => [fileOf(entry), undefined])));
  return new Map(whole.map((entry) => [fileOf(entry), baselineText(entry.findings, entry.project)]));
}

/** The texts after every safe fix, those that become possible by others included. */
function fixedTexts(targets: LintTargets, options: Options): Map<string, string> {
  const texts = new Map<string, string>();
  for (let round = 0; round < mostRounds; round++) {
    const view = overlay(targets.view, texts);
    const findings = lintAll(targets, view, options).flatMap((entry) => entry.findings);
    const { texts: changed } = applySafeFixes(findings, view.readText);
    if (changed.size === 0) break;
    for (const [file, text] of changed) texts.set(file, text);
  }
  return texts;
}

interface Printing {
  readonly format: Options['format'];
  readonly view: FileView;
  readonly show: (file: string) => string;
  readonly context: CommandContext;
}

function print(findings: readonly Finding[], { format, view, show, context }: Printing): string {
  const report = placeFindings(findings, { read: view.readText, show });
  switch (format) {
    case 'json':
      return findingsAsJson(report);
    case 'sarif':
      return findingsAsSarif(report);
    case 'github':
      return findingsAsGithub(report);
    case 'junit':
      return findingsAsJunit(report);
    case 'checkstyle':
      return findingsAsCheckstyle(report);
    case 'codeclimate':
      return findingsAsCodeclimate(report, (text) => createHash('sha256').update(text).digest('hex'));
    case 'text':
      return findingsAsText(report, { color: context.interactive && !context.environment.NO_COLOR });
  }
}

function exitCode(findings: readonly Finding[], { maxWarnings }: Options): ExitCode {
  const count = (severity: Finding['severity']) => findings.filter((finding) => finding.severity === severity).length;
  return count('error') > 0 || count('warning') > maxWarnings ? 1 : 0;
}
