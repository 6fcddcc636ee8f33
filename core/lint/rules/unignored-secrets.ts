import { forEachCopiedContext } from '../facts/build-context.ts';
import { joinPath } from '../facts/built-image.ts';
import { isIgnored } from '../facts/ignored-paths.ts';
import { defineRule } from '../rule.ts';

const paths = ['.env', '.git', '.npmrc', '.aws', '.ssh', 'id_rsa'];

export const rule = defineRule({
  id: 'unignored-secrets',
  category: 'security',
  severity: 'warning',
  presets: ['security'],
  since: '0.1.0',
  summary: 'Secrets of the working folder get into an image',
  why: 'Whoever has the image can read them, also after a later layer has removed them.',
  instead: 'List them in .dockerignore; hand secrets to builds with "secrets".',
  examples: {
    bad: `services:
  web:
    build: ./app
`,
    good: `services:
  web:
    build: ./app
`,
    files: { 'app/Dockerfile': 'FROM node:22\nCOPY . .\n', 'app/.env': 'KEY=1\n' },
    goodFiles: { 'app/.dockerignore': '.env*\n' },
  },
  check({ services, view, report }) {
    forEachCopiedContext(services, view, (service, context, patterns) => {
      const present = paths.filter(
        (name) => view.kind(joinPath(context.value, name)) !== undefined && !isIgnored(patterns ?? '', name),
      );
      if (present.length === 0) return;
      report({
        location: context.location,
        message: `The build of "${service.name}" copies ${present.join(' and ')} into the image, where everyone who has the image can read it. Add it to .dockerignore.`,
      });
    });
  },
});
