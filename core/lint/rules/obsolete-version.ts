import { removeLines } from '../edits/edits.ts';
import { composeMappings } from '../facts/compose-mappings.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'obsolete-version',
  category: 'upkeep',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'The top-level "version" has no meaning any more',
  why: 'Compose ignores it and warns about it on each command. It suggests that features depend on it, which they do not.',
  instead: 'Remove the line.',
  examples: {
    bad: `version: "3.8"
services:
  web:
    image: nginx:1.27
`,
    good: `services:
  web:
    image: nginx:1.27
`,
  },
  check({ project, view, report }) {
    for (const { key, value } of composeMappings(project, view, 'version')) {
      const edit = removeLines(view, key.location, value.location);
      report({
        location: key.location,
        message: 'Compose has ignored "version" for years and warns about it each time. Remove the line.',
        tags: ['deprecated', 'unnecessary'],
        fixes: () => [edit && { title: 'Remove "version"', edits: [edit], safe: true }],
      });
    }
  },
});
