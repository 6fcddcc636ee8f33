import type { Problem } from '../project/problem.ts';
import { problemRules } from '../project/problem-rules.ts';
import type { Project } from '../project/project.ts';
import type { LintSettings } from '../settings/lint-settings.ts';
import { readProjectSettings } from '../settings/project-settings.ts';
import { mergeLintSettings } from '../settings/read-lint-settings.ts';
import type { FileView } from '../text/file-view.ts';
import { applyBaseline } from './baseline.ts';
import { compareLocations } from './compare-locations.ts';
import { enabledRules } from './enabled-rules.ts';
import { applyExcludes } from './excludes.ts';
import type { Finding } from './finding.ts';
import type { LiveFacts } from './live-facts.ts';
import { fixesOfProblem } from './problem-fixes.ts';
import type { Rule, RuleContext } from './rule.ts';
import { rules } from './rule-list.ts';
import { settingsFindings } from './settings-findings.ts';
import { applySuppressions } from './suppressions.ts';

export interface LintOptions {
  /** The same view that the project was loaded from. */
  readonly view: FileView;
  /** The person's; the project's .holdfast.yaml wins over them. Without either, the preset `recommended`. */
  readonly settings?: LintSettings | undefined;
  readonly live?: LiveFacts | undefined;
}

/**
 * All findings of a project: its own problems, what the enabled rules find, and what is wrong with suppressions and with the
 * project's .holdfast.yaml, which is read here. Ordered by file and offset; what is suppressed with a reason, excluded or in
 * the project's baseline is left out.
 */
export function lint(project: Project, options: LintOptions): readonly Finding[] {
  const { view } = options;
  const ofProject = readProjectSettings(view, project.directory);
  const settings = mergeLintSettings(options.settings ?? {}, ofProject.lint);
  const findings: Finding[] = project.problems.map((problem) => fromProblem(problem, project, view));
  const enabled = enabledRules(settings, rules);
  for (const { rule, severity } of enabled) {
    for (const finding of runRule(rule, project, options)) findings.push(severity ? { ...finding, severity } : finding);
  }
  const active = new Set([...Object.keys(problemRules), ...enabled.map(({ rule }) => rule.id)]);
  const kept = applySuppressions(applyExcludes(findings, project, settings), { project, view, active });
  kept.push(...settingsFindings(ofProject));
  return [...applyBaseline(kept, project, view)].sort((a, b) => compareLocations(a.location, b.location));
}

/** What one rule finds in a project. */
export function runRule(rule: Rule, project: Project, { view, live }: LintOptions): Finding[] {
  const findings: Finding[] = [];
  if (rule.live && live === undefined) return findings;
  const context: RuleContext = {
    project,
    services: [...project.services.values(), ...project.disabledServices.values()],
    view,
    live,
    textAt: ({ file, range }) => view.readText(file)?.slice(range.start, range.end) ?? '',
    report({ fixes, ...report }) {
      const known = fixes?.filter((fix) => fix !== undefined) ?? [];
      findings.push({
        rule: rule.id,
        severity: rule.severity,
        ...withoutUndefined(report),
        ...(known.length > 0 ? { fixes: known } : {}),
      } as Finding);
    },
  };
  rule.check(context);
  return findings;
}

function fromProblem(problem: Problem, project: Project, view: FileView): Finding {
  const fixes = fixesOfProblem(problem, project, view);
  return fixes.length > 0 ? { ...problem, fixes } : problem;
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;
}
