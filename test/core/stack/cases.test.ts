import assert from 'node:assert/strict';
import { join } from 'node:path';
import { loadProject } from '../../../core/project/load-project.ts';
import type { HostFacts } from '../../../core/stack/preflight/check.ts';
import { planRestart } from '../../../core/stack/restart-plan.ts';
import { joinStack } from '../../../core/stack/stack.ts';
import { memoryView } from '../../support/memory-view.ts';
import { type PlainEngine, plainSnapshot } from '../../support/plain-engine.ts';
import { type Case, readCases } from '../../support/read-case.ts';

interface Expected {
  readonly states?: Readonly<Record<string, string>>;
  readonly drift?: Readonly<Record<string, readonly string[]>>;
  readonly risks?: Readonly<Record<string, readonly string[]>>;
  readonly obstacles?: Readonly<Record<string, readonly string[]>>;
  readonly steps?: readonly string[];
  readonly stops?: readonly string[];
  readonly warnings?: readonly string[];
  readonly affected?: readonly string[];
}

describe('the stack, case by case', () => {
  for (const one of readCases(join(import.meta.dirname, '../../cases/stack'))) {
    it(one.title, () => check(one));
  }
});

/** A case has a compose.yaml, the engine's state, and what is expected of it; `restart` names chosen services, `facts` the host's. */
function check(one: Case): void {
  const block = (name: string) => one.blocks.find((it) => it.name === name)?.text;
  const json = (name: string) => JSON.parse(block(name) ?? '{}') as never;
  const files = new Map(
    one.blocks.filter((it) => it.language !== 'json').map((it) => [`/p/${it.name}`, `${it.text}\n`] as const),
  );
  const view = memoryView(files);
  const project = loadProject(view, { directory: '/p', environment: {} });
  const snapshot = plainSnapshot(json('engine') as PlainEngine);
  const expected = json('expect') as Expected;
  const stack = joinStack({ projects: [project], snapshot });
  const services = stack.projects.find((it) => it.project === project)?.services ?? [];
  const by = <T>(value: (service: (typeof services)[number]) => T, names: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(services.filter((it) => it.name in names).map((it) => [it.name, value(it)]));

  if (expected.states) {
    assert.deepEqual(
      Object.fromEntries(services.map((it) => [it.name, it.declared ? it.state : `${it.state}, not in the file`])),
      expected.states,
    );
  }
  const { drift, risks, obstacles } = expected;
  if (drift)
    assert.deepEqual(
      by((it) => it.drift?.map((difference) => difference.message), drift),
      drift,
    );
  if (risks)
    assert.deepEqual(
      by((it) => it.risks.map((risk) => `${risk.kind} ${risk.path}`), risks),
      risks,
    );
  if (obstacles)
    assert.deepEqual(
      by((it) => it.obstacles, obstacles),
      obstacles,
    );
  if (!expected.steps && !expected.stops && !expected.warnings) return;

  const facts = { heldChanges: false, files: undefined, ...(json('facts') as HostFacts) };
  const plan = planRestart({ project, snapshot, facts, services: JSON.parse(block('restart') ?? '[]') as string[] });
  const problems = (result: 'stop' | 'warning') =>
    plan.checks.flatMap((it) =>
      it.problems.filter((problem) => problem.result === result).map((problem) => `${it.id}: ${problem.message}`),
    );
  if (expected.steps) {
    assert.deepEqual(
      plan.steps.map((step) => `${step.action} ${step.service}`),
      expected.steps,
    );
  }
  if (expected.stops) assert.deepEqual(problems('stop'), expected.stops);
  if (expected.warnings) assert.deepEqual(problems('warning'), expected.warnings);
  if (expected.affected) assert.deepEqual(plan.affected, expected.affected);
  assert.equal(plan.stopped, problems('stop').length > 0);
}
