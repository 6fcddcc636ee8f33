import { shortPath } from '../facts/short-path.ts';
import { unsetPlaces } from '../facts/unset.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'missing-build-context',
  category: 'build',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'A build context that is not there',
  why: 'The build fails: "path not found". Where no image was built before, the service cannot start.',
  instead: 'Correct the path; it counts from the folder of the Compose file.',
  examples: {
    bad: `services:
  web:
    build: ./does-not-exist
`,
    good: `services:
  web:
    build: ./app
`,
    files: { 'app/Dockerfile': 'FROM alpine:3.20\n' },
  },
  check({ services, project, view, report }) {
    const isUnset = unsetPlaces(project);
    for (const { name, build } of services) {
      const context = build?.context;
      if (build === undefined || context === undefined || build.remote || isUnset(context.location)) continue;
      const kind = view.kind(context.value);
      if (kind === 'directory') continue;
      const fault = kind === 'file' ? 'is a file and no folder' : 'is not there';
      report({
        location: context.location,
        message: `The build context ${shortPath(context.value, project)} of "${name}" ${fault}, so it cannot be built. Correct the path.`,
      });
    }
  },
});
