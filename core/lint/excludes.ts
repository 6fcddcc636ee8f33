import type { Project, Service } from '../project/project.ts';
import type { LintExclude, LintSettings } from '../settings/lint-settings.ts';
import type { Location } from '../text/source.ts';
import type { Finding } from './finding.ts';

/** Leaves out what the workspace's settings exclude, and gives problems the severity they ask for. Errors of Compose itself stay. */
export function applyExcludes(findings: readonly Finding[], project: Project, settings: LintSettings): Finding[] {
  const excludes = settings.exclude ?? [];
  return findings.filter((finding) => !excludes.some((exclude) => matches(exclude, finding, project)));
}

function matches({ rule, service, file }: LintExclude, finding: Finding, project: Project): boolean {
  if (rule !== finding.rule) return false;
  if (file !== undefined && !fileMatches(file, finding.location.file, project.directory)) return false;
  return service === undefined || serviceAt(project, finding.location)?.name === service;
}

function fileMatches(pattern: string, file: string, directory: string): boolean {
  const relative = file.startsWith(`${directory}/`) ? file.slice(directory.length + 1) : file;
  const expression = pattern
    .replace(/[.+^$()|[\]\\{}]/g, '\\$&')
    .replace(/\*\*\/|\*\*|\*|\?/g, (wild) =>
      wild === '**/' ? '(?:.*/)?' : wild === '**' ? '.*' : wild === '*' ? '[^/]*' : '[^/]',
    );
  return new RegExp(`^${expression}$`).test(relative);
}

/** The service in whose block a place is. */
export function serviceAt(project: Project, { file, range }: Location): Service | undefined {
  for (const services of [project.services, project.disabledServices]) {
    for (const service of services.values()) {
      for (const { block } of service.definitions) {
        if (block.file === file && block.range.start <= range.start && range.end <= block.range.end) return service;
      }
    }
  }
  return undefined;
}
