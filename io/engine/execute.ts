import { PassThrough, type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type Docker from 'dockerode';
import type { EngineEndpoint } from './endpoint.ts';
import { EngineError } from './engine-error.ts';
import { withTimeLimit } from './time-limit.ts';
import { watchedStream } from './watched-stream.ts';

export interface ExecutionRequest {
  readonly command: readonly string[];
  /** `uid:gid` or a name; undefined: the container's own user. */
  readonly user?: string | undefined;
  readonly environment?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds without any output after which it counts as hung. */
  readonly silence: number;
}

/** A program that runs in a container. */
export interface Execution {
  readonly stdout: Readable;
  /** Resolves when the output has been read to its end. */
  readonly finished: Promise<{ readonly code: number; readonly stderr: string }>;
}

const askLimit = 30_000;
const keptErrors = 20_000;

/** Starts a program in a running container. What it writes must be read, or it stands still. */
export async function execute(options: {
  readonly docker: Docker;
  readonly id: string;
  readonly request: ExecutionRequest;
  readonly endpoint: EngineEndpoint;
}): Promise<Execution> {
  const { docker, id, request, endpoint } = options;
  const { command, user, environment, signal, silence } = request;
  const limited = <T>(work: (signal: AbortSignal) => Promise<T>) =>
    withTimeLimit({ signal, limit: askLimit, subject: endpoint.label }, work);
  const made = await limited((abortSignal) =>
    docker.getContainer(id).exec({
      Cmd: [...command],
      AttachStdout: true,
      AttachStderr: true,
      ...(user !== undefined && { User: user }),
      ...(environment && { Env: [...environment] }),
      abortSignal,
    } as Docker.ExecCreateOptions),
  );
  const raw = await limited(() => made.start({ Detach: false, Tty: false }) as unknown as Promise<Readable>);
  const watched = watchedStream(raw, { silence, signal, subject: endpoint.label });
  const errors: string[] = [];
  const frames = unframe((text) => {
    errors.push(text);
    if (errors.length > 200) errors.splice(0, 100);
  });
  const stdout = new PassThrough();
  const finished = pipeline(watched, frames, stdout).then(async () => {
    const { ExitCode } = await limited((abortSignal) => made.inspect({ abortSignal } as object));
    return { code: ExitCode ?? -1, stderr: errors.join('').slice(-keptErrors) };
  });
  finished.catch(() => {});
  return { stdout, finished };
}

/** Runs a short program and gives what it wrote, at most a few megabytes. */
export async function executeToEnd(
  execution: Promise<Execution>,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const { stdout, finished } = await execution;
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stdout as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size <= 8_000_000) pieces.push(piece);
  }
  return { ...(await finished), stdout: Buffer.concat(pieces).toString('utf8') };
}

/** Takes the engine's frames (a header of eight bytes: stream and length) apart; standard error goes to `onError`. */
function unframe(onError: (text: string) => void): Transform {
  let header = Buffer.alloc(0);
  let left = 0;
  let kind = 1;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      let rest = header.length > 0 ? Buffer.concat([header, chunk]) : chunk;
      header = Buffer.alloc(0);
      while (rest.length > 0) {
        if (left === 0) {
          if (rest.length < 8) {
            header = Buffer.from(rest);
            break;
          }
          kind = rest[0] ?? 1;
          left = rest.readUInt32BE(4);
          rest = rest.subarray(8);
          continue;
        }
        const piece = rest.subarray(0, left);
        left -= piece.length;
        rest = rest.subarray(piece.length);
        if (kind === 2) onError(piece.toString('utf8'));
        else this.push(piece);
      }
      done();
    },
    flush(done) {
      const whole = left === 0 && header.length === 0;
      done(whole ? null : new EngineError('connection-lost', 'The output of a program in a container was cut off.'));
    },
  });
}
