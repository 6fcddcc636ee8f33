import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeCommand } from '../../../core/guard/command/judge-command.ts';
import type { Surroundings } from '../../../core/guard/command/surroundings.ts';

const folder = 'test/cases/commands';

interface Block {
  readonly info: readonly string[];
  readonly text: string;
  readonly line: number;
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const info = /^```(\S.*)$/.exec(lines[at] ?? '')?.[1];
    if (info === undefined) continue;
    const end = lines.indexOf('```', at + 1);
    blocks.push({ info: info.split(' '), text: lines.slice(at + 1, end).join('\n'), line: at + 2 });
    at = end;
  }
  return blocks;
}

const files = new Map(
  blocksOf(readFileSync(join(folder, 'README.md'), 'utf8')).map((block) => [block.info[1] ?? '', `${block.text}\n`]),
);

/** The place described in test/cases/commands/README.md. */
const project: Surroundings = {
  cwd: '/project',
  home: '/home/dev',
  isProtected: (path) => /(^|\/)(docker-)?compose(\.[\w-]+)?\.ya?ml$/.test(path),
  protectedFiles: (directory) =>
    [...files.keys()].filter(
      (file) => file.startsWith(`${directory === '/' ? '' : directory}/`) && /compose[^/]*\.ya?ml$/.test(file),
    ),
  readFile: (path) => files.get(path),
  dataFolders: () => ['/project/pgdata'],
  namedDataFolders: () => ['/project/uploads'],
  stateFolder: '/home/dev/.local/state/holdfast',
};

describe('judgeCommand', () => {
  let counted = 0;
  let harmless = 0;
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.md') && file !== 'README.md')) {
    describe(name.replace('.md', ''), () => {
      for (const block of blocksOf(readFileSync(join(folder, name), 'utf8'))) {
        const [, verdict, ...rest] = block.info;
        const rule = rest.find((word) => word !== 'whole');
        const commands = rest.includes('whole') ? [block.text] : block.text.split('\n').filter((line) => line !== '');
        for (const [index, command] of commands.entries()) {
          counted++;
          if (verdict === 'allow') harmless++;
          it(`${verdict}: ${command.split('\n')[0]}`, () => {
            const judged = judgeCommand(command, project);
            const where = `${folder}/${name}:${block.line + index}: ${JSON.stringify(judged.reasons)}`;
            if (verdict === 'held') assert.notEqual(judged.verdict, 'allow', where);
            else assert.equal(judged.verdict, verdict, where);
            if (rule !== undefined)
              assert.ok(
                judged.reasons.some((reason) => reason.rule === rule),
                where,
              );
            for (const reason of judged.reasons)
              assert.ok(reason.message.length > 20 && reason.alternative.length > 20, where);
          });
        }
      }
    });
  }
  it('has enough cases, at least half of them harmless', () => {
    assert.ok(counted >= 250, String(counted));
    assert.ok(harmless * 2 >= counted, `${harmless} of ${counted}`);
  });
});
