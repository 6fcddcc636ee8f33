import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One titled case of a Markdown file: `## title`, prose, fenced blocks. */
export interface Case {
  readonly title: string;
  /** The Markdown file and the line of the title, counted from 1. */
  readonly file: string;
  readonly line: number;
  readonly prose: string;
  readonly blocks: readonly Block[];
}

/** A fenced block. Its first line is three backticks, a language, and a file name or role: `yaml compose.yaml`, `json expect`. */
export interface Block {
  readonly language: string;
  /** The file name or role; empty when there is none. */
  readonly name: string;
  /** Without the lines that hold marks. */
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** A line `# ^^^^ error rule-id: text` below a line of YAML says that just the marked part has that finding. */
export interface Mark {
  /** Line in the block's text and columns, counted from 0; `end` is behind the last `^`. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly severity: 'error' | 'warning' | 'info';
  readonly rule: string;
  /** A part of the message; empty when any message will do. */
  readonly message: string;
}

const MARK = /^(\s*#\s*)(\^+)\s+(error|warning|info)\s+([a-z0-9-]+)(?::\s*(.*?))?\s*$/;

/** Reads all cases of a Markdown file, or of all Markdown files in a folder, by name. */
export function readCases(path: string): readonly Case[] {
  if (path.endsWith('.md')) return parseCases(path, readFileSync(path, 'utf8'));
  const names = readdirSync(path).filter((name) => name.endsWith('.md'));
  return names.sort().flatMap((name) => readCases(join(path, name)));
}

/** The cases in a Markdown text; `file` is what they say they are from. */
export function parseCases(file: string, text: string): readonly Case[] {
  const cases: { title: string; line: number; prose: string[]; blocks: Block[] }[] = [];
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const title = /^## +(.*?)\s*$/.exec(line);
    const fence = /^(`{3,})(\S*)\s*(.*?)\s*$/.exec(line);
    if (title) cases.push({ title: title[1] ?? '', line: index + 1, prose: [], blocks: [] });
    else if (fence) {
      const end = lines.indexOf(fence[1] ?? '', index + 1);
      if (end < 0) throw new Error(`${file}:${index + 1}: the block is not closed`);
      cases.at(-1)?.blocks.push(parseBlock(fence[2] ?? '', fence[3] ?? '', lines.slice(index + 1, end)));
      index = end;
    } else cases.at(-1)?.prose.push(line);
  }
  return cases.map(({ title, line, prose, blocks }) => ({ title, file, line, prose: prose.join('\n').trim(), blocks }));
}

function parseBlock(language: string, name: string, lines: readonly string[]): Block {
  const kept: string[] = [];
  const marks: Mark[] = [];
  for (const line of lines) {
    const match = MARK.exec(line);
    if (!match) {
      kept.push(line);
      continue;
    }
    const start = (match[1] ?? '').length;
    const end = start + (match[2] ?? '').length;
    marks.push({
      line: kept.length - 1,
      start,
      end,
      severity: match[3] as Mark['severity'],
      rule: match[4] ?? '',
      message: match[5] ?? '',
    });
  }
  return { language, name, text: kept.map((line) => `${line}\n`).join(''), marks };
}

/** The one block with that file name or role; undefined when there is none. */
export function blockOf({ blocks }: Case, name: string): Block | undefined {
  return blocks.find((block) => block.name === name);
}

/** The blocks whose name is a file name, as absolute paths below `root` with their texts. */
export function filesOf({ blocks }: Case, root: string): ReadonlyMap<string, string> {
  const files = blocks.filter(({ name }) => /[./]/.test(name));
  return new Map(files.map(({ name, text }) => [`${root}/${name}`, text]));
}

/** A mark as one line of text: `3:12-16 error bad-port`. Lines and columns count from 1, the end is included. */
export function markLine(mark: Pick<Mark, 'line' | 'start' | 'end' | 'severity' | 'rule'>): string {
  return `${mark.line + 1}:${mark.start + 1}-${mark.end} ${mark.severity} ${mark.rule}`;
}
