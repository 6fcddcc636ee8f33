import type { Payload, ShellCommand } from './tool-call.ts';

/**
 * Tools whose call is a command although it is not written as one: what is typed into a running program, statements for a
 * database, and what servers of tools offer for engines. Told by words in the tool's name, since such servers are many.
 *
 * @returns the same as shell commands; none for all other tools
 */
export function commandsInOtherWords(tool: string, values: Payload): readonly ShellCommand[] {
  const text = (...keys: readonly string[]) =>
    keys.map((key) => values[key]).find((value): value is string => typeof value === 'string' && value !== '');
  const one = (command: string | undefined) => (command === undefined ? [] : [{ text: command, cwd: undefined }]);

  if (/process|terminal|stdin|shell|console/i.test(tool)) return one(text('input', 'chars', 'text', 'data'));
  if (/volume/i.test(tool)) {
    if (/prune/i.test(tool)) return one('docker volume prune');
    if (/remove|delete|[_-]rm\b/i.test(tool))
      return one(`docker volume rm ${quoted(text('volume_name', 'volume', 'name', 'id') ?? 'VOLUME')}`);
  }
  if (/compose[_-]?down/i.test(tool))
    return one(isSet(values, ['volumes', 'remove_volumes', 'v']) ? 'docker compose down -v' : undefined);
  if (/system[_-]?prune/i.test(tool))
    return one(isSet(values, ['volumes']) ? 'docker system prune --volumes' : undefined);
  if (/drop[_-]?(database|collection)/i.test(tool)) return one("mongosh --eval 'db.dropDatabase()'");
  if (/sql|postgres|maria|supabase|neon|database|(^|_)db(_|$)/i.test(tool)) {
    const statement = text('sql', 'query', 'statement');
    return one(statement === undefined ? undefined : `psql -c ${quoted(statement)}`);
  }
  return [];
}

function isSet(values: Payload, keys: readonly string[]): boolean {
  return keys.some((key) => values[key] === true || values[key] === 'true');
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
