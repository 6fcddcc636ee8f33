import { type IncomingMessage, request as plainRequest, type RequestOptions } from 'node:http';
import { request as securedRequest } from 'node:https';
import { addAbortSignal, Readable } from 'node:stream';
import type Docker from 'dockerode';
import { isRecord } from '../../core/text/record.ts';
import { EngineError } from './engine-error.ts';

/** Bytes: a list of ten thousand containers is half of it. More than that is read by no one, and would fill the memory. */
const largestAnswer = 64 * 1024 * 1024;

type Done = (error: unknown, answer?: unknown) => void;

/** What the library knows of a request beside what goes over the wire. */
interface Exchange {
  readonly isStream?: boolean;
  readonly statusCodes: Readonly<Record<number, unknown>>;
}

interface Modem {
  readonly protocol: string;
  buildRequest(options: RequestOptions, exchange: Exchange, data: unknown, done: Done): void;
  buildPayload(
    error: unknown,
    isStream: boolean,
    statusCodes: Exchange['statusCodes'],
    openStdin: boolean,
    request: object,
    response: object,
    answer: unknown,
    done: Done,
  ): void;
}

/**
 * Makes a client of the library send its requests so that no answer can do harm: the library itself keeps whatever comes in
 * memory, and follows redirections to any host and any protocol. Here an answer has an end, and a redirection is none.
 */
export function boundAnswers(docker: Docker, most = largestAnswer): void {
  const modem = docker.modem as unknown as Modem;
  modem.buildRequest = (options, exchange, data, done) => {
    const request = open(modem, options, done);
    if (request === undefined) return;
    request.on('error', done);
    request.on('response', (response) => {
      const status = response.statusCode ?? 0;
      if (exchange.isStream && exchange.statusCodes[status] === true) return done(null, response);
      if (options.signal) addAbortSignal(options.signal, response);
      bodyOf(response, most).then(
        (body) => modem.buildPayload(null, false, exchange.statusCodes, false, {}, response, body, done),
        done,
      );
    });
    if (data instanceof Readable) data.on('error', (error) => request.destroy(error)).pipe(request);
    else request.end(data);
  };
}

/** Undefined when the options make no request, such as a path with a line break; `done` has heard of it then. */
function open({ protocol }: Modem, options: RequestOptions, done: Done) {
  try {
    return (protocol === 'https' ? securedRequest : plainRequest)(options);
  } catch (error) {
    done(error);
    return undefined;
  }
}

/** JSON where it is JSON, otherwise the bytes. */
async function bodyOf(response: IncomingMessage, most: number): Promise<unknown> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > most) throw new EngineError('engine-error', `The engine's answer has more than ${most} bytes.`);
    pieces.push(piece);
  }
  const body = Buffer.concat(pieces);
  try {
    return JSON.parse(body.toString('utf8')) ?? body;
  } catch {
    return body;
  }
}

/** An answer that must be a list. @throws EngineError when it is none: to take it for an empty one would say that all is gone */
export function asList(answer: unknown): readonly unknown[] {
  if (Array.isArray(answer)) return answer;
  throw new EngineError('engine-error', 'The engine did not answer with a list.');
}

/** An answer that must be an object. @throws EngineError when it is none */
export function asObject(answer: unknown): Readonly<Record<string, unknown>> {
  if (isRecord(answer) && !Buffer.isBuffer(answer)) return answer;
  throw new EngineError('engine-error', 'The engine did not answer with an object.');
}

/** A field that must be a text. @throws EngineError when it is none */
export function asText(field: unknown): string {
  if (typeof field === 'string') return field;
  throw new EngineError('engine-error', 'The engine left out what every container has.');
}

/**
 * A name or reference as a part of a request's path, in which nothing of it can become another path or a query.
 *
 * @throws EngineError `not-found` for what no engine has: empty parts, `.` and `..`
 */
export function inPath(name: string): string {
  const parts = name.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw new EngineError('not-found', `There can be no "${name}".`, 404);
  }
  return parts.map((part) => encodeURIComponent(part).replaceAll('%3A', ':').replaceAll('%40', '@')).join('/');
}
