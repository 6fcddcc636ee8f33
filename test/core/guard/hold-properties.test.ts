import assert from 'node:assert/strict';
import fc from 'fast-check';
import { withConsequences } from '../../../core/guard/approval.ts';
import { heldChanges } from '../../../core/guard/judge.ts';
import { overlay } from '../../../core/text/file-view.ts';
import { judgeOfRoot, projectView, root } from '../../support/before-after.ts';

interface Block {
  readonly name: string;
  readonly lines: readonly string[];
}

/** A project as blocks of lines, so that deleting a block is what a person or an agent does in an editor. */
interface Plan {
  readonly services: readonly Block[];
  readonly volumes: readonly Block[];
}

const images = ['postgres:16', 'redis:7', 'nginx:1.27', 'mongo:7', 'ghcr.io/acme/api:1.2.3'];

/** Projects whose services refer to earlier ones and to volumes of their own. */
const plans: fc.Arbitrary<Plan> = fc
  .array(
    fc.record({
      image: fc.constantFrom(...images),
      comment: fc.option(fc.constantFrom('# Data.', '# Never delete: see the handbook.')),
      blank: fc.boolean(),
      volume: fc.boolean(),
      ports: fc.boolean(),
      health: fc.boolean(),
      inside: fc.boolean(),
      dependsOn: fc.option(fc.nat()),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((shapes) => {
    const volumes: Block[] = [];
    const services = shapes.map((shape, index): Block => {
      const name = `service-${index}`;
      const lines = [
        ...(shape.blank && index > 0 ? [''] : []),
        ...(shape.comment === null ? [] : [`  ${shape.comment}`]),
        `  ${name}:`,
        `    image: ${shape.image}`,
        ...(shape.ports ? ['    ports:', `      - "${8000 + index}:80"`] : []),
        ...(shape.volume ? ['    volumes:', `      - data-${index}:/data # kept`] : []),
        ...(shape.health ? ['    healthcheck:', '      test: ["CMD", "true"]'] : []),
        ...(shape.dependsOn !== null && index > 0
          ? ['    depends_on:', `      - service-${shape.dependsOn % index}`]
          : []),
        ...(shape.inside ? ['    # restart: always'] : []),
      ];
      if (shape.volume) volumes.push({ name: `data-${index}`, lines: [`  data-${index}:`] });
      return { name, lines };
    });
    return { services, volumes };
  });

function write({ services, volumes }: Plan): string {
  const lines = ['services:', ...services.flatMap(({ lines }) => lines)];
  if (volumes.length > 0) lines.push('', '# What must survive.', 'volumes:', ...volumes.flatMap(({ lines }) => lines));
  return `${lines.join('\n')}\n`;
}

function without({ services, volumes }: Plan, gone: ReadonlySet<string>): Plan {
  const stay = ({ name }: Block) => !gone.has(name);
  return { services: services.filter(stay), volumes: volumes.filter(stay) };
}

function names({ services, volumes }: Plan): string[] {
  return [...services, ...volumes].map(({ name }) => name);
}

const file = `${root}/compose.yaml`;
const edits = fc
  .record({ plan: plans, drawn: fc.array(fc.nat(), { minLength: 1, maxLength: 6 }) })
  .map(({ plan, drawn }) => {
    const all = names(plan);
    return { plan, gone: new Set(drawn.map((number) => all[number % all.length] ?? '')) };
  });

function hold(before: string, after: string, choose: (ids: readonly string[]) => readonly string[] = () => []) {
  const judge = judgeOfRoot();
  const [viewBefore, viewAfter] = [projectView([['compose.yaml', before]]), projectView([['compose.yaml', after]])];
  const judgement = judge.judge(viewBefore, viewAfter);
  const approved = new Set(choose(heldChanges(judgement.changes).map(({ id }) => id)));
  const texts = judge.hold({ before: viewBefore, after: viewAfter, judgement, approved });
  const view = overlay(viewAfter, texts);
  return { text: view.readText(file), approved, judgement, again: judge.judge(viewBefore, view) };
}

describe('properties of holding', function () {
  this.timeout(120_000);

  it('only deletions, none approved: the text before, to the byte', () => {
    fc.assert(
      fc.property(edits, ({ plan, gone }) => {
        const before = write(plan);
        assert.equal(hold(before, write(without(plan, gone))).text, before);
      }),
      { numRuns: 150 },
    );
  });

  it('all approved: the text after, to the byte', () => {
    fc.assert(
      fc.property(edits, ({ plan, gone }) => {
        const after = write(without(plan, gone));
        assert.equal(hold(write(plan), after, (ids) => ids).text, after);
      }),
      { numRuns: 100 },
    );
  });

  it('whatever is approved, nothing else is lost, and what was added stays', () => {
    fc.assert(
      fc.property(edits, fc.array(fc.boolean(), { maxLength: 12 }), ({ plan, gone }, chosen) => {
        const added = { name: 'added', lines: ['  added:', '    image: busybox:1.36', '    command: sleep 1d'] };
        const rest = without(plan, gone);
        const after = write({ ...rest, services: [...rest.services, added] });
        const result = hold(write(plan), after, (ids) => ids.filter((_, index) => chosen[index]));
        const allowed = withConsequences(result.again.changes, result.approved);
        const lost = heldChanges(result.again.changes).filter(({ id }) => !allowed.has(id));
        assert.deepEqual(
          lost.map(({ id }) => id),
          [],
        );
        assert.ok(result.text?.includes(added.lines.join('\n')), 'what was added is gone');
      }),
      { numRuns: 150 },
    );
  });

  it('a text cut off anywhere or with any lines swapped loses nothing', () => {
    fc.assert(
      fc.property(plans, fc.nat(), fc.nat(), fc.boolean(), (plan, first, second, cut) => {
        const before = write(plan);
        const lines = before.split('\n');
        const [a, b] = [first % lines.length, second % lines.length];
        const swapped = [...lines];
        [swapped[a], swapped[b]] = [lines[b] ?? '', lines[a] ?? ''];
        const after = cut ? before.slice(0, first % before.length) : swapped.join('\n');
        assert.deepEqual(
          heldChanges(hold(before, after).again.changes).map(({ id }) => id),
          [],
        );
      }),
      { numRuns: 200 },
    );
  });
});
