import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { compareCounts, countsInWords, dumpToolOf, readCounts } from '../../../core/backup/dump-tools.ts';

describe('the tools by which databases write dumps', () => {
  it('are known by the image, on any registry and at any tag', () => {
    const tools = [
      'postgres:16',
      'ghcr.io/x/mirror/library/postgres',
      'timescale/timescaledb:latest-pg16',
      'mariadb',
      'mongo:7',
      'valkey/valkey',
    ];
    assert.deepEqual(
      tools.map((image) => dumpToolOf(image)?.tool),
      ['postgres', 'postgres', 'postgres', 'mysql', 'mongo', 'redis'],
    );
    assert.deepEqual([dumpToolOf('nginx'), dumpToolOf('neo4j:5')], [undefined, undefined]);
  });

  it('are scripts that a plain shell understands', () => {
    for (const image of ['postgres', 'mysql', 'mongo', 'redis']) {
      const tool = dumpToolOf(image) ?? assert.fail(image);
      for (const script of [tool.ready, tool.dump, tool.load, tool.count]) {
        const { status, stderr } = spawnSync('sh', ['-n', '-c', script], { encoding: 'utf8' });
        assert.equal(status, 0, `${image}: ${stderr}\n${script}`);
      }
    }
  });

  it('never keep a password', () => {
    const { command } = dumpToolOf('redis') ?? {};
    assert.deepEqual(command?.(['redis-server', '/etc/redis.conf', '--requirepass', 'geheim', '--appendonly', 'yes']), [
      'redis-server',
      '--appendonly',
      'yes',
    ]);
    assert.deepEqual(command?.(['--save', '60 1', '--masterauth', 'x']), ['redis-server', '--save', '60 1']);
    assert.deepEqual(command?.(['sh', '-c', 'exec redis-server --requirepass "$P"']), ['redis-server']);
  });

  it('leave out what a trial server does not have', () => {
    const { command } = dumpToolOf('mysql:8') ?? {};
    const words = ['mysqld', '--defaults-file=/x.cnf', '--lower-case-table-names=1', '--init-file=/x', '--ssl-ca=/x'];
    assert.deepEqual(command?.(words), ['mysqld', '--lower-case-table-names=1']);
    assert.deepEqual(command?.(['sh', '-c', 'exec mysqld']), []);
  });

  it('what is counted must be there again, between what was counted before and after', () => {
    const counted = { before: { a: 5, b: 3, c: 1 }, after: { a: 7, b: 3 } };
    assert.deepEqual(compareCounts(counted, { a: 6, b: 3 }), []);
    assert.deepEqual(compareCounts(counted, { a: 4 }), ['a has 4; it had 5 to 7.', 'b is not there; it had 3.']);
    assert.deepEqual(readCounts('app.public.t\t12\nnoise\nodd name\t0\n'), { 'app.public.t': 12, 'odd name': 0 });
    assert.equal(countsInWords({ a: 1 }, { counted: ['row', 'rows'], in: ['table', 'tables'] }), '1 row in 1 table');
  });
});
