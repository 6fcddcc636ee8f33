import assert from 'node:assert/strict';
import { judgeCommand } from '../../../core/guard/command/judge-command.ts';
import { dataAtRisk, dataFolders, namedDataFolders } from '../../../core/guard/project-data.ts';
import { loadProject } from '../../../core/project/load-project.ts';
import { projectView, root } from '../../support/before-after.ts';

const text = `name: shop
services:
  db:
    image: postgres:16
    container_name: shop-database
  named:
    image: mysql:8
    volumes: [data:/var/lib/mysql]
  bound:
    image: mongo:7
    volumes: [./mongo:/data/db, ./init:/docker-entrypoint-initdb.d:ro]
  cache:
    image: redis:7
  web:
    image: nginx:1.27
    volumes: [./site:/usr/share/nginx/html, ./user-uploads:/srv/files, ./kept:/app/media, ./media:/etc/media:ro]
volumes:
  data:
`;
const project = loadProject(projectView([['compose.yaml', text]]), { directory: root, environment: {} });

describe('data of a project', () => {
  it('names services that keep data in their containers', () => {
    assert.equal(dataAtRisk(project), 'service db at /var/lib/postgresql/data');
    for (const name of ['db', 'shop-database', 'shop-db-1', 'shop_db_1']) assert.ok(dataAtRisk(project, [name]), name);
    for (const name of ['web', 'named', 'bound', 'cache', 'shop-db-x', 'other'])
      assert.equal(dataAtRisk(project, [name]), undefined, name);
  });

  it('names host folders with data', () => {
    assert.deepEqual(dataFolders(project), [`${root}/mongo`]);
    assert.deepEqual(namedDataFolders(project), [`${root}/mongo`, `${root}/user-uploads`, `${root}/kept`]);
  });

  for (const [command, verdict] of [
    ['docker compose down', 'deny'],
    ['docker compose down web', 'allow'],
    ['docker compose rm -sf db', 'deny'],
    ['docker compose rm -sf web', 'allow'],
    ['docker compose up -d --force-recreate', 'deny'],
    ['docker compose up -d --force-recreate web', 'allow'],
    ['docker compose up -d', 'allow'],
    ['docker compose stop', 'allow'],
    ['docker rm -f shop-database', 'deny'],
    ['docker rm -f shop-web-1', 'allow'],
    ['docker rm -f $(docker ps -aq)', 'deny'],
    ['docker container prune -f', 'deny'],
    ['rm -rf mongo', 'deny'],
    ['rm -rf site', 'allow'],
  ] as const) {
    it(`${verdict}: ${command}`, () => {
      const judged = judgeCommand(command, {
        cwd: root,
        isProtected: () => false,
        dataAtRisk: (names) => dataAtRisk(project, names),
        dataFolders: () => dataFolders(project),
      });
      assert.equal(judged.verdict, verdict, JSON.stringify(judged.reasons));
    });
  }
});
