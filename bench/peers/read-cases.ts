import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A small project with at most one fault. */
export interface PeerCase {
  readonly title: string;
  /** Texts by file name, marks taken out; the first is the one that is opened. */
  readonly files: ReadonlyMap<string, string>;
  readonly opened: string;
  /** Where the fault may be reported, from zero; empty: nothing is wrong. */
  readonly marks: readonly Mark[];
  /** Messages that are about further faults of the same project, which are cases of their own. */
  readonly ignored?: readonly RegExp[];
}

export interface Mark {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** What a message about this fault says. */
  readonly subject: RegExp;
}

const fence = /^```(\w+) (\S+)\n([\s\S]*?)^```$/gm;
const marker = /^#( *)(\^+) (.+)$/;

/** Reads the cases of a folder of Markdown files. */
export function readCases(folder: string): PeerCase[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split(/^## /m).slice(1).map(readCase));
}

function readCase(section: string): PeerCase {
  const title = section.slice(0, section.indexOf('\n'));
  const files = new Map<string, string>();
  const marks: Mark[] = [];
  let opened = '';
  for (const [, , name = '', body = ''] of section.matchAll(fence)) {
    if (opened === '') opened = name;
    const lines: string[] = [];
    for (const line of body.split('\n')) {
      const match = marker.exec(line);
      if (match === null || name !== opened) lines.push(line);
      else {
        const start = (match[1]?.length ?? 0) + 1;
        // A mark in the first column is written from the second one on.
        const from = start === 1 ? 0 : start;
        marks.push({
          line: lines.length - 1,
          start: from,
          end: start + (match[2]?.length ?? 0),
          subject: new RegExp(match[3] ?? '', 'i'),
        });
      }
    }
    files.set(name, lines.join('\n'));
  }
  return { title, files, opened, marks };
}
