import { copySources } from '../facts/build-context.ts';
import { builtImage } from '../facts/built-image.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'copy-outside-context',
  category: 'build',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'A COPY of something outside of the build context',
  why: 'The builder sees the context and nothing above it: "../shared" is looked for in the context itself, and the build fails.',
  instead:
    'Make the folder above the context, with the Dockerfile named by "dockerfile"; or name the other folder in "additional_contexts".',
  examples: {
    bad: `services:
  api:
    build: ./services/api
`,
    good: `services:
  api:
    build:
      context: ./services
      dockerfile: api/Dockerfile
`,
    badFiles: { 'services/api/Dockerfile': 'FROM python:3.12\nCOPY ../processors /app/processors\n' },
    goodFiles: { 'services/api/Dockerfile': 'FROM python:3.12\nCOPY processors /app/processors\n' },
  },
  check({ services, view, report }) {
    for (const service of services) {
      const place = service.build?.context?.location ?? service.build?.location;
      const built = builtImage(service, view);
      if (place === undefined || built === undefined) continue;
      for (const instruction of built.chain.flatMap((stage) => stage.instructions)) {
        const source = copySources(instruction).find(leavesContext);
        if (source === undefined) continue;
        report({
          location: place,
          message: `The Dockerfile of "${service.name}" copies ${source} (line ${instruction.line}), which is outside of the build context, so the build does not find it. Make a folder above both the context, or use "additional_contexts".`,
        });
      }
    }
  },
});

function leavesContext(source: string): boolean {
  let depth = 0;
  for (const part of source.split('/')) {
    if (part === '..') depth--;
    else if (part !== '' && part !== '.') depth++;
    if (depth < 0) return true;
  }
  return false;
}
