import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadProject } from '../../../core/project/load-project.ts';
import { printConfig } from '../../../core/project/print-config.ts';
import { memoryView } from '../../support/memory-view.ts';
import { randomText } from '../../support/random-text.ts';
import { readCases } from '../../support/read-case.ts';
import { type Random, seeded } from '../../support/seeded.ts';

/** How many texts; `npm run test:properties` reads 20,000. */
const TEXTS = Number(process.env.HOLDFAST_TEXTS ?? 3_000);
/** Processor time that one text may take. */
const LIMIT_MS = 2_000;

describe('any text at all', function () {
  this.timeout(900_000);

  it(`${TEXTS} random byte strings and mutated files give a project, none in more than ${LIMIT_MS} ms`, () => {
    const random = seeded(4_711);
    const files = realTexts();
    for (let count = 0; count < TEXTS; count += 1)
      read(count % 4 === 0 ? randomBytes(random) : mutated(random.pick(files), random));
  });

  for (const [name, text] of hardTexts()) it(`${name} gives a project in time`, () => read(text));
});

function read(text: string): void {
  const view = memoryView(
    new Map([
      ['/p/compose.yaml', text],
      ['/p/.env', text.slice(0, 200)],
    ]),
  );
  const start = process.cpuUsage();
  const project = loadProject(view, { directory: '/p', environment: {} });
  printConfig(project, view);
  const { user, system } = process.cpuUsage(start);
  assert((user + system) / 1000 < LIMIT_MS, `took ${(user + system) / 1000} ms:\n${text.slice(0, 500)}`);
  for (const { location, message } of project.problems) {
    const { start: from, end } = location.range;
    assert(
      from >= 0 && from <= end && end <= Math.max(text.length, 200),
      `"${message}" is inside of the file: ${from}-${end} of ${text.length}`,
    );
  }
}

/** The files of our own cases, and of the corpus when there is one. */
function realTexts(): readonly string[] {
  const own = ['project', 'yaml']
    .flatMap((folder) => readCases(`test/cases/${folder}`))
    .flatMap(({ blocks }) => blocks.filter(({ language }) => language === 'yaml').map(({ text }) => text));
  const corpus = process.env.HOLDFAST_CORPUS;
  if (!corpus || !existsSync(corpus)) return own;
  const found = readdirSync(join(corpus, 'projects'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /compose[^/]*\.ya?ml$/.test(name),
  );
  return [
    ...own,
    ...found.map((name) => readFileSync(join(corpus, 'projects', name), 'utf8')).filter((text) => text.length < 20_000),
  ];
}

function randomBytes(random: Random): string {
  const bytes = Uint8Array.from({ length: random.below(400) }, () =>
    random() < 0.7 ? 32 + random.below(95) : random.below(256),
  );
  return new TextDecoder().decode(bytes);
}

function mutated(text: string, random: Random): string {
  let result = text;
  for (let round = random.below(6); round >= 0; round -= 1) result = randomText(result, random);
  return result;
}

/** A file in which every kind of value is one character again and again, and then one that does not fit. */
function valuesOf(character: string): readonly [string, string] {
  const long = `${character.repeat(60_000)}!`;
  const lists = ['ports', 'volumes', 'expose', 'extra_hosts', 'devices', 'depends_on'];
  const values = ['image', 'mem_limit', 'cpus', 'stop_grace_period', 'user', 'command', 'build', 'env_file'];
  const lines = [
    ...values.map((key) => `    ${key}: "${long}"`),
    ...lists.map((key) => `    ${key}: ["${long}"]`),
    `    healthcheck: { test: "${long}", interval: "${long}" }`,
    `    environment: { DB_HOST: "${long}", "${long}": "http://${long}" }`,
  ];
  return [`values of many "${character}"`, `# ${long}\nservices:\n  web:\n${lines.join('\n')}\n`];
}

/** Texts that ask much of a reader. */
function hardTexts(): readonly (readonly [string, string])[] {
  const levels = (count: number, line: (level: number) => string) =>
    Array.from({ length: count }, (_, level) => line(level)).join('\n');
  return [
    ['deep flow style', `x-a: ${'['.repeat(20_000)}`],
    ['deep closed flow style', `x-a: ${'['.repeat(3_000)}${']'.repeat(3_000)}`],
    ['deep mappings in flow style', `x-a: ${'{a: '.repeat(3_000)}`],
    ['deep block style', levels(2_000, (level) => `${' '.repeat(level)}a:`)],
    ['deep lists', `x-a:\n  ${'- '.repeat(5_000)}a`],
    [
      'an alias bomb',
      `x-0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${levels(12, (level) => `x-${level + 1}: &a${level + 1} [${Array(10).fill(`*a${level}`).join(', ')}]`)}\nservices:\n  web:\n    image: x\n    labels: *a12\n`,
    ],
    [
      'a bomb of merge keys',
      `x-0: &a0 {k0: x}\n${levels(500, (level) => `x-${level + 1}: &a${level + 1} {<<: *a${level}, k${level + 1}: y}`)}\n`,
    ],
    ['many keys', levels(30_000, (index) => `x-${index}: ${index}`)],
    ['many entries in one mapping', `x-a:\n${levels(30_000, (index) => `  - k${index}: v`)}`],
    ['many keys in flow style', `x-a: {${Array.from({ length: 20_000 }, (_, index) => `k${index}: v`).join(', ')}}`],
    ['one very long line', `services:\n  web:\n    image: ${'x'.repeat(2_000_000)}\n`],
    ['many dollar signs', `services:\n  web:\n    image: "${'${A:-'.repeat(2_000)}${'}'.repeat(2_000)}"\n`],
    ['many unclosed braces', `services:\n  web:\n    image: "${'${A:-'.repeat(20_000)}"\n`],
    ...[...'/0 -@=:._a+,'].map((character) => valuesOf(character)),
    ['many spaces after a key that is none', `services:\n  web:\n    image: a\n    foo${' '.repeat(60_000)}!`],
    ['comment lines that end as on Windows', `${'# c\r\n'.repeat(80)}services: {}\r\n`],
    ['many quotes', `services:\n  web:\n    image: ${`"a" `.repeat(20_000)}\n`],
    [
      'a long chain of extends',
      `services:\n${levels(2_000, (index) => `  s${index}:\n    image: x\n    ${index > 0 ? `extends: s${index - 1}` : 'hostname: a'}`)}\n`,
    ],
    [
      'a long chain of dependencies',
      `services:\n${levels(3_000, (index) => `  s${index}: {image: x, depends_on: [s${index + 1}]}`)}\n`,
    ],
    [
      'a huge range of ports',
      'services:\n  web:\n    image: x\n    ports: ["0-65535:0-65535", "1-65535", "0-65535:0-65535/udp"]\n',
    ],
    ['only comments', '# x\n'.repeat(50_000)],
    ['only tabs', '\t\n'.repeat(20_000)],
    ['carriage returns', 'services:\r  web:\r    image: x\r'.repeat(500)],
    ['null characters', '\u0000'.repeat(10_000)],
  ];
}
