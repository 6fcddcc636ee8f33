import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import type { Backup, BackupManifest } from '../../core/backup/manifest.ts';
import { openCatalogue } from '../../io/backup/catalogue.ts';
import { readData } from '../../io/backup/data-file.ts';
import { readTarMembers } from '../../io/backup/tar-members.ts';

type Plain = Pick<Header, 'name'> & Partial<Header>;

describe('a backup that means harm', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hostile-backup-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const id = '20260102T030405Z-data-1a';
  const manifest: BackupManifest = {
    format: 1,
    id,
    volume: 'data',
    engine: 'unix:///x',
    at: '2026-01-02T03:04:05Z',
    level: 'live',
    data: { file: 'a.tar.gz', kind: 'tar', bytes: 1, sha256: 'x', contentBytes: 1_000_000, encrypted: false },
    volumeSettings: { driver: 'local', options: {}, labels: {} },
  };
  const backup = (contentBytes: number): Backup => ({ ...manifest, folder, data: { ...manifest.data, contentBytes } });

  async function read(content: Readable): Promise<number> {
    let bytes = 0;
    for await (const chunk of content as AsyncIterable<Buffer>) bytes += chunk.length;
    return bytes;
  }

  /** Eighty gigabytes of zeros in eighty megabytes would do as well; this is the same in small. */
  function writeBomb(): number {
    const piece = 20_000_000;
    const packed = gzipSync(Buffer.alloc(piece));
    const pieces = 60;
    writeFileSync(join(folder, 'a.tar.gz'), Buffer.concat(Array.from({ length: pieces }, () => packed)));
    return piece * pieces;
  }

  it('unpacks to no more than was written', async () => {
    writeBomb();
    await assert.rejects(read(readData(backup(1_000_000))), /more in it than was written/);
  });

  it('takes no more memory the larger it is', async function () {
    this.timeout(60_000);
    const whole = writeBomb();
    const before = process.memoryUsage().rss;
    let most = before;
    const content = readData(backup(whole));
    content.on('data', () => {
      most = Math.max(most, process.memoryUsage().rss);
    });
    assert.equal(await read(content), whole);
    assert.ok(most - before < 300e6, `${(most - before) / 1e6} MB more`);
  });

  it('names no file elsewhere, and is none when anything of it has another form', () => {
    const list = (change: object) => {
      writeFileSync(join(folder, 'a.tar.gz'), 'x');
      writeFileSync(join(folder, `${id}.json`), JSON.stringify({ ...manifest, ...change }));
      return openCatalogue(folder).list().length;
    };
    assert.equal(list({}), 1);
    const data = (change: object) => list({ data: { ...manifest.data, ...change } });
    for (const file of ['../a.tar.gz', '/etc/passwd', '..', '.hidden', 'a\\b', '', 7]) assert.equal(data({ file }), 0);
    for (const size of [-1, 1.5, 1e300, '1', null, undefined]) assert.equal(data({ contentBytes: size }), 0);
    for (const members of [7, {}, { count: 'x', sha256: 'y' }]) assert.equal(data({ members }), 0);
    for (const volumeSettings of [undefined, null, 7, {}, { driver: 'local', options: { device: 7 }, labels: {} }]) {
      assert.equal(list({ volumeSettings }), 0);
    }
    for (const source of [null, 7, {}, { container: 'c', image: 'i', imageId: 'i', target: '/', environment: [] }]) {
      assert.equal(list({ source }), 0);
    }
    for (const counts of [null, 7, { before: {} }, { before: { a: 'x' }, after: {} }])
      assert.equal(list({ counts }), 0);
    assert.equal(list({ id: '20260102T030405Z-other-1a' }), 0);
    assert.equal(list({ at: 'yesterday' }), 0);
    assert.equal(openCatalogue(folder).find('../../etc/passwd'), undefined);
    assert.throws(() => openCatalogue(folder).verify('../x', { at: '', how: 'checksum', passed: true, detail: '' }));
    assert.ok(readdirSync(folder).length === 2);
  });

  async function membersOf(headers: readonly Plain[]): Promise<number> {
    const tar = pack();
    for (const header of headers) tar.entry(header, header.type === 'file' ? 'text' : '');
    tar.finalize();
    const { through, list } = readTarMembers();
    await pipeline(Readable.from(tar as unknown as AsyncIterable<Buffer>), through, async (source) => {
      for await (const _chunk of source);
    });
    return list().count;
  }

  it('has no member outside of its volume', async () => {
    const file = (name: string): Plain => ({ name, type: 'file' });
    assert.equal(await membersOf([file('holdfast-volume/a'), file('holdfast-volume/..a/b..')]), 2);
    for (const name of ['../a', 'holdfast-volume/../../etc/passwd', '..', 'holdfast-volume/..']) {
      await assert.rejects(membersOf([file(name)]), /outside of the volume/, name);
    }
    const link = { name: 'holdfast-volume/l', type: 'link', linkname: '../../etc/shadow' } as const;
    await assert.rejects(membersOf([link]), /outside of the volume/);
    // A symbolic link is only text until an engine follows it, in a container where there is nothing else.
    assert.equal(await membersOf([{ ...link, type: 'symlink' }]), 1);
  });

  it('is no archive: random bytes, headers that lie, sizes without an end', async () => {
    const header = pack();
    header.entry({ name: 'a', type: 'file', size: 5 }, 'hello');
    header.finalize();
    const whole = Buffer.concat(await Readable.from(header as unknown as AsyncIterable<Buffer>).toArray());
    const changed = (at: number, text: string) => {
      const copy = Buffer.from(whole);
      copy.write(text, at, 'latin1');
      const sum = copy
        .subarray(0, 512)
        .reduce((all, byte, index) => all + (index >= 148 && index < 156 ? 32 : byte), 0);
      copy.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
      return copy;
    };
    const broken: readonly Buffer[] = [
      Buffer.alloc(10_000, 'x'),
      whole.subarray(0, 600),
      changed(124, '77777777777\0'),
      changed(124, '\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff'),
      Buffer.concat([changed(156, 'x').subarray(0, 512), Buffer.alloc(100, 'path=../x')]),
    ];
    for (const [index, bytes] of broken.entries()) {
      const { through } = readTarMembers();
      const reading = pipeline(Readable.from([bytes]), through, async (source) => {
        for await (const _chunk of source);
      });
      await assert.rejects(reading, { name: 'BadArchiveError' }, `${index}`);
    }
  });
});
