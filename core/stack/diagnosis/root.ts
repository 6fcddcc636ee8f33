/** One thing that is wrong by itself. */
export interface Root {
  readonly project: string;
  /** Undefined: it is about the engine or the project as a whole. */
  readonly service?: string | undefined;
  /** One sentence: what is wrong. */
  readonly title: string;
  /** The id of the recognized error. */
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  /** What it was seen by, as sentences or lines of a log. */
  readonly evidence: readonly string[];
  /** Services that suffer from it, with the chain that leads there: `proxy → api → db`. */
  readonly suffering: readonly string[];
  /** Safe ones, best first. */
  readonly steps: readonly string[];
  readonly never?: string | undefined;
}
