/**
 * What a text of SQL statements destroys, in words; undefined when nothing. Strings and comments are not looked at.
 */
export function destructiveSql(text: string): string | undefined {
  const bare = text
    .replace(/--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, ' ')
    .replace(/'(?:''|\\.|[^'\\])*'/g, "''")
    .replace(/\$(\w*)\$[\s\S]*?\$\1\$/g, "''");
  for (const statement of bare.split(';')) {
    const words = statement.trim().replace(/\s+/g, ' ');
    const drop =
      /^DROP (DATABASE|SCHEMA|TABLE|KEYSPACE|TABLESPACE|COLLECTION|OWNED|MATERIALIZED VIEW)\b(?: IF EXISTS)?(?: ([\w."`\0]+))?/i.exec(
        words,
      );
    if (drop !== null) return `${drop[1]?.toLowerCase()} ${drop[2] ?? ''} is dropped`.replace('  ', ' ');
    const truncate = /^TRUNCATE\b(?: TABLE)?(?: ([\w."`\0]+))?/i.exec(words);
    if (truncate !== null) return `table ${truncate[1] ?? ''} is emptied`.replace('  ', ' ');
    const remove = /^DELETE FROM ([\w."`\0]+)(?! .*\bWHERE\b)/i.exec(words);
    if (remove !== null && !/\bWHERE\b/i.test(words)) return `every row of ${remove[1]} is deleted`;
    if (/^ALTER TABLE .*\bDROP COLUMN\b/i.test(words)) return 'a column is dropped';
    if (/^ALTER DATABASE .*\bDROP\b/i.test(words)) return 'a part of the database is dropped';
  }
  return undefined;
}

/** The same for the JavaScript of mongosh. */
export function destructiveMongo(text: string): string | undefined {
  const bare = text.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, ' ').replace(/(["'`])(?:\\.|(?!\1)[^\\])*\1/g, '""');
  if (/\.dropDatabase\s*\(/.test(bare)) return 'the database is dropped';
  if (/\.drop\s*\(\s*(?:(\{[^}]*\})\s*)?\)/.test(bare)) return 'a collection is dropped';
  if (/\.(deleteMany|remove)\s*\(\s*(?:(\{\s*\})\s*)?\)/.test(bare)) return 'every document is deleted';
  return undefined;
}

/** The same for Cypher. */
export function destructiveCypher(text: string): string | undefined {
  const bare = text.replace(/\/\/[^\n]*/g, ' ').replace(/(["'])(?:\\.|(?!\1)[^\\])*\1/g, '""');
  if (/\bDROP\s+DATABASE\b|\bCREATE\s+OR\s+REPLACE\s+DATABASE\b/i.test(bare)) return 'a database is dropped';
  for (const statement of bare.split(';')) {
    if (/\bDETACH\s+DELETE\b/i.test(statement) && !/\bWHERE\b|\{/i.test(statement))
      return 'every matching node is deleted';
  }
  return undefined;
}

/** The same for one command of redis-cli, given as words. */
export function destructiveRedis(words: readonly string[]): string | undefined {
  const [name = '', second = ''] = words.map((word) => word.toUpperCase());
  if (name === 'FLUSHALL') return 'every key of every database is deleted';
  if (name === 'FLUSHDB') return 'every key of the database is deleted';
  if (name === 'SHUTDOWN' && second === 'NOSAVE') return 'everything since the last save is lost';
  if (/^(DEL|UNLINK)$/.test(name) && words.slice(1).some((key) => /^\*+$/.test(key)))
    return 'every key of the database is deleted';
  if (/^(EVAL|EVAL_RO|SCRIPT)$/.test(name) && /\bflush(all|db)\b/i.test(words.join(' ')) && name === 'EVAL')
    return 'every key is deleted';
  return undefined;
}

/** The pattern of which one command of redis-cli deletes every key: `DEL` of what was listed, or a script that lists and deletes. */
export function deletedKeys(words: readonly string[]): string | undefined {
  const [name = '', ...rest] = words;
  if (/^(del|unlink)$/i.test(name)) return rest.find((key) => key.includes('*'));
  const [script = '', , ...parameters] = rest;
  if (!/^eval$/i.test(name) || !/['"](del|unlink)['"]/i.test(script) || !/['"](keys|scan)['"]/i.test(script))
    return undefined;
  return parameters.find((key) => key.includes('*')) ?? 'of the script';
}
