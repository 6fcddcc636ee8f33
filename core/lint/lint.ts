import { brokenParts } from '../project/broken-parts.ts';
import type { Problem } from '../project/problem.ts';
import { problemRules } from '../project/problem-rules.ts';
import type { Project, Service } from '../project/project.ts';
import type { LintSettings } from '../settings/lint-settings.ts';
import { readProjectSettings } from '../settings/project-settings.ts';
import { mergeLintSettings } from '../settings/read-lint-settings.ts';
import type { FileView } from '../text/file-view.ts';
import type { Location } from '../text/source.ts';
import { visibleText } from '../text/visible-text.ts';
import { applyBaseline } from './baseline.ts';
import { compareLocations } from './compare-locations.ts';
import { enabledRules } from './enabled-rules.ts';
import { applyExcludes } from './excludes.ts';
import type { Finding, Fix } from './finding.ts';
import type { LiveFacts } from './live-facts.ts';
import { fixesOfProblem } from './problem-fixes.ts';
import type { Rule, RuleContext, RuleReport } from './rule.ts';
import { rules } from './rule-list.ts';
import { settingsFindings } from './settings-findings.ts';
import { suggestName } from './suggest-name.ts';
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
  const isBroken = brokenParts(project, project.problems);
  for (const { rule, severity } of enabled) {
    for (const finding of runRule(rule, project, options)) {
      if (isBroken && (rule.id.startsWith('unused-') || placesOf(finding).some(isBroken))) continue;
      findings.push(severity ? Object.assign(finding, { severity }) : finding);
    }
  }
  const active = new Set([...Object.keys(problemRules), ...enabled.map(({ rule }) => rule.id)]);
  const kept = applySuppressions(applyExcludes(findings, project, settings), { project, view, active });
  kept.push(...settingsFindings(ofProject, project));
  const sure = isBroken ? kept.filter(({ rule }) => rule !== 'unused-suppression') : kept;
  return [...applyBaseline(sure, project, view)].sort((a, b) => compareLocations(a.location, b.location));
}

/** Characters; names in messages can have any length. */
const longestMessage = 2000;

/** What one rule finds in a project. */
export function runRule(rule: Rule, project: Project, { view, live }: LintOptions): Finding[] {
  if (rule.live && live === undefined) return [];
  const reports: RuleReport[] = [];
  const context: RuleContext = {
    project,
    services: [...project.services.values(), ...project.disabledServices.values()],
    view,
    live,
    textAt: ({ file, range }) => view.readText(file)?.slice(range.start, range.end) ?? '',
    report: (report) => reports.push(report),
  };
  rule.check?.(context);
  for (const service of rule.checkService ? context.services : []) reports.push(...reportsOf(service, rule, context));
  return reports.map((report) => toFinding(rule, report, context));
}

/** What rules reported of services that are still the same. */
const memory = new WeakMap<Service, Map<Rule, readonly RuleReport[]>>();
const nothing: readonly RuleReport[] = [];

function reportsOf(service: Service, rule: Rule, context: RuleContext): readonly RuleReport[] {
  let known = memory.get(service);
  const kept = known?.get(rule);
  if (kept !== undefined) return kept;
  const reports: RuleReport[] = [];
  rule.checkService?.(service, { ...context, report: (report) => reports.push(report) });
  // Files of a build change without the service.
  if (service.build !== undefined) return reports;
  if (known === undefined) {
    known = new Map();
    memory.set(service, known);
  }
  known.set(rule, reports.length > 0 ? reports : nothing);
  return reports;
}

function toFinding(rule: Rule, { fixes, ...report }: RuleReport, context: RuleContext): Finding {
  const given = { rule: rule.id, ...withoutUndefined(report), severity: report.severity ?? rule.severity } as Finding;
  const finding = inOneLine(given);
  if (fixes === undefined) return finding;
  let made: readonly Fix[] | undefined;
  return Object.defineProperty(finding, 'fixes', {
    enumerable: true,
    get() {
      made ??= fixes(context).filter((fix) => fix !== undefined);
      return made;
    },
  });
}

function fromProblem(found: Problem, project: Project, view: FileView): Finding {
  const { file, range } = found.location;
  const named = found.rule.startsWith('undefined-');
  const problem = named ? suggestName(found, project, view.readText(file)?.slice(range.start, range.end) ?? '') : found;
  let made: readonly Fix[] | undefined;
  return Object.defineProperty(inOneLine(problem), 'fixes', {
    enumerable: true,
    get() {
      made ??= fixesOfProblem(problem, project, view);
      return made;
    },
  });
}

/** A copy whose words, which quote names from files, cannot break the line or hide anything. */
function inOneLine(finding: Finding): Finding {
  const { message, related } = finding;
  return {
    ...finding,
    message: visibleText(message, longestMessage),
    ...(related && {
      related: related.map((one) => ({ ...one, message: visibleText(one.message, longestMessage) })),
    }),
  };
}

function placesOf({ location, related = [] }: Finding): readonly Location[] {
  return [location, ...related.map((one) => one.location)];
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;
}
