import { parseEnv } from '../../project/dotenv.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'spaced-variable',
  category: 'upkeep',
  severity: 'info',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'A blank between the name of a variable and its equals sign in an env file',
  why: 'Compose drops the blank; "docker run --env-file", "format: raw" and every shell refuse the line.',
  instead: 'Write NAME=value without blanks.',
  examples: {
    bad: `services:
  web:
    image: nginx:1.27
    env_file: web.env
`,
    good: `services:
  web:
    image: nginx:1.27
    env_file: web.env
`,
    badFiles: { 'web.env': 'LOG_LEVEL =info\n' },
    goodFiles: { 'web.env': 'LOG_LEVEL=info\nLANGUAGE: en\n' },
  },
  check({ project, view, report }) {
    const files = new Set(
      project.files
        .filter(({ role, exists }) => exists && (role === 'env' || role === 'env_file'))
        .map(({ file }) => file),
    );
    for (const file of files) {
      const text = view.readText(file);
      if (text === undefined || !/[^\s=#][ \t]+=/.test(text)) continue;
      for (const { name, range } of parseEnv(text, () => undefined).variables) {
        const [whole, before = '', blanks = ''] =
          /^((?:export[ \t]+)?[^\s=:]+)([ \t]+)=/.exec(text.slice(range.start, range.end)) ?? [];
        if (whole === undefined) continue;
        const end = range.start + before.length + blanks.length;
        report({
          location: { file, range: { start: range.start + before.length - name.length, end } },
          message: `There is a blank between ${name} and its "=". Compose drops it; shells and "docker run --env-file" refuse the line. Remove it.`,
          fixes: () => [
            {
              title: 'Remove the blank',
              edits: [{ file, range: { start: range.start + before.length, end }, text: '' }],
              safe: true,
            },
          ],
        });
      }
    }
  },
});
