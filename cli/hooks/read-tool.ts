import type { FileEdit, Replacement } from '../../core/guard/patch/file-edit.ts';
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
];
const contentKeys = ['content', 'contents', 'file_text', 'fileText', 'CodeContent'];
const oldKeys = ['old_string', 'oldString', 'old_str', 'oldStr', 'old_text', 'oldText', 'TargetContent', 'before'];
const newKeys = ['new_string', 'newString', 'new_str', 'newStr', 'new_text', 'newText', 'ReplacementContent', 'after'];
const allKeys = ['replace_all', 'replaceAll', 'allow_multiple', 'AllowMultiple'];
const listKeys = ['edits', 'replacements', 'ReplacementChunks'];
const patchKeys = ['command', 'input', 'patchText', 'patch', 'patch_text', 'diff'];
const commandKeys = ['command', 'cmd', 'command_line', 'commandLine', 'CommandLine', 'script'];
const folderKeys = ['workdir', 'working_directory', 'workingDirectory', 'dir_path', 'directory', 'cwd', 'Cwd'];

/**
 * Reads a tool's input by the keys in it. Agents spell the same few shapes in many ways and change the tools' names more
 * often than the shapes, so that the name only decides where the keys are the same: reading, deleting and moving.
 */
export function readTool(tool: string, input: unknown): ToolInput {
  if (typeof input === 'string')
    return isPatch(input) ? { edits: [{ kind: 'patch', text: input }], commands: [] } : commandsOf(tool, [input]);
  if (Array.isArray(input)) return commandsOf(tool, input);
  if (typeof input !== 'object' || input === null) return { edits: [], commands: [] };
  const values = input as Payload;
  const edits = readEdits(tool, values);
  return edits.length > 0 ? { edits, commands: [] } : readCommands(tool, values);
}

function readEdits(tool: string, values: Payload): readonly FileEdit[] {
  const path = firstText(values, pathKeys);
  const patch = patchKeys
    .map((key) => values[key])
    .find((value): value is string => typeof value === 'string' && isPatch(value));
  if (patch !== undefined) return [{ kind: 'patch', text: patch, ...(isEnvelope(patch) ? {} : { path }) }];
  const list = listKeys.map((key) => listOf(values[key])).find((value) => value !== undefined);
  if (list !== undefined) return readList(list, path);
  if (/delete|remove|unlink/i.test(tool) && !hasContent(values)) return deletions(values, path);
  const [from, to] = [
    firstText(values, ['source', 'from', 'old_path', 'oldPath']),
    firstText(values, ['destination', 'to', 'new_path', 'newPath']),
  ];
  if (from !== undefined && to !== undefined && /move|rename/i.test(tool)) return [{ kind: 'move', path: from, to }];
  if (path === undefined || /^(read|view|cat|grep|glob|ls|list|fs_read|search(?!_?replace))/i.test(tool)) return [];
  return readSingle(values, path);
}

function readSingle(values: Payload, path: string): readonly FileEdit[] {
  const verb = values.command;
  if (verb === 'view' || verb === 'undo_edit') return [];
  const fresh = firstText(values, newKeys);
  const line = numberOf(values.insert_line ?? values.insertLine ?? values.line);
  const content = firstText(values, contentKeys);
  if (verb === 'append') return [{ kind: 'append', path, text: content ?? fresh ?? '' }];
  if (line !== undefined && firstText(values, oldKeys) === undefined)
    return [{ kind: 'insert', path, line, text: fresh ?? content ?? '' }];
  const old = firstText(values, oldKeys);
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
    return [
      {
        kind: 'unclear',
        path,
        reason: 'the edit leaves out parts of the file, so that its result is not known before',
      },
    ];
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
  if (Array.isArray(command)) return commandsOf(tool, [command], cwd);
  return command === undefined ? { edits: [], commands: [] } : commandsOf(tool, [command], cwd);
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

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
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
