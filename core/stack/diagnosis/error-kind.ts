/** A kind of error by the words that engines, Compose and common servers use for it. */
export interface ErrorKind {
  readonly id: string;
  /**
   * Named groups are put into the texts below where they stand in braces. Undefined for what is not known by words: it is found
   * in what the engine says of a container, or by a check.
   */
  readonly pattern?: RegExp | undefined;
  readonly cause: string;
  /** Safe ones, in the order in which to try them. */
  readonly steps: readonly string[];
  /** What people are told to do and should not do first. */
  readonly never?: string | undefined;
}
