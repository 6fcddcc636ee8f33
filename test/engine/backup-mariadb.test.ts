import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backUpVolume } from '../../io/backup/back-up-volume.ts';
import { rehearse, restoreIntoNew } from '../../io/backup/restore-volume.ts';
import { type EngineStorage, openStorage } from '../../io/engine/storage.ts';
import { provideImages } from '../../scripts/environment/images.mjs';
import { docker, engineOrSkip } from './scratch-project.ts';

const image = 'mariadb:10.11';

describe('backup and restore of MariaDB', function () {
  this.timeout(180_000);
  const volume = `d3-maria-${process.pid}`;
  const container = `${volume}-server`;
  let storage: EngineStorage;
  let folder: string;

  before(async function () {
    const engine = await engineOrSkip(this);
    const images = await provideImages(engine.endpoint.host, [image]);
    if (!images.available) {
      console.log(`      skipped: ${images.reason}`);
      this.skip();
    }
    storage = await openStorage(engine);
    folder = mkdtempSync(join(tmpdir(), 'mariadb-'));
    await start('--env', 'MARIADB_ROOT_PASSWORD=geheim');
    await query(`create database \`odd "shop\`; use \`odd "shop\`;
create table \`order's lines\` (id int primary key, text varchar(40)) select seq as id, md5(seq) as text from seq_1_to_50000;
create table empty (id int); create view few as select * from \`order's lines\` where id < 4;
create user reader@localhost identified by 'r'; grant select on \`odd "shop\`.* to reader@localhost;
create procedure hello() select 'from a procedure';`);
  });
  after(async () => {
    await docker('rm', '--force', container);
    await docker('volume', 'rm', volume);
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  /** Starts the server on the volume and waits until it takes commands from the network, as it does not while it is being made. */
  async function start(...options: readonly string[]): Promise<void> {
    const mount = ['--network', 'none', '--volume', `${volume}:/var/lib/mysql`];
    await docker('run', '--detach', '--name', container, ...mount, ...options, image);
    const deadline = Date.now() + 60_000;
    while ((await query('select 1', '-h', '127.0.0.1')) !== '1') {
      if (Date.now() > deadline) throw new Error(await docker('logs', '--tail', '5', container));
    }
  }
  const query = (sql: string, ...options: readonly string[]) =>
    docker('exec', '--env', 'MYSQL_PWD=geheim', container, 'mariadb', '-uroot', '-N', ...options, '-e', sql);
  const backUp = (level: 'best' | 'stopped') =>
    backUpVolume({ storage, volume, folder, stoppedFolder: join(folder, 'stopped'), level });
  const rows = '50,000 rows in 2 tables';

  it('a stopped copy is tried out by a server that needs none of its passwords', async () => {
    const backup = await backUp('stopped');
    const { passed, how, detail } = await rehearse({ storage, backup });
    assert.deepEqual([passed, how], [true, 'rehearsed'], detail);
    assert.match(detail, new RegExp(rows));
  });

  it('writes a dump while it runs, which brings back rows, views, procedures and accounts', async () => {
    const backup = await backUp('best');
    assert.equal(backup.level, 'logical');
    assert.deepEqual(backup.counts?.before, { 'odd "shop.empty': 0, 'odd "shop.order\'s lines': 50_000 });
    assert.ok(!readFileSync(join(folder, `${backup.id}.json`), 'utf8').includes('geheim'));
    const tried = await rehearse({ storage, backup });
    assert.match(tried.detail, new RegExp(`${rows}, as many as were dumped`));

    await docker('rm', '--force', container);
    await docker('volume', 'rm', volume);
    await restoreIntoNew({ storage, backup, into: volume });
    await start();
    assert.equal(await query('select count(*), sum(id) from `odd "shop`.`order\'s lines`'), '50000\t1250025000');
    assert.equal(await query('call `odd "shop`.hello()'), 'from a procedure');
    const asReader = ['exec', '--env', 'MYSQL_PWD=r', container, 'mariadb', '-ureader', '-N', '-e'];
    assert.equal(await docker(...asReader, 'select count(*) from `odd "shop`.few'), '3');
  });
});
