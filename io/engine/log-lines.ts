/**
 * Takes the body of `GET /containers/ID/logs` apart into lines. Without a terminal the engine puts a header of eight bytes
 * before each piece: the stream's number and, in the last four, the length.
 */
export function readLogLines(body: unknown, { framed }: { readonly framed: boolean }): string[] {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : '');
  const text = framed ? unframe(bytes) : bytes.toString('utf8');
  const lines = text.split(/\r\n|\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function unframe(bytes: Buffer): string {
  const pieces: Buffer[] = [];
  let offset = 0;
  while (offset + 8 <= bytes.length) {
    const stream = bytes[offset] ?? 0;
    // Podman and proxies sometimes leave the headers out; then it is all text.
    if (stream > 2 || bytes[offset + 1] !== 0) return bytes.toString('utf8');
    const length = bytes.readUInt32BE(offset + 4);
    pieces.push(bytes.subarray(offset + 8, offset + 8 + length));
    offset += 8 + length;
  }
  return Buffer.concat(pieces).toString('utf8');
}
