// Prints how long `holdfast hook` takes beside an empty run of Node, as a ratio of medians. Run after a build:
//   node bench/hook.mjs [ROUNDS] [--format json]
// Rounds alternate, so that other load on the machine meets both alike.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const rounds = Number(process.argv[2]) || 30;
const cli = resolve('dist/cli.js');
const root = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));

function composeFile(services) {
  const blocks = Array.from({ length: services }, (_, index) => {
    const name = `service-${index}`;
    return `  ${name}:\n    image: postgres:16\n    restart: unless-stopped\n    environment:\n      POSTGRES_PASSWORD: example\n    volumes:\n      - data-${index}:/var/lib/postgresql/data\n    ports:\n      - "${10000 + index}:5432"\n`;
  });
  const volumes = Array.from({ length: services }, (_, index) => `  data-${index}:\n`);
  return `services:\n${blocks.join('')}volumes:\n${volumes.join('')}`;
}

function call(folder, tool, input) {
  return JSON.stringify({
    session_id: 'bench',
    cwd: folder,
    hook_event_name: 'PreToolUse',
    tool_name: tool,
    tool_input: input,
  });
}

function prepare(services) {
  const folder = join(root, String(services));
  mkdirSync(folder);
  const path = join(folder, 'docker-compose.yml');
  const text = composeFile(services);
  writeFileSync(path, text);
  const setting = { file_path: path, old_string: 'restart: unless-stopped', new_string: 'restart: always' };
  const start = text.indexOf('  service-1:');
  const block = text.slice(start, text.indexOf('  service-2:'));
  const variable = { file_path: path, old_string: 'PASSWORD: example', new_string: 'PASSWORD: example\n      TZ: UTC' };
  return [
    [`${services} services, a setting changed`, call(folder, 'Edit', setting)],
    [`${services} services, a variable added`, call(folder, 'Edit', variable)],
    [
      `${services} services, deletion denied`,
      call(folder, 'Edit', { file_path: path, old_string: block, new_string: '' }),
    ],
  ];
}

const environment = { ...process.env, HOLDFAST_STATE_DIR: join(root, 'state') };
const start = (args, input) => {
  const begun = process.hrtime.bigint();
  spawnSync(process.execPath, args, { input, env: environment, cwd: root });
  return Number(process.hrtime.bigint() - begun) / 1e6;
};
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

const cases = [
  ['another file', call(root, 'Edit', { file_path: join(root, 'a.ts'), old_string: 'a', new_string: 'b' })],
  ['docker compose down -v denied', call(root, 'Bash', { command: 'docker compose down -v' })],
  ...prepare(4),
  ...prepare(200),
];
const empty = [];
const times = new Map(cases.map(([name]) => [name, []]));
try {
  for (const [, input] of cases) start([cli, 'hook', 'claude'], input);
  for (let round = 0; round < rounds; round++) {
    empty.push(start(['-e', '0'], ''));
    for (const [name, input] of cases) times.get(name)?.push(start([cli, 'hook', 'claude'], input));
  }
  const unit = median(empty);
  const figures = [...times].map(([name, values]) => ({
    name: `hook: ${name}`,
    value: median(values) / unit,
    unit: '× node -e 0',
    target: { atMost: name.startsWith('200 ') ? 2.5 : 1.35 },
  }));
  if (process.argv.includes('--format')) console.log(JSON.stringify({ figures }, null, 2));
  else {
    console.log(`node -e 0: ${unit.toFixed(1)} ms, median of ${rounds}`);
    for (const { name, value } of figures)
      console.log(`${value.toFixed(2)} × (${(value * unit).toFixed(1)} ms)  ${name}`);
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
