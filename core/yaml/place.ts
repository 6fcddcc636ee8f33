import type { Location, Range } from '../text/source.ts';

/** Where a separately read piece of a file begins now. An edit above the piece changes `offset`, and nothing else. */
export interface Origin {
  readonly file: string;
  offset: number;
}

/** A place given relative to the piece that it was read in. */
export class Place implements Location {
  readonly origin: Origin;
  readonly start: number;
  readonly end: number;

  constructor(origin: Origin, start: number, end: number) {
    this.origin = origin;
    this.start = start;
    this.end = end;
  }

  get file(): string {
    return this.origin.file;
  }

  get range(): Range {
    return { start: this.origin.offset + this.start, end: this.origin.offset + this.end };
  }
}

/** A place from the beginning of one place to the end of another one in the same file. */
export class Span implements Location {
  readonly first: Location;
  readonly last: Location;

  constructor(first: Location, last: Location) {
    this.first = first;
    this.last = last;
  }

  get file(): string {
    return this.first.file;
  }

  get range(): Range {
    return { start: this.first.range.start, end: this.last.range.end };
  }
}

/** A place inside of another one, given by offsets from its beginning. */
export class Part implements Location {
  readonly whole: Location;
  readonly start: number;
  readonly end: number;

  constructor(whole: Location, start: number, end: number) {
    this.whole = whole;
    this.start = start;
    this.end = end;
  }

  get file(): string {
    return this.whole.file;
  }

  get range(): Range {
    const offset = this.whole.range.start;
    return { start: offset + this.start, end: offset + this.end };
  }
}
