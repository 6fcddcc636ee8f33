import type { FileEdit, Replacement } from '../../core/guard/patch/file-edit.ts';
import { isRecord } from '../../core/text/record.ts';
import { commandsInOtherWords, quoted } from './named-commands.ts';
import type { Payload, ShellCommand } from './tool-call.ts';

/** What a tool's input asks for. */
export interface ToolInput {
  readonly edits: readonly FileEdit[];
  readonly commands: readonly ShellCommand[];
}

const pathKeys = [
  'file_path',
  'filePath',
  'path',
  'absolute_path',
  'target_file',
  'TargetFile',
  'notebook_path',
  'filename',
  'file',
  'fileName',
  'relative_path',
  'relativePath',
  'pathInProject',
  'uri',
  'fileUri',
  'document',
  'target',
];
const contentKeys = ['content', 'contents', 'file_text', 'fileText', 'CodeContent', 'text', 'body', 'newContent'];
const oldKeys = ['old_string', 'oldString', 'old_str', 'oldStr', 'old_text', 'oldText', 'TargetContent', 'before'];
const newKeys = ['new_string', 'newString', 'new_str', 'newStr', 'new_text', 'newText', 'ReplacementContent', 'after'];
const allKeys = ['replace_all', 'replaceAll', 'allow_multiple', 'AllowMultiple'];
const listKeys = ['edits', 'replacements', 'ReplacementChunks', 'files', 'changes', 'operations'];
const startKeys = ['start_line', 'startLine', 'StartLine', 'end_line', 'endLine', 'EndLine'];

/** Tools that change the file that they name. Servers of tools, and the separators in their names, come and go. */
const changes = /write|edit|replace|insert|update|modify|save|patch|append|overwrite|truncate|create|delete|remove/i;
const patchKeys = ['command', 'input', 'patchText', 'patch', 'patch_text', 'diff'];
const commandKeys = ['command', 'cmd', 'command_line', 'commandLine', 'CommandLine', 'script'];
const folderKeys = ['workdir', 'working_directory', 'workingDirectory', 'dir_path', 'directory', 'cwd', 'Cwd'];

/**
 * Reads a tool's input by the keys in it. Agents spell the same few shapes in many ways and change the tools' names more
 * often than the shapes, so that the name only decides where the keys are the same: reading, deleting and moving.
 */
export function readTool(tool: string, input: unknown): ToolInput {
  if (typeof input === 'string') {
    const sent = parsed(input);
    if (sent !== undefined) return readTool(tool, sent);
    return isPatch(input) ? { edits: [{ kind: 'patch', text: input }], commands: [] } : commandsOf(tool, [input]);
  }
  if (Array.isArray(input)) return commandsOf(tool, input);
  if (typeof input !== 'object' || input === null) return { edits: [], commands: [] };
  const values = input as Payload;
  const edits = readEdits(tool, values);
  return edits.length > 0 ? { edits, commands: [] } : readCommands(tool, values);
}

/**
 * An object or a list that was sent as JSON; undefined for all else.
 *
 * @throws SyntaxError for a text that begins as such an object and is none: nobody knows what the tool makes of it
 */
function parsed(text: string): unknown {
  if (/^\s*\{\s*"\w+"\s*:/.test(text)) return JSON.parse(text);
  return listOf(text.trimStart());
}

function readEdits(tool: string, values: Payload): readonly FileEdit[] {
  const path = pathOf(values);
  const patch = patchKeys
    .map((key) => values[key])
    .find((value): value is string => typeof value === 'string' && isPatch(value));
  if (patch !== undefined) return [{ kind: 'patch', text: patch, ...(isEnvelope(patch) ? {} : { path }) }];
  const list = listKeys.map((key) => listOf(values[key])).find((value) => value !== undefined);
  const listed = list === undefined ? [] : readList(list, path);
  if (listed.length > 0) return listed;
  if (/delete|remove|unlink/i.test(tool) && !hasContent(values) && !hasLines(values)) return deletions(values, path);
  const [from, to] = [
    firstText(values, ['source', 'from', 'old_path', 'oldPath']),
    firstText(values, ['destination', 'to', 'new_path', 'newPath']),
  ];
  if (from !== undefined && to !== undefined && /move|rename|copy/i.test(tool))
    return [{ kind: /copy/i.test(tool) ? 'copy' : 'move', path: from, to }];
  if (/^(read|view|cat|grep|glob|ls|list|fs_read|search(?!_?replace))/i.test(ownName(tool))) return [];
  if (path === undefined) return readNested(tool, values);
  const edits = readSingle(values, path);
  return edits.length > 0 || !changes.test(ownName(tool))
    ? edits
    : [unclear(path, 'what it writes is not in the call')];
}

/** The path that a call names, also as the only one in a list or in a URI's parts. */
function pathOf(values: Payload): string | undefined {
  const path = firstText(values, pathKeys);
  if (path !== undefined) return path;
  const given = values.file_path ?? values.filePath ?? values.path ?? values.uri;
  if (isRecord(given)) return firstText(given, ['fsPath', 'path']);
  return Array.isArray(given) && given.length === 1 && typeof given[0] === 'string' ? given[0] : undefined;
}

/** An edit that stands in an object of its own: `{"file": {"path": …, "text": …}}`. */
function readNested(tool: string, values: Payload): readonly FileEdit[] {
  const inner = ['file', 'document', 'args', 'arguments', 'params', 'data'].map((key) => values[key]);
  const found = inner.find(isRecord);
  return found === undefined ? [] : readEdits(tool, found);
}

/** A tool's name without that of its server: `mcp__files__write` is `write`. */
function ownName(tool: string): string {
  return tool.replace(/^.*__|^MCP:/, '');
}

function unclear(path: string, reason: string): FileEdit {
  return { kind: 'unclear', path, reason };
}

function readSingle(values: Payload, path: string): readonly FileEdit[] {
  const verb = values.command;
  if (verb === 'view' || verb === 'undo_edit') return [];
  const fresh = firstText(values, newKeys);
  const line = numberOf(values.insert_line ?? values.insertLine ?? values.line);
  const content = firstText(values, contentKeys);
  if (verb === 'append' || values.mode === 'append') return [{ kind: 'append', path, text: content ?? fresh ?? '' }];
  if (line !== undefined && firstText(values, oldKeys) === undefined)
    return [{ kind: 'insert', path, line, text: fresh ?? content ?? '' }];
  const old = firstText(values, oldKeys);
  if (old === undefined && hasLines(values)) return [unclear(path, 'it names lines by their numbers')];
  if (old !== undefined && !(old === '' && content !== undefined)) {
    if (old === '') return [{ kind: 'write', path, text: fresh ?? '' }];
    return [{ kind: 'replace', path, replacements: [{ old, new: fresh ?? '', all: flag(values) }] }];
  }
  const text = content ?? fresh;
  if (text !== undefined) return [{ kind: 'write', path, text }];
  if (
    typeof values.code === 'string' ||
    typeof values.code_edit === 'string' ||
    typeof values.instructions === 'string'
  ) {
    return [unclear(path, 'the edit leaves out parts of the file, so that its result is not known before')];
  }
  return [];
}

function readList(list: readonly unknown[], path: string | undefined): readonly FileEdit[] {
  const edits: FileEdit[] = [];
  for (const item of list) {
    if (typeof item !== 'object' || item === null) continue;
    const values = item as Payload;
    const own = firstText(values, pathKeys) ?? path;
    if (own === undefined) continue;
    const old = firstText(values, oldKeys);
    const replacement: Replacement = { old: old ?? '', new: firstText(values, newKeys) ?? '', all: flag(values) };
    const last = edits.at(-1);
    if (old === undefined) edits.push(...readSingle(values, own));
    else if (last?.kind === 'replace' && last.path === own)
      edits[edits.length - 1] = { ...last, replacements: [...last.replacements, replacement] };
    else edits.push({ kind: 'replace', path: own, replacements: [replacement] });
  }
  return edits;
}

function deletions(values: Payload, path: string | undefined): readonly FileEdit[] {
  const paths = listOf(values.file_paths ?? values.paths ?? values.files)?.filter(
    (item): item is string => typeof item === 'string',
  );
  return [...(path === undefined ? [] : [path]), ...(paths ?? [])].map((one) => ({ kind: 'delete', path: one }));
}

function readCommands(tool: string, values: Payload): ToolInput {
  const list = listOf(values.commands);
  const command = commandKeys
    .map((key) => values[key])
    .find((value) => typeof value === 'string' || Array.isArray(value));
  const cwd = firstText(values, folderKeys);
  if (list !== undefined) return commandsOf(tool, list, cwd);
  if (command !== undefined) return commandsOf(tool, [Array.isArray(values.args) ? values : command], cwd);
  return { edits: [], commands: commandsInOtherWords(tool, values) };
}

function commandsOf(_tool: string, items: readonly unknown[], cwd?: string): ToolInput {
  const commands: ShellCommand[] = [];
  for (const item of items) {
    if (typeof item === 'string') commands.push({ text: item, cwd });
    else if (Array.isArray(item)) commands.push({ text: item.map((word) => quoted(String(word))).join(' '), cwd });
    else if (typeof item === 'object' && item !== null) {
      const text = firstText(item as Payload, commandKeys);
      const args = (item as Payload).args;
      const rest = Array.isArray(args) ? args.map((word) => ` ${quoted(String(word))}`).join('') : '';
      if (text !== undefined) commands.push({ text: text + rest, cwd: firstText(item as Payload, folderKeys) ?? cwd });
    }
  }
  return { edits: [], commands };
}

function isEnvelope(text: string): boolean {
  return /^\s*\*\*\* Begin Patch/.test(text);
}

function isPatch(text: string): boolean {
  return isEnvelope(text) || /^(<{3,}|-{3,}) SEARCH/m.test(text) || /^--- \S.*\n\+\+\+ \S/m.test(text);
}

function hasContent(values: Payload): boolean {
  return [...contentKeys, ...newKeys].some((key) => typeof values[key] === 'string');
}

function hasLines(values: Payload): boolean {
  return startKeys.some((key) => numberOf(values[key]) !== undefined);
}

function flag(values: Payload): boolean {
  return allKeys.some((key) => values[key] === true || values[key] === 'true');
}

/** A list, also one that was sent as text. */
function listOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'string' || !value.startsWith('[')) return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
}

/** The first of the keys that holds a text. */
export function firstText(values: Payload, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = values[key];
    if (typeof value === 'string') return value;
  }
  return undefined;
}
