/** A half-open span of UTF-16 offsets: `start` is in it, `end` is not. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * A place in a file. `file` is an absolute path with forward slashes (`/home/a/compose.yaml`, `C:/a/compose.yaml`).
 * Implementations may compute `range` when it is read, so that unchanged parts of a file can be reused after an edit above them:
 * take `file` and `range` by name, since spreading a location (`{...location}`) loses them, and don't keep ranges across edits.
 */
export interface Location {
  readonly file: string;
  readonly range: Range;
}

/** A value together with the place that it was read from. */
export interface Located<T> {
  readonly value: T;
  readonly location: Location;
}

/** Replaces the text of `range` in `file` by `text`. */
export interface TextEdit extends Location {
  readonly text: string;
}
