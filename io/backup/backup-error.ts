/** Why a backup or a restore did not come about. `message` says what, and what to do. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
  readonly reason: BackupFailure;

  constructor(reason: BackupFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

export type BackupFailure =
  | 'no-volume'
  | 'volume-exists'
  | 'no-dump-tool'
  | 'dump-failed'
  | 'disk-full'
  | 'damaged'
  | 'differs'
  | 'not-restorable'
  | 'in-use'
  | 'file-changed'
  | 'rolled-back'
  | 'half-done';
