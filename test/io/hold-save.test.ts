import assert from 'node:assert/strict';
import { join } from 'node:path';
import { fourServices, onlyApi, type WatchedFolder, watchedFolder } from '../support/watched-folder.ts';

describe('holding a save', () => {
  let watched: WatchedFolder;
  beforeEach(async () => {
    watched = watchedFolder({
      'compose.yaml': `include:\n  - more.yaml\n${fourServices}`,
      'more.yaml': 'services: {}\n',
    });
    await watched.watch().check();
  });
  afterEach(() => watched.dispose());

  const neo4j = '  neo4j:\n    image: neo4j:5-community\n    volumes:\n      - neo4j-data:/data\n';

  it('gives the text that the buffer shall have, and keeps what it was to be first', () => {
    const text = `include:\n  - more.yaml\n${onlyApi}`;
    const held = watched.watch().holdSave(watched.file, text, new Map());
    assert.equal(held?.text, watched.read());
    assert.equal(watched.project.proposals.list()[0]?.proposed[0]?.text, text);
  });

  it('has nothing against a harmless save', () => {
    const text = `${watched.read()}# A remark.\n`;
    assert.equal(watched.watch().holdSave(watched.file, text, new Map()), undefined);
    assert.deepEqual(watched.project.proposals.list(), []);
  });

  it('lets a service move to another buffer that is not saved yet', () => {
    const text = watched.read()?.replace(neo4j, '') ?? '';
    const more = join(watched.folder, 'more.yaml');
    const moved = new Map([[more, `services:\n${neo4j}volumes:\n  neo4j-data:\n`]]);
    assert.equal(watched.watch().holdSave(watched.file, text, moved), undefined);
    assert.ok(watched.watch().holdSave(watched.file, text, new Map()));
  });

  it('does not count what other files have on disk but nobody accepted', () => {
    watched.stop();
    watched.write('services:\n  api: !reset null\n', 'more.yaml');
    const text = watched.read()?.replace(neo4j, '') ?? '';
    const held = watched.watch().holdSave(watched.file, text, new Map());
    const ids = held?.proposal.changes.map(({ id }) => id) ?? [];
    assert.ok(ids.includes('service-removed:neo4j'), ids.join());
    assert.ok(!ids.includes('service-removed:api'), ids.join());
  });
});
