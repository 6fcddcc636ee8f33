import assert from 'node:assert/strict';
import { loadProject } from '../../../core/project/load-project.ts';
import type { Owner } from '../../../core/stack/preflight/check.ts';
import { planRestart } from '../../../core/stack/restart-plan.ts';
import { memoryView } from '../../support/memory-view.ts';
import { plainSnapshot } from '../../support/plain-engine.ts';

/** What the check says of a service with this user and this mount of the folder /data. */
function ask(user: string, mount: string, owner: Owner): readonly string[] {
  const file = `services: {web: {image: acme/web, user: "${user}", volumes: ["${mount}"]}}\n`;
  const view = memoryView(
    new Map([
      ['/p/compose.yaml', file],
      ['/data/weights', ''],
    ]),
  );
  const project = loadProject(view, { directory: '/p', environment: {} });
  const facts = { files: view, ownerOf: () => owner };
  const { checks } = planRestart({ project, snapshot: plainSnapshot({}), services: [], facts });
  const problems = checks.find(({ id }) => id === 'bind-owners')?.problems ?? [];
  return problems.flatMap(({ message, wayOut }) => [message, wayOut]);
}

const roots = (mode: number): Owner => ({ uid: 0, gid: 0, mode });

describe('owners of what is mounted', () => {
  it('tells what a user may not read', () => {
    assert.deepEqual(ask('1000:1000', '/data:/in:ro', roots(0o700)), [
      'web runs as user 1000, which may not read /data (owned by 0:0, mode 0700).',
      'chown -R 1000:1000 /data',
    ]);
    assert.deepEqual(ask('1000:1000', '/data:/in:ro', roots(0o755)), []);
    assert.deepEqual(ask('1000:1000', '/data/weights:/in:ro', roots(0o644)), []);
    assert.equal(ask('1000:1000', '/data/weights:/in:ro', roots(0o600)).length, 2);
  });

  it("tells what a user with a name may not do with root's own things, and nothing that it cannot know", () => {
    assert.deepEqual(ask('nobody', '/data:/out', roots(0o755)), [
      'web runs as user nobody, which may not write to /data (owned by 0:0, mode 0755).',
      'chown -R UID:GID /data, with the numbers that the image gives that user',
    ]);
    assert.deepEqual(ask('nobody', '/data:/out', { uid: 65534, gid: 65534, mode: 0o700 }), []);
    assert.deepEqual(ask('root', '/data:/out', roots(0o700)), []);
  });

  it('grants what a group may do when the group is not known', () => {
    assert.deepEqual(ask('1000', '/data:/out', roots(0o775)), []);
    assert.equal(ask('1000:1000', '/data:/out', roots(0o775)).length, 2);
  });
});
