import { ReadableStream } from 'node:stream/web';

/** How a backup is made unreadable for others: for the holders of age identities, or for those who know a passphrase. */
export type Encryption = { readonly recipients: readonly string[] } | { readonly passphrase: string };

/** What opens it again. */
export type Decryption = { readonly identities: readonly string[] } | { readonly passphrase: string };

/** Thrown when a backup cannot be opened with what was given, or a recipient is none. */
export class EncryptionError extends Error {
  override readonly name = 'EncryptionError';
}

type Bytes = AsyncIterable<Uint8Array>;

/** Encrypts a stream in the age format (age-encryption.org/v1). @throws EncryptionError for a bad recipient */
export async function* encrypted(source: Bytes, encryption: Encryption): AsyncGenerator<Uint8Array> {
  const { Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  try {
    if ('passphrase' in encryption) encrypter.setPassphrase(encryption.passphrase);
    else for (const recipient of encryption.recipients) encrypter.addRecipient(recipient);
  } catch (error) {
    throw new EncryptionError(`That is no recipient, which begins with age1: ${(error as Error).message}`);
  }
  yield* bytesOf(await encrypter.encrypt(toWeb(gathered(source))));
}

/** Opens a stream that `encrypted` or the age program wrote. @throws EncryptionError when it cannot be opened */
export async function* decrypted(source: Bytes, decryption: Decryption): AsyncGenerator<Uint8Array> {
  const { Decrypter } = await import('age-encryption');
  const decrypter = new Decrypter();
  let opened: WebBytes;
  try {
    if ('passphrase' in decryption) decrypter.addPassphrase(decryption.passphrase);
    else for (const identity of decryption.identities) decrypter.addIdentity(identity);
    opened = await decrypter.decrypt(toWeb(source));
  } catch (error) {
    throw new EncryptionError(`The backup cannot be opened with that: ${(error as Error).message}.`);
  }
  yield* bytesOf(opened);
}

/** Joins small pieces: the cipher has a cost for each. */
async function* gathered(source: Bytes): AsyncGenerator<Uint8Array> {
  const size = 256 * 1024;
  let pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of source) {
    pieces.push(piece);
    length += piece.length;
    if (length < size) continue;
    yield Buffer.concat(pieces);
    pieces = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(pieces);
}

type WebBytes = globalThis.ReadableStream<Uint8Array>;

function toWeb(source: Bytes): WebBytes {
  const iterator = source[Symbol.asyncIterator]();
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await iterator.next();
        if (done) controller.close();
        else controller.enqueue(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 1 },
  );
  return stream as unknown as WebBytes;
}

function bytesOf(stream: WebBytes): Bytes {
  return stream as unknown as Bytes;
}
