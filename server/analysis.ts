import type { Finding } from '../core/lint/finding.ts';
import { lint } from '../core/lint/lint.ts';
import type { LiveFacts } from '../core/lint/live-facts.ts';
import { createProjectLoader } from '../core/project/load-project.ts';
import type { Project, ProjectRequest } from '../core/project/project.ts';
import type { FileView } from '../core/text/file-view.ts';
import type { ServerSettings } from './settings.ts';

/** One project that is read again and again while its files change. */
export interface ProjectAnalysis {
  readonly request: ProjectRequest;
  /** The project now; read again only after `changed`. */
  project(): Project;
  /** Its findings now, the project's own problems among them. */
  findings(): readonly Finding[];
  /** Says that a text that it may have read is another one. */
  changed(): void;
  /** Says that what is known of the machine or the settings is another. */
  outdated(): void;
}

/** What an analysis needs besides files. */
export interface AnalysisContext {
  readonly view: FileView;
  readonly settings: () => ServerSettings;
  /** What is known of the machine and its engine, for rules that look there. */
  readonly live: () => LiveFacts | undefined;
}

export function createProjectAnalysis(request: ProjectRequest, context: AnalysisContext): ProjectAnalysis {
  const loader = createProjectLoader();
  let project: Project | undefined;
  let findings: readonly Finding[] | undefined;
  const load = () => (project ??= loader.load(context.view, request));
  return {
    request,
    project: load,
    findings: () =>
      (findings ??= lint(load(), { view: context.view, settings: context.settings().lint, live: context.live() })),
    changed() {
      project = undefined;
      findings = undefined;
    },
    outdated() {
      findings = undefined;
    },
  };
}
