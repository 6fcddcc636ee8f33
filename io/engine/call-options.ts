/** Every call may be cancelled and ends at its own time limit; every failure is an EngineError. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}
