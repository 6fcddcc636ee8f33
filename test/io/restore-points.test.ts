import assert from 'node:assert/strict';
import { heldChanges } from '../../core/guard/judge.ts';
import { builtInPolicy } from '../../core/guard/policy.ts';
import { applyApproval, openReview } from '../../io/approval/apply-approval.ts';
import {
  missingSince,
  projectTexts,
  restoreTexts,
  versionTexts,
  withParts,
} from '../../io/approval/restore-version.ts';
import type { RestorePoint } from '../../io/state/restore-points.ts';
import { createProjectJudge } from '../../io/watch/create-judge.ts';
import { fourServices, onlyApi, type WatchedFolder, watchedFolder } from '../support/watched-folder.ts';

describe('restore points', () => {
  let place: WatchedFolder;
  let version: RestorePoint;

  beforeEach(async () => {
    place = watchedFolder({ 'compose.yaml': fourServices, '.env': 'A=1\n' });
    await place.watch().check();
    const found = place.project.restorePoints.list().find(({ file }) => file === place.file);
    assert.ok(found);
    version = found;
  });
  afterEach(() => place.dispose());

  const judge = () => createProjectJudge({ directory: place.folder, environment: {} }, () => builtInPolicy);
  const options = () => ({ state: place.project, audit: place.state.audit, road: 'editor' as const });

  /** Brings everything but the API out of the files, by a person's word. */
  function lose(): void {
    restoreTexts(options(), new Map([[place.file, onlyApi]]), 'test');
    assert.equal(place.read(), onlyApi);
  }

  it('bring one service back with its volume, and leave the rest as it is now', () => {
    lose();
    const edited = onlyApi.replace('api:1', 'api:2 # written later');
    restoreTexts(options(), new Map([[place.file, edited]]), 'test');
    const own = versionTexts(place.project, version);
    assert.ok(own);
    const missing = heldChanges(missingSince(judge(), own).changes).map(({ id }) => id);
    assert.ok(missing.includes('service-removed:neo4j'), missing.join());
    restoreTexts(options(), withParts(judge(), own, ['service-removed:neo4j']), 'one service');
    const text = place.read() ?? '';
    assert.match(text, /api:2 # written later$/m);
    assert.match(text, /^ {2}neo4j:$/m);
    assert.match(text, /^ {2}neo4j-data:$/m);
    assert.doesNotMatch(text, /^ {2}(redis|postgres):$/m);
    const left = heldChanges(missingSince(judge(), own).changes).map(({ id }) => id);
    assert.ok(!left.includes('service-removed:neo4j'));
  });

  it('bring the whole file back, which the watcher takes for accepted', async () => {
    lose();
    const own = versionTexts(place.project, version);
    assert.ok(own);
    assert.deepEqual(restoreTexts(options(), own, 'whole'), [place.file]);
    assert.equal(place.read(), fourServices);
    await place.watch().check();
    assert.equal(place.read(), fourServices);
    assert.deepEqual(place.project.proposals.list(), []);
    assert.deepEqual(restoreTexts(options(), own, 'whole'), []);
  });

  it('bring the project back as it was, file by file, and never in a version that was held', async () => {
    const environment = `${place.folder}/.env`;
    restoreTexts(options(), new Map([[environment, 'A=2\n']]), 'test');
    place.write('services: {}\n');
    await place.next('held');
    lose();
    const now = place.project.restorePoints.list().find(({ file, fate }) => file === place.file && fate === 'approved');
    assert.ok(now);
    assert.deepEqual(projectTexts(place.project, now)?.get(environment), 'A=2\n');
    const then = projectTexts(place.project, version);
    assert.equal(then?.get(place.file), fourServices);
    assert.ok([undefined, 'A=1\n'].includes(then?.get(environment)));
    assert.ok(![...(then?.values() ?? [])].includes('services: {}\n'));
  });

  it('are made of what is held and of what is approved, on every road', async () => {
    const textsOf = (wanted: RestorePoint['fate']) =>
      place.project.restorePoints
        .list()
        .filter(({ file, fate }) => file === place.file && fate === wanted)
        .map((point) => place.project.restorePoints.text(point));
    place.write(onlyApi);
    const { proposal } = await place.next('held');
    assert.deepEqual(textsOf('held'), [onlyApi]);
    assert.ok(place.watch().holdSave(place.file, 'services: {}\n', new Map()));
    assert.deepEqual(textsOf('held').sort(), [onlyApi, 'services: {}\n']);

    const review = openReview({ state: place.project, judge: judge() }, proposal);
    assert.ok(!('reason' in review));
    const ids = heldChanges(review.judgement.changes).map(({ id }) => id);
    assert.ok('written' in applyApproval({ ...options(), judge: judge() }, review, ids));
    assert.deepEqual(textsOf('approved'), [onlyApi]);
    assert.ok(textsOf('accepted').includes(fourServices));
  });

  it('keep what stood there before', () => {
    lose();
    const texts = place.project.restorePoints.list().map((point) => place.project.restorePoints.text(point));
    assert.ok(texts.includes(fourServices) && texts.includes(onlyApi));
    assert.equal(place.state.audit.read()[0]?.event, 'restored');
  });

  it('are capped by size, oldest first, but for the newest of a file and what a held edit needs', async () => {
    const text = (name: string) => `${name}${'.'.repeat(1000)}`;
    for (const name of ['1', '2', '3', '4']) {
      place.project.restorePoints.add({ file: '/x', text: text(name), road: 'disk', fate: 'accepted' });
    }
    place.write(onlyApi);
    await place.next('held');
    const [proposal] = place.project.proposals.list();
    assert.ok(proposal);
    place.project.cleanUp({ maxAgeDays: 90, maxCount: 1000, maxBytes: 2500 });
    const kept = place.project.restorePoints.list();
    const texts = kept.map((point) => place.project.restorePoints.text(point) ?? '');
    assert.ok(texts.includes(text('4')));
    assert.ok(!texts.includes(text('1')));
    assert.ok(texts.includes(onlyApi), 'the held version');
    assert.ok(texts.includes(fourServices), 'what it was made from');
  });
});
