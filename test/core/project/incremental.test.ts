import assert from 'node:assert/strict';
import { createProjectLoader, loadProject } from '../../../core/project/load-project.ts';
import { printConfig } from '../../../core/project/print-config.ts';
import type { Project } from '../../../core/project/project.ts';
import type { FileView } from '../../../core/text/file-view.ts';
import { memoryView } from '../../support/memory-view.ts';
import { randomText } from '../../support/random-text.ts';
import { seeded } from '../../support/seeded.ts';

/** How many edits; `npm run test:properties` makes 10,000. */
const EDITS = Number(process.env.HOLDFAST_EDITS ?? 2_000);

const BASE = `name: shop
x-common: &common
  restart: always
  environment: &env
    MODE: \${MODE:-dev}
services:
  web:
    <<: *common
    image: nginx:\${TAG}
    ports: ["80:80"] # public
    depends_on: [db]
    networks: [front]
  # the data
  db:
    image: postgres
    volumes:
      - data:/var/lib/postgresql/data
    environment:
      <<: *env
      NAME: "shop"
  cache:
    extends: {file: base.yaml, service: cache}
    command: |
      redis-server
      --save 60 1
volumes:
  data:
  spare: &spare {driver: local}
  other: *spare
networks:
  front:
include:
  - more.yaml
`;

const OTHERS = {
  '/p/compose.override.yaml':
    'services:\n  web:\n    ports: !override ["8080:80"]\n    labels: {a: b}\n  db:\n    environment:\n      - NAME\n',
  '/p/base.yaml': 'services:\n  cache:\n    image: redis\n    volumes: [./data:/data]\n',
  '/p/more.yaml': 'services:\n  job:\n    image: job:${TAG}\n',
  '/p/.env': 'TAG=1\nMODE=test\n',
};

describe('incremental loading', function () {
  this.timeout(600_000);

  it(`gives the same project as loading from scratch, after each of ${EDITS} random edits`, () => {
    const random = seeded(20_261_120);
    const files = new Map<string, string>([['/p/compose.yaml', BASE], ...Object.entries(OTHERS)]);
    const request = { directory: '/p', environment: { HOME: '/home/someone' } };
    const loader = createProjectLoader();
    for (let edit = 0; edit < EDITS; edit += 1) {
      // Now and then everything starts anew, so that texts don't decay into noise.
      if (edit % 25 === 0)
        for (const [file, text] of [['/p/compose.yaml', BASE] as const, ...Object.entries(OTHERS)])
          files.set(file, text);
      const file = random() < 0.8 ? '/p/compose.yaml' : random.pick([...files.keys()]);
      files.set(file, randomText(files.get(file) ?? '', random));
      const view = memoryView(files);
      const incremental = snapshot(loader.load(view, request), view);
      const scratch = snapshot(loadProject(view, request), view);
      assert.deepEqual(incremental, scratch, `edit ${edit} of ${file}:\n${files.get(file)}`);
    }
  });
});

/** Everything that a project says, with places written out. */
function snapshot(project: Project, view: FileView): unknown {
  const place = (location: {
    readonly file: string;
    readonly range: { readonly start: number; readonly end: number };
  }) => `${location.file}:${location.range.start}-${location.range.end}`;
  return JSON.parse(
    JSON.stringify({
      config: printConfig(project, view),
      problems: project.problems.map(({ rule, message, location, related }) => [
        rule,
        message,
        place(location),
        related?.map((other) => place(other.location)),
      ]),
      variables: project.variables.map(({ name, value, location }) => [name, value, place(location)]),
      files: project.files.map(({ file, role, exists, readable, from }) => [
        file,
        role,
        exists,
        readable,
        from && place(from),
      ]),
      definitions: [...project.services.values()].map(({ name, definitions }) => [
        name,
        definitions.map(({ key, block }) => [place(key), place(block)]),
      ]),
      ports: [...project.services.values()].map(({ ports }) => ports.map(({ location }) => place(location))),
    }),
  );
}
