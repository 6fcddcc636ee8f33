import { versions } from '../../scripts/environment/peers.mjs';
import type { CaseResult } from './judge-case.ts';
import type { Measures } from './measure.ts';
import type { PeerCase } from './read-cases.ts';

interface Comparison {
  readonly cases: readonly PeerCase[];
  /** By tool, in the order of the cases. */
  readonly results: ReadonlyMap<string, readonly CaseResult[]>;
  /** The same of the projects that were given (HOLDFAST_PEER_CASES), run unchanged; empty without them. */
  readonly given: ReadonlyMap<string, readonly CaseResult[]>;
  readonly measures: readonly Measures[];
  readonly machine: string;
}

const words = { right: 'found', elsewhere: 'found elsewhere', missed: '–', silent: 'silent' } as const;

/** The page docs/comparison.md. */
export function writeComparison({ cases, results, given, measures, machine }: Comparison): string {
  const tools = [...results.keys()];
  const sizes = [...new Set(measures.map((one) => one.services))];
  return [
    '# Compared with other tools',
    '',
    'Written by `npm run bench:peers`, which runs the same files through all of these in one go.',
    `Versions: ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.`,
    `Machine: ${machine}. Docker's own language server is not among them, since it can't be had from npm.`,
    '',
    'Each runs with its defaults. yaml-language-server gets the schema of Compose files, since it knows nothing of them by itself;',
    'what it reports is what a schema can say. dclint is a linter of style as well, and its style rules are on: most of its messages',
    'beside the fault are advice (a project name, quotes, an order of keys), not mistakes.',
    '',
    '## What is found',
    '',
    'These cases were written together with Holdfast and are tests of it, so that it finds them is no surprise; the projects below',
    'the table are the fairer measure. "found" is a message about the fault at the marked characters (dclint names lines only, so',
    'its line counts); "found elsewhere" is a message about it at another place. The number behind "+" is of messages about anything',
    'else in the same file, which breaks in no other way; in a file in which nothing is wrong, every message counts as a false alarm.',
    'The cases are in bench/peers/cases.',
    '',
    row(['case', ...tools]),
    row(['---', ...tools.map(() => '---')]),
    ...cases.map((one, index) => row([one.title, ...tools.map((tool) => cell(results.get(tool)?.[index]))])),
    ...sums(tools, results),
    '',
    ...(given.size === 0
      ? []
      : [
          'The same for small defective projects that were written before Holdfast, run as they are. Every message besides the',
          'faults that the projects are named after is counted as a false alarm, whether it is true or not. By now',
          'these projects are tests of Holdfast, too.',
          '',
          row(['', ...tools]),
          row(['---', ...tools.map(() => '---')]),
          ...sums(tools, given),
          '',
        ]),
    '## How long it takes',
    '',
    'Milliseconds. "key" is from an edit in the middle of the file to the diagnostics that follow it, over letters too',
    'many and quotes that are not closed, and their removal. compose-language-service waits a second after an edit before it looks,',
    'yaml-language-server a fifth of one; both are counted, since a person waits for them. Hover, completion and definition are',
    'medians of 25; a dash is no answer. dclint is a program that runs once; its time is that of a whole run, and of starting Node.',
    'Memory is resident, in megabytes.',
    '',
    ...sizes.flatMap((services) => [
      `### ${services} services`,
      '',
      row(['', 'open', 'key p50', 'key p95', 'hover', 'completion', 'definition', 'memory']),
      row(['---', '---:', '---:', '---:', '---:', '---:', '---:', '---:']),
      ...measures
        .filter((one) => one.services === services)
        .map((one) =>
          row([
            one.peer,
            ...[one.open, one.keyP50, one.keyP95, one.hover, one.completion, one.definition, one.memory].map(number),
          ]),
        ),
      '',
    ]),
  ].join('\n');
}

function sums(tools: readonly string[], results: ReadonlyMap<string, readonly CaseResult[]>): string[] {
  const of = (tool: string) => results.get(tool) ?? [];
  return [
    row(['**found at the right place**', ...tools.map((tool) => share(of(tool), 'right'))]),
    row(['**found elsewhere**', ...tools.map((tool) => share(of(tool), 'elsewhere'))]),
    row([
      '**false alarms**',
      ...tools.map((tool) => `**${of(tool).reduce((sum, one) => sum + one.falseAlarms.length, 0)}**`),
    ]),
  ];
}

function cell(result: CaseResult | undefined): string {
  if (result === undefined) return '';
  const alarms = result.falseAlarms.length;
  if (result.found === 'silent' && alarms > 0) return `${alarms} false ${alarms === 1 ? 'alarm' : 'alarms'}`;
  return alarms === 0 ? words[result.found] : `${words[result.found]} +${alarms}`;
}

function share(results: readonly CaseResult[], found: CaseResult['found']): string {
  const faults = results.filter((result) => result.found !== 'silent');
  return `**${faults.filter((result) => result.found === found).length} of ${faults.length}**`;
}

function number(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
