import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { readData } from '../../../io/backup/data-file.ts';
import { readTarMembers } from '../../../io/backup/tar-members.ts';
import type { Target } from '../target.ts';

const folder = mkdtempSync(join(tmpdir(), 'fuzz-backup-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** One header of the old kind: name, mode, owner, size, time, sum, kind, link. */
function header(name: string, { size = 0, kind = '0', link = '' } = {}): string {
  const fields = [name.padEnd(100, '\0'), '0000644\0', '0000000\0', '0000000\0', `${octal(size)}\0`, `${octal(0)}\0`];
  const rest = `${kind}${link.padEnd(100, '\0')}ustar\u000000`.padEnd(356, '\0');
  const sum = [...`${fields.join('')}        ${rest}`].reduce((all, letter) => all + letter.charCodeAt(0), 0);
  return `${fields.join('')}${sum.toString(8).padStart(6, '0')}\0 ${rest}`;
}

function octal(value: number): string {
  return value.toString(8).padStart(11, '0');
}

const block = (text: string) => text.padEnd(512, '\0');
const end = '\0'.repeat(1024);

/** What a backup's file holds; a text here is bytes in Latin-1. */
export const backupArchive: Target = {
  name: 'backup-archive',
  seeds: [
    header('holdfast-volume/', { kind: '5' }) + header('holdfast-volume/a', { size: 5 }) + block('hello') + end,
    header('holdfast-volume/l', { kind: '2', link: '../../etc/passwd' }) + end,
    header('x', { kind: 'x', size: 22 }) +
      block('22 path=holdfast/abcd\n') +
      header('y', { size: 1 }) +
      block('z') +
      end,
    header('././@LongLink', { kind: 'L', size: 120 }) + block('n'.repeat(120)) + header('n') + end,
  ],
  pieces: [
    header('holdfast-volume/../../x'),
    header('x', { kind: 'x', size: 14 }) + block('14 size=-1234\n'),
    header('x', { kind: 'g', size: 20 }) + block('20 size=99999999999\n'),
    header('d', { size: 8_589_934_591 }),
    header('h', { kind: '1', link: 'holdfast-volume/a' }),
    header('K', { kind: 'K', size: 3 }) + block('a\0b'),
    end,
    '\u00ff'.repeat(12),
    '77777777777\0',
    '\0'.repeat(511),
  ],
  async run(text) {
    const bytes = Buffer.from(text, 'latin1');
    const { through, list, bytes: passed } = readTarMembers();
    const outcome = await settled(pipeline(Readable.from([bytes]), through, drain));
    if (outcome === 'whole') {
      assert.equal(passed(), bytes.length, 'all of it went through');
      assert(list().count * 512 <= bytes.length, 'each member has a header');
    }
    // As its own compressed file, which may be one by chance.
    for (const [file, most] of [
      [bytes, 0],
      [gzipSync(bytes), bytes.length],
      [gzipSync(bytes), bytes.length - 1],
    ] as const) {
      writeFileSync(join(folder, 'data'), file);
      const data = { file: 'data', kind: 'tar', bytes: 0, sha256: '', contentBytes: most, encrypted: false };
      const content = readData({ folder, data } as never);
      let length = 0;
      const read = await settled(
        (async () => {
          for await (const chunk of content as AsyncIterable<Buffer>) length += chunk.length;
        })(),
      );
      assert(length <= Math.max(0, most), 'no more is unpacked than was written');
      if (most === bytes.length) assert.equal(read, 'whole', 'what was written is read');
    }
  },
};

async function drain(source: AsyncIterable<Buffer>): Promise<void> {
  for await (const _chunk of source);
}

/** A reader may only fail in the one way in which archives are bad. */
async function settled(reading: Promise<void>): Promise<'whole' | 'bad'> {
  try {
    await reading;
    return 'whole';
  } catch (error) {
    assert.equal((error as Error).name, 'BadArchiveError', `${error}`);
    return 'bad';
  }
}
