import type { Random } from './seeded.ts';

const SNIPPETS = [
  'a',
  'web',
  ':',
  ': ',
  '- ',
  '  ',
  '\n',
  '\n  ',
  '\n    ',
  '#',
  ' # c',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ',',
  '&x ',
  '*x',
  '*common',
  '<<: *common',
  '!reset ',
  '!override ',
  '|',
  '>',
  '${',
  '}',
  '${A:-b}',
  '$',
  '$$',
  '---\n',
  '...\n',
  '%',
  '\t',
  '\r\n',
  '@',
  '?',
  '? ',
  '80:80',
  'null',
  '1.5',
  'true',
  '\uFEFF',
  '\u0000',
  'é',
  '\nservices:\n',
  '\n  new:\n    image: x\n',
  '    ports: [80]\n',
  'x-y: 1\n',
  '\nvolumes:\n  data:\n',
  'image: other\n',
  '\n  web:\n',
] as const;

/** A text with one random edit: something typed, removed, doubled, moved or swapped. */
export function randomText(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const end = Math.min(text.length, at + 1 + random.below(random() < 0.8 ? 4 : 80));
  const lines = text.split('\n');
  const line = random.below(lines.length);
  switch (random.below(7)) {
    case 0:
      return text.slice(0, at) + text.slice(end);
    case 1:
      return [...lines.slice(0, line), ...lines.slice(line + 1)].join('\n');
    case 2:
      return [...lines.slice(0, line), lines[line] ?? '', ...lines.slice(line)].join('\n');
    case 3: {
      const other = random.below(lines.length);
      const moved = [...lines];
      const [taken = ''] = moved.splice(line, 1);
      moved.splice(other, 0, taken);
      return moved.join('\n');
    }
    case 4:
      return lines
        .map((one, index) => (index === line ? (random() < 0.5 ? ` ${one}` : one.replace(/^ /, '')) : one))
        .join('\n');
    default:
      return text.slice(0, at) + random.pick(SNIPPETS) + text.slice(random() < 0.3 ? end : at);
  }
}
