import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** `npm run new:rule ID`: the file of a rule and its case, to be filled in; then `npm run generate`. */
function main([id]: readonly string[]): void {
  if (id === undefined || !/^[a-z]+(?:-[a-z]+)+$/.test(id)) {
    throw new Error(
      'Usage: npm run new:rule ID. An ID is two or more words in small letters that name the fault: unused-volume',
    );
  }
  const root = path.resolve(__dirname, '..');
  const files = { [`core/lint/rules/${id}.ts`]: ruleText(id), [`test/cases/rules/${id}.md`]: caseText(id) };
  const taken = Object.keys(files).find((name) => existsSync(path.join(root, name)));
  if (taken !== undefined) throw new Error(`${taken} is there already.`);
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`wrote ${name}`);
  }
  console.log(
    `Fill both in, then run: npm run generate && npx mocha test/core/lint/rules.test.ts test/core/lint/cases.test.ts --grep ${id}`,
  );
}

function ruleText(id: string): string {
  return `import { nameOf } from '../facts/service-facts.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: '${id}',
  category: 'correctness',
  severity: 'warning',
  presets: ['strict'],
  since: '0.1.0',
  summary: 'What is wrong, in one line',
  why: 'Why it hurts.',
  instead: 'What to do instead.',
  examples: {
    bad: \`services:
  web:
    image: nginx:1.27
\`,
    good: \`services:
  web:
    image: nginx:1.27
    key: value
\`,
  },
  checkService(service, { report }) {
    // What is read of a service has a field, such as service.image; each of its keys is in service.value.entries.
    if (service.value.entries.has('key')) return;
    report({ location: nameOf(service), message: 'What is wrong, why it hurts, what to do.' });
  },
});
`;
}

function caseText(id: string): string {
  return `# ${id}

## What the case shows

\`\`\`yaml compose.yaml
services:
  web:
# ^^^ warning ${id}: part of the message
    image: nginx:1.27
\`\`\`
`;
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
