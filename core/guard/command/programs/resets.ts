import { type Argument, commandText } from '../argument.ts';
import { type Call, type Program, report } from '../shell.ts';

/** Frameworks and migration tools, with the words that empty or drop the whole database. */
const resets: Readonly<Record<string, RegExp>> = {
  rails: /^db:(drop|reset|purge|schema:load|migrate:reset|truncate_all|seed:replant)\b/,
  artisan: /^(migrate:(fresh|refresh|reset)|db:wipe)\b/,
  'manage.py': /^(flush|reset_db|sqlflush)\b/,
  console: /^doctrine:(database|schema|mongodb:schema):drop\b/,
  prisma: /^(migrate reset\b|db push\b.*--force-reset)/,
  sequelize: /^(db:drop|db:migrate:undo:all)\b/,
  knex: /^migrate:rollback\b.*--all\b/,
  typeorm: /^schema:drop\b/,
  mix: /^ecto\.(drop|reset)\b/,
  flyway: /\bclean\b/,
  liquibase: /\bdrop-?all\b/i,
  alembic: /\bdowngrade base\b/,
  wp: /^(db (reset|drop|clean)|site empty)\b/,
  drush: /^(sql[:-]drop|site[:-]install|si)\b/,
  supabase: /^(db reset\b|stop\b.*--no-backup)/,
  sqlx: /^database (drop|reset)\b/,
  diesel: /^database reset\b/,
  dbmate: /^drop\b/,
};

const sameTool: Readonly<Record<string, string>> = {
  rake: 'rails',
  'django-admin': 'manage.py',
  symfony: 'console',
  'sequelize-cli': 'sequelize',
};

export const resetPrograms = [...Object.keys(resets), ...Object.keys(sameTool)];

/** Follows a framework's own command line where it resets a database; that of its tests may be reset. */
export const followReset: Program = (call) => {
  noteReset(call, call.name, call.args);
  return undefined;
};

/** The same for a script that an interpreter starts: `php artisan …`, `python manage.py …`. */
export function noteReset(call: Call, name: string, args: readonly Argument[]): void {
  const pattern = resets[sameTool[name] ?? name];
  if (pattern === undefined) return;
  const text = commandText(args);
  if (!pattern.test(text) || /(^| )--?h(elp)?\b/.test(text) || isForTests(call, text)) return;
  report(call, 'database-reset');
}

function isForTests(call: Call, text: string): boolean {
  if (/(^| )--?(env|environment|database|e)[= ]test(ing)?\b|_ENV=test\b/.test(text)) return true;
  return ['RAILS_ENV', 'RACK_ENV', 'APP_ENV', 'NODE_ENV', 'MIX_ENV'].some((name) =>
    /^test/.test(call.environment.get(name) ?? call.shell.variables.get(name)?.join() ?? ''),
  );
}
