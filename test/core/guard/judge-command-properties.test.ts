import assert from 'node:assert/strict';
import fc from 'fast-check';
import { judgeCommand } from '../../../core/guard/command/judge-command.ts';
import type { Surroundings } from '../../../core/guard/command/surroundings.ts';

const surroundings: Surroundings = {
  cwd: '/project',
  home: '/home/dev',
  isProtected: (path) => /compose\.ya?ml$/.test(path),
};
const verdictOf = (command: string) => judgeCommand(command, surroundings).verdict;

const destructive = fc.constantFrom(
  'docker compose down -v',
  'docker compose -f a.yml down --volumes',
  'docker-compose rm -fsv db',
  'docker volume rm pg',
  'docker volume prune -f',
  'docker system prune -af --volumes',
  'podman system reset -f',
  'rm -f docker-compose.yml',
  'truncate -s 0 compose.yaml',
  'docker compose exec db psql -c "drop table users"',
);

/** For single commands. */
const prefix = fc.constantFrom('', 'sudo ', 'env A=1 ', 'timeout 10 ', 'nohup ', 'A=1 ', '! ', 'time ', 'command ');

const wrapper = fc.constantFrom<(command: string) => string>(
  (command) => `bash -c ${quoted(command)}`,
  (command) => `sudo sh -c ${quoted(command)}`,
  (command) => `eval ${quoted(command)}`,
  (command) => `ls && ${command}`,
  (command) => `( ${command} )`,
  (command) => `if true; then ${command}; fi`,
  (command) => `echo ${quoted(command)} | bash`,
  (command) => `f() { ${command}; }; f`,
  (command) => `echo "$( ${command} )"`,
  (command) => `${command} > /dev/null 2>&1`,
);

/** For texts of any kind; what follows a here-document must start on a new line, so these come last. */
const outermost = fc.constantFrom<(command: string) => string>(
  (command) => command,
  (command) => `bash <<'EOF'\n${command}\nEOF`,
  (command) => `cat <<'EOF' | sudo sh\n${command}\nEOF`,
);

const mention = fc.constantFrom<(command: string) => string>(
  (command) => `echo ${quoted(command)}`,
  (command) => `echo ${quoted(command)} >> notes.md`,
  (command) => `grep -rn ${quoted(command)} .`,
  (command) => `git commit -m ${quoted(command)}`,
  (command) => `# ${command}`,
  (command) => `ls # ${command}`,
  (command) => `cat > notes.md <<'EOF'\n${command}\nEOF`,
  (command) => `X=${quoted(command)}`,
  (command) => `printf '%s' ${quoted(command)} | wc -c`,
  (command) => `f() { ${command}; }`,
);

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

const scrap = fc.oneof(
  fc.constantFrom(
    'docker',
    'compose',
    'down',
    '-v',
    'rm',
    '|',
    '&&',
    ';',
    '(',
    ')',
    '{',
    '}',
    '$(',
    '`',
    '"',
    "'",
    '<<EOF\n',
    '>',
    '\n',
    '$X',
    '${X:-',
    '\\',
    'if',
    'then',
    'fi',
    'case',
    'esac',
    'docker-compose.yml',
    'bash',
    '-c',
    'xargs',
    '*',
    '[[',
    '((',
    '\0',
  ),
  fc.string({ maxLength: 12 }),
);

describe('judgeCommand, for all commands', () => {
  it('never throws and always answers', () => {
    fc.assert(
      fc.property(fc.array(scrap, { maxLength: 40 }), fc.constantFrom('', ' '), (scraps, glue) => {
        const { verdict, reasons } = judgeCommand(scraps.join(glue), surroundings);
        assert.equal(verdict === 'allow', reasons.length === 0);
      }),
      { numRuns: 2000 },
    );
  });

  it('denies a destructive command however it is wrapped', () => {
    fc.assert(
      fc.property(
        destructive,
        prefix,
        fc.array(wrapper, { maxLength: 3 }),
        outermost,
        (command, before, wrappers, last) => {
          const text = last(wrappers.reduce((inner, wrap) => wrap(inner), before + command));
          assert.equal(verdictOf(text), 'deny', text);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('allows the mention of a destructive command, however it is wrapped itself', () => {
    fc.assert(
      fc.property(destructive, mention, (command, say) => {
        assert.equal(verdictOf(say(command)), 'allow', say(command));
      }),
      { numRuns: 500 },
    );
  });

  it('gives words and text the same verdict', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            'docker',
            'compose',
            'volume',
            'down',
            'rm',
            '-v',
            '-f',
            '--volumes',
            'web',
            'x.yml',
            '--',
            '--help',
            'docker-compose.yml',
          ),
          { minLength: 1, maxLength: 8 },
        ),
        (words) => {
          assert.equal(judgeCommand(words, surroundings).verdict, verdictOf(words.join(' ')), words.join(' '));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('answers for deeply nested and very long commands', () => {
    const deep = `${'bash -c "'.repeat(200)}docker compose down -v${'"'.repeat(200)}`;
    const nested = `${'$('.repeat(3000)}docker volume rm x${')'.repeat(3000)}`;
    const wide = `cat > notes.md <<'EOF'\n${'docker compose down -v\n'.repeat(20_000)}EOF`;
    const escapes = '\\a'.repeat(60);
    for (const script of [`/${escapes}`, `s/${escapes}`, `s/a/${escapes}`]) {
      const read = { ...surroundings, readFile: () => 'services: {}\n' };
      assert.notEqual(judgeCommand(`sed -i '${script}' compose.yaml`, read).verdict, undefined);
    }
    for (const text of [deep, nested]) assert.notEqual(verdictOf(text), undefined);
    assert.equal(verdictOf(wide), 'allow');
    assert.equal(verdictOf(`${'ls; '.repeat(3000)}docker compose down -v`), 'deny');
  });
});
