import { forEachCopiedContext } from '../facts/build-context.ts';
import { joinPath } from '../facts/built-image.ts';
import { isIgnored } from '../facts/ignored-paths.ts';
import { defineRule } from '../rule.ts';

const folders = ['.venv', 'venv', 'node_modules', '__pycache__'];

export const rule = defineRule({
  id: 'unignored-dependencies',
  category: 'build',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: "The host's installed packages get into an image",
  why: 'They were made for the host: wrong platform, wrong paths, wrong owner. They overwrite what the build has installed, and make the context large.',
  instead: 'List them in .dockerignore.',
  examples: {
    bad: `services:
  web:
    build: ./app
`,
    good: `services:
  web:
    build: ./app
`,
    files: { 'app/Dockerfile': 'FROM python:3.12\nCOPY . .\n', 'app/.venv/pyvenv.cfg': '' },
    goodFiles: { 'app/.dockerignore': '.venv/\n' },
  },
  check({ services, view, report }) {
    forEachCopiedContext(services, view, (service, context, patterns) => {
      const present = folders.filter(
        (name) => view.kind(joinPath(context.value, name)) === 'directory' && !isIgnored(patterns ?? '', name),
      );
      if (present.length === 0) return;
      const file = patterns === undefined ? 'There is no .dockerignore' : 'The .dockerignore does not list it';
      report({
        location: context.location,
        message: `The build of "${service.name}" copies the host's ${present.join(' and ')} into the image, over what the build installs. ${file}; add "${present[0]}/" to it.`,
      });
    });
  },
});
