import assert from 'node:assert/strict';
import { loadProject } from '../../../core/project/load-project.ts';
import { memoryView } from '../../support/memory-view.ts';

const COMPOSE = `services:
  web:
    image: nginx:\${tag}
    build: ./app
    env_file: sub/../a.env
    volumes:
      - ./src:/src
      - C:\\data:/data:ro
      - d:/more:/more
      - named:/named
volumes:
  named:
`;

describe('paths with drive letters', () => {
  const files = new Map([
    ['C:/work/shop/compose.yaml', COMPOSE],
    ['C:/work/shop/a.env', 'A=1\n'],
  ]);

  it('are absolute, and relative ones count from the project', () => {
    const project = loadProject(memoryView(files), { directory: 'C:/work/shop/deeper', environment: { TAG: '1' } });
    const web = project.services.get('web');
    assert.deepEqual(project.problems, []);
    assert.equal(project.name, 'shop');
    assert.deepEqual(project.composeFiles, ['C:/work/shop/compose.yaml']);
    assert.equal(web?.build?.context?.value, 'C:/work/shop/app');
    assert.deepEqual(
      web?.envFiles.map(({ path, exists }) => [path, exists]),
      [['C:/work/shop/a.env', true]],
    );
    assert.deepEqual(
      web?.mounts.map(({ type, source, target, readOnly }) => [type, source?.value, target, readOnly]),
      [
        ['bind', 'C:/work/shop/src', '/src', false],
        ['bind', 'C:\\data', '/data', true],
        ['bind', 'd:/more', '/more', false],
        ['volume', 'named', '/named', false],
      ],
    );
  });

  it('find variables in any case', () => {
    const project = loadProject(memoryView(files), { directory: 'C:/work/shop', environment: { TAG: '1' } });
    assert.equal(project.services.get('web')?.image?.value, 'nginx:1');
  });

  it('separate the files of COMPOSE_FILE by semicolons', () => {
    const more = new Map([...files, ['C:/work/shop/b.yaml', 'services:\n  db: {image: x}\n']]);
    const environment = { COMPOSE_FILE: 'compose.yaml;C:\\work\\shop\\b.yaml', tag: '1' };
    const project = loadProject(memoryView(more), { directory: 'C:/work/shop', environment });
    assert.deepEqual([...project.services.keys()], ['web', 'db']);
  });
});
