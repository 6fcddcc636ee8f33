import type { EngineFailure } from '../../core/stack/snapshot.ts';

/** Why a call to an engine failed; `reason` decides what is offered, `message` is for people. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly reason: EngineFailure;
  /** The HTTP status, when the engine answered at all. */
  readonly status?: number | undefined;

  constructor(reason: EngineFailure, message: string, status?: number) {
    super(message);
    this.reason = reason;
    this.status = status;
  }
}

interface RawError extends Error {
  readonly code?: string;
  readonly statusCode?: number;
  readonly json?: unknown;
}

/** Turns whatever a request threw into an EngineError that names the engine. */
export function engineError(error: unknown, engine: string): EngineError {
  if (error instanceof EngineError) return error;
  const raw = error as RawError;
  if (raw.statusCode !== undefined) return answered(raw, raw.statusCode);
  const code = raw.code ?? '';
  const found = byCode[code] ?? (tlsCode.test(code) ? 'tls' : undefined);
  if (found !== undefined) return new EngineError(found, sentence(found, engine, raw.message));
  if (raw.name === 'AbortError') return new EngineError('aborted', `The call to ${engine} was cancelled.`);
  return new EngineError('engine-error', `${engine} failed: ${raw.message}`);
}

const byCode: Readonly<Record<string, EngineFailure>> = {
  ENOENT: 'not-running',
  ECONNREFUSED: 'not-running',
  EACCES: 'no-permission',
  EPERM: 'no-permission',
  ENOTFOUND: 'host-unknown',
  EAI_AGAIN: 'host-unknown',
  EHOSTUNREACH: 'host-unknown',
  ENETUNREACH: 'host-unknown',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'connection-lost',
  EPIPE: 'connection-lost',
  ABORT_ERR: 'aborted',
  HPE_INVALID_CONSTANT: 'bad-endpoint',
  EPROTO: 'tls',
};

const tlsCode = /^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_OSSL)/;

function sentence(reason: EngineFailure, engine: string, detail: string): string {
  switch (reason) {
    case 'not-running':
      return `No engine answers at ${engine}. Start it, or choose another one.`;
    case 'no-permission':
      return `${engine} may not be used by this user. Add the user to the group that owns the socket, or use a rootless engine.`;
    case 'host-unknown':
      return `The host of ${engine} cannot be reached: ${detail}`;
    case 'connection-lost':
      return `The connection to ${engine} broke.`;
    case 'tls':
      return `${engine} and this machine do not trust each other's certificates: ${detail}`;
    case 'timeout':
      return `${engine} did not answer in time.`;
    case 'aborted':
      return `The call to ${engine} was cancelled.`;
    default:
      return `${engine}: ${detail}`;
  }
}

function answered(raw: RawError, status: number): EngineError {
  const json = raw.json as { message?: unknown } | null | undefined;
  const said = typeof json?.message === 'string' ? json.message : raw.message;
  return new EngineError(byStatus(status), said.trim(), status);
}

function byStatus(status: number): EngineFailure {
  if (status === 404) return 'not-found';
  if (status === 409) return 'conflict';
  if (status === 401 || status === 403) return 'no-permission';
  return status >= 400 && status < 500 ? 'refused' : 'engine-error';
}
