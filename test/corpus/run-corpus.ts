import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadProject } from '../../core/project/load-project.ts';
import { printConfig } from '../../core/project/print-config.ts';
import type { Json } from '../../core/project/print-fields.ts';
import type { Project } from '../../core/project/project.ts';
import { overlay } from '../../core/text/file-view.ts';
import { disk } from '../../io/disk.ts';
import { differences } from './differences.ts';

/** A project of the corpus, as its manifest tells it. */
interface CorpusProject {
  readonly id: string;
  readonly dir: string;
  readonly compose_dir: string;
  readonly runs: readonly CorpusRun[];
}

/** What `docker compose config` said of some files of it. */
interface CorpusRun {
  readonly variant: string;
  readonly files: readonly string[];
  readonly env_mode: string;
  readonly env_copies?: readonly (readonly [string, string])[];
  readonly exit: number;
  readonly error: string | null;
  readonly services?: readonly string[];
  readonly services_all_profiles?: readonly string[];
  readonly truth?: string;
}

/** What came of one run: `newer` where Compose 2.26.1 rejects what the current specification has. */
export interface RunResult {
  readonly id: string;
  readonly verdict: 'agrees' | 'differs' | 'newer';
  readonly names: 'agrees' | 'differs' | 'none';
  readonly config: 'agrees' | 'differs' | 'none';
  readonly details: readonly string[];
}

/** Keys that Compose 2.26.1 doesn't know and the specification has, and checks that came after it. */
const NEWER_THAN_TRUTH =
  /(?:models|provider|pre_start|image|initial_sync|include|interface_name) is not allowed|pull_policy must be one of|unsupported env_file format "raw"|too many colons in address/;
const CHECKED_SINCE: ReadonlySet<string> = new Set(['duplicate-mount']);

/** Runs the whole corpus in `folder`, and compares each run with its recorded truth. */
export function runCorpus(folder: string, only: string | undefined): readonly RunResult[] {
  const lines = readFileSync(join(folder, 'manifest.jsonl'), 'utf8').trim().split('\n');
  const projects = lines
    .map((line) => JSON.parse(line) as CorpusProject)
    .filter(({ id }) => only === undefined || id.includes(only));
  return projects.flatMap((project) => project.runs.map((run) => compare(folder, project, run)));
}

function compare(folder: string, project: CorpusProject, run: CorpusRun): RunResult {
  const root = join(folder, project.dir);
  const directory = join(root, project.compose_dir);
  const copies = (run.env_copies ?? []).map(([from, to]): [string, string] => [
    join(root, to),
    readFileSync(join(root, from), 'utf8'),
  ]);
  const view = overlay(disk, new Map(copies));
  const request = {
    directory,
    ...(run.variant !== 'default' && { files: run.files }),
    environment: { HOME: '/root', PATH: '/usr/bin:/bin' },
  };
  const loaded = loadProject(view, request);
  const id = `${project.id} ${run.variant} ${run.env_mode}`;
  const details: string[] = [];
  const verdict = compareVerdicts(loaded, run, details);
  if (run.exit !== 0 || !run.truth) return { id, verdict, names: 'none', config: 'none', details };
  const truth = JSON.parse(readFileSync(join(folder, run.truth), 'utf8').replaceAll('<ROOT>', root)) as Record<
    string,
    Json
  >;
  const printed = printConfig(loaded, view);
  const names = compareNames(printed, truth, loadProject(view, { ...request, profiles: ['*'] }), run, details);
  const found = differences(truth, printed);
  details.push(...found.map((difference) => `config: ${difference}`));
  return { id, verdict, names, config: found.length === 0 ? 'agrees' : 'differs', details };
}

function compareVerdicts(loaded: Project, run: CorpusRun, details: string[]): RunResult['verdict'] {
  if (loaded.valid === (run.exit === 0)) return 'agrees';
  const errors = loaded.problems.filter(({ severity }) => severity === 'error');
  if (loaded.valid && NEWER_THAN_TRUTH.test(run.error ?? '')) return 'newer';
  if (!loaded.valid && errors.every(({ rule }) => CHECKED_SINCE.has(rule))) return 'newer';
  details.push(
    `verdict: Compose says ${run.error ?? 'yes'}, we say ${errors[0] ? `${errors[0].rule}: ${errors[0].message}` : 'yes'}`,
  );
  return 'differs';
}

function compareNames(
  printed: Readonly<Record<string, Json>>,
  truth: Readonly<Record<string, Json>>,
  all: Project,
  run: CorpusRun,
  details: string[],
): 'agrees' | 'differs' {
  const keys = (value: Json | undefined) => Object.keys((value ?? {}) as object).sort();
  const pairs = (['services', 'volumes', 'networks'] as const).map(
    (section) => [section, keys(truth[section]), keys(printed[section])] as const,
  );
  const everything = run.services_all_profiles
    ? [['services of all profiles', [...run.services_all_profiles].sort(), [...all.services.keys()].sort()] as const]
    : [];
  const different = [...pairs, ...everything].filter(
    ([, expected, actual]) => expected.join('\n') !== actual.join('\n'),
  );
  for (const [what, expected, actual] of different)
    details.push(`${what}: ${expected.join(' ')} expected, but ${actual.join(' ')}`);
  return different.length === 0 ? 'agrees' : 'differs';
}
