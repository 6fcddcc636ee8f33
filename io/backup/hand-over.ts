import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { BackupManifest } from '../../core/backup/manifest.ts';
import { runProcess } from '../process.ts';
import { type BackupRequest, takeBackup, type WriteData } from './back-up-volume.ts';
import { BackupError } from './backup-error.ts';

/** A backup program that the user has, with the repository to write to. */
export interface Receiver {
  readonly program: 'restic' | 'borg';
  readonly repository: string;
}

/** Reads `restic:REPOSITORY` or `borg:REPOSITORY`; undefined for any other text, such as a folder. */
export function readReceiver(text: string): Receiver | undefined {
  const match = /^(restic|borg):(.+)$/s.exec(text);
  return match === null ? undefined : { program: match[1] as Receiver['program'], repository: match[2] ?? '' };
}

/** Milliseconds that the program may take. */
const timeLimit = 24 * 3600_000;

/**
 * Backs a volume up into the user's own repository, at the same levels as into a file. The program gets a plain tar or dump on
 * its standard input, so that it can find what is the same as before; its password comes from its own variables. When the
 * source breaks off, the program is killed before it could keep the half.
 *
 * @throws BackupError `dump-failed` with what the program said; ProcessError when it is not there
 */
export async function handOver(
  request: Omit<BackupRequest, 'write' | 'encryption'> & {
    readonly receiver: Receiver;
    readonly environment: Readonly<Record<string, string | undefined>>;
  },
): Promise<BackupManifest> {
  const { receiver, environment, ...rest } = request;
  return takeBackup({ ...rest, write: writeTo(receiver, { environment, volume: request.volume }) });
}

function writeTo(
  receiver: Receiver,
  surroundings: { readonly environment: Readonly<Record<string, string | undefined>>; readonly volume: string },
): WriteData {
  return async ({ source, through, name, confirm, signal, onProgress }) => {
    const hash = createHash('sha256');
    let bytes = 0;
    async function* whole() {
      for await (const chunk of (through ? source.pipe(through) : source) as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        hash.update(chunk);
        onProgress?.(bytes);
        yield chunk;
      }
      await confirm?.();
    }
    // A pipe alone does not hand an error on.
    source.once('error', (error) => through?.destroy(error));
    const file = name.replace(/\.\d+$/, '');
    const { code, stderr } = await runProcess({
      command: receiver.program,
      args: argumentsOf(receiver, { file, volume: surroundings.volume }),
      environment: surroundings.environment,
      input: Readable.from(whole(), { objectMode: false }),
      timeLimit,
      signal,
    });
    // borg ends with 1 for warnings, after it has kept everything.
    if (code !== 0 && !(receiver.program === 'borg' && code === 1)) {
      const said = stderr.trim().split('\n').at(-1) || `code ${code}`;
      throw new BackupError('dump-failed', `${receiver.program} did not take it: ${said}`);
    }
    return { file, bytes, sha256: hash.digest('hex'), contentBytes: bytes, encrypted: false };
  };
}

function argumentsOf(
  { program, repository }: Receiver,
  { file, volume }: { readonly file: string; readonly volume: string },
): readonly string[] {
  if (program === 'restic') {
    const tags = ['--tag', 'holdfast', '--tag', `volume=${volume}`];
    return ['--repo', repository, 'backup', '--quiet', '--stdin', '--stdin-filename', file, ...tags];
  }
  return ['create', '--stdin-name', file, `${repository}::${file}`, '-'];
}
