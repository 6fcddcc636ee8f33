import type { RelatedPlace, Severity } from '../project/problem.ts';
import type { Project, Service } from '../project/project.ts';
import type { FileView } from '../text/file-view.ts';
import type { Location } from '../text/source.ts';
import type { Finding, Fix } from './finding.ts';
import type { LiveFacts } from './live-facts.ts';

export type Category = 'correctness' | 'data-loss' | 'startup' | 'build' | 'security' | 'upkeep';

/** `recommended` is on without asking; the others are chosen. */
export type Preset = 'recommended' | 'security' | 'strict';

/** A check of a project. One file a rule, in rules/; the file's name is the id. */
export interface Rule {
  /** Names the fault, never the remedy. */
  readonly id: string;
  readonly category: Category;
  readonly severity: Severity;
  readonly presets: readonly Preset[];
  /** First version of Holdfast with it. */
  readonly since: string;
  /** What is wrong, in one line without an end. */
  readonly summary: string;
  /** Why it hurts. */
  readonly why: string;
  /** What to do instead. */
  readonly instead: string;
  readonly examples: RuleExamples;
  /** True when it needs what runs on this machine, and is silent without. */
  readonly live?: boolean | undefined;
  /** Looks at the whole project. */
  readonly check?: ((context: RuleContext) => void) | undefined;
  /**
   * Looks at one service and nothing else but the files of its build. What it reports is kept as long as the service stays
   * the same, so that an edit of one service costs nothing for the others.
   */
  readonly checkService?: ((service: Service, context: RuleContext) => void) | undefined;
}

/** Both are run as tests: the rule speaks up on `bad` and is silent on `good`. */
export interface RuleExamples {
  readonly bad: string;
  readonly good: string;
  /** Files that both need beside compose.yaml, by relative path; one that ends in `/` is an empty folder. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  /** Files of one side only. */
  readonly badFiles?: Readonly<Record<string, string>> | undefined;
  readonly goodFiles?: Readonly<Record<string, string>> | undefined;
  readonly live?: LiveFacts | undefined;
}

export interface RuleContext {
  readonly project: Project;
  /** Every service, those that profiles switch off included. */
  readonly services: readonly Service[];
  readonly view: FileView;
  readonly live: LiveFacts | undefined;
  /** The text at a place, as it stands in the file. */
  readonly textAt: (location: Location) => string;
  readonly report: (report: RuleReport) => void;
}

export interface RuleReport {
  readonly location: Location;
  readonly message: string;
  /** Another one than the rule's own, where this case is better or worse. */
  readonly severity?: Severity | undefined;
  readonly related?: readonly RelatedPlace[] | undefined;
  /** Best first; made when somebody asks for them, from the texts as they are then. */
  readonly fixes?: ((context: RuleContext) => readonly (Fix | undefined)[]) | undefined;
  readonly tags?: Finding['tags'] | undefined;
  readonly suggestion?: string | undefined;
}

/** Writes a rule down; only here so that its parts are checked where they stand. */
export function defineRule(rule: Rule): Rule {
  return rule;
}
