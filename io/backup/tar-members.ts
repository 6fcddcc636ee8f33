import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Transform } from 'node:stream';
import { extract, type Header } from 'tar-stream';
import { type Member, type MemberList, memberLine } from '../../core/backup/manifest.ts';

/** A tar that ends too early or cannot be read. */
export class BadArchiveError extends Error {
  override readonly name = 'BadArchiveError';
}

/** Lets a tar through unchanged and reads it on the way. */
export interface TarMembers {
  /** Fails with a BadArchiveError when the tar is cut off. */
  readonly through: Transform;
  /** What was in it; to be called when all of it went through. */
  list(): MemberList;
  /** Bytes that went through. */
  bytes(): number;
}

/** A tar ends with two blocks of zeros; without them its writer stopped half-way. */
const endLength = 1024;

/**
 * Reads the members of a tar that streams by: of each its name, kind, owner, mode, time and the hash of its bytes. Memory
 * stays the same however large the tar and its members are.
 */
export function readTarMembers(options: { readonly onMember?: (member: Member) => void } = {}): TarMembers {
  const all = createHash('sha256');
  let count = 0;
  let bytes = 0;
  let tail: Buffer = Buffer.alloc(0);
  let failure: Error | undefined;
  const parser = extract();
  const told = (member: Member) => {
    count += 1;
    all.update(memberLine(member));
    options.onMember?.(member);
  };
  parser.on('entry', (header, body, next) => {
    body.on('error', () => {});
    if (leavesFolder(header.name) || (header.type === 'link' && leavesFolder(header.linkname ?? ''))) {
      parser.destroy(new Error('a member of it lies outside of the volume'));
      return;
    }
    const hash = createHash('sha256');
    body.on('data', (chunk) => hash.update(chunk as Buffer));
    body.on('end', () => {
      told(memberOf(header, header.type === 'file' ? hash.digest('hex') : ''));
      next();
    });
  });
  parser.on('error', (error: Error) => {
    failure ??= error;
  });
  const ended = new Promise<void>((resolve) => parser.once('close', resolve));

  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      tail = chunk.length >= endLength ? chunk.subarray(-endLength) : Buffer.concat([tail, chunk]).subarray(-endLength);
      const go = () => (failure ? done(new BadArchiveError(reason(failure))) : done(null, chunk));
      if (failure || parser.write(chunk)) go();
      else Promise.race([once(parser, 'drain'), ended]).then(go, go);
    },
    flush(done) {
      parser.end(null);
      ended.then(() => {
        if (failure) return done(new BadArchiveError(reason(failure)));
        if (tail.length < endLength || tail.some((byte) => byte !== 0)) {
          return done(new BadArchiveError('the archive ends in the middle'));
        }
        done();
      });
    },
    destroy(error, done) {
      parser.destroy(error ?? new Error('no longer wanted'));
      done(error);
    },
  });
  return { through, list: () => ({ count, sha256: all.copy().digest('hex') }), bytes: () => bytes };
}

function memberOf(header: Header, sha256: string): Member {
  const { type, mode = 0, mtime, size = 0, linkname } = header;
  const pax = (header.pax ?? {}) as Readonly<Record<string, string>>;
  const device =
    type === 'block-device' || type === 'character-device' ? `${header.devmajor ?? 0}:${header.devminor ?? 0}` : '';
  return {
    path: plainPath(header.name),
    type: type ?? 'file',
    mode: mode & 0o7777,
    // Numbers that are too large for the old header stand in its extension.
    uid: Number(pax.uid ?? header.uid ?? 0),
    gid: Number(pax.gid ?? header.gid ?? 0),
    mtime: Math.floor((mtime?.getTime() ?? 0) / 1000),
    size,
    link: linkname ? (type === 'link' ? plainPath(linkname) : linkname) : '',
    device,
    attributes: Object.entries(pax)
      .filter(([name]) => name.startsWith('SCHILY.xattr.'))
      .map((attribute) => attribute.join('='))
      .sort()
      .join('\n'),
    sha256,
  };
}

/** True for a name that leads out of the folder that it is unpacked into. */
function leavesFolder(name: string): boolean {
  return name.split('/').includes('..');
}

/** All lies in one folder, the volume itself, whatever an engine calls it. */
function plainPath(name: string): string {
  return name
    .replace(/^(?:\.?\/)+/, '')
    .replace(/(?<!\/)\/+$/, '')
    .replace(/^[^/]*\/?/, '');
}

function reason(error: Error): string {
  return /unexpected end/i.test(error.message)
    ? 'the archive ends in the middle'
    : `the archive is damaged: ${error.message}`;
}
