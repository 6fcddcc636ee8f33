import { findDockerfile } from '../facts/built-image.ts';
import { shortPath } from '../facts/short-path.ts';
import { unsetPlaces } from '../facts/unset.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'missing-dockerfile',
  category: 'build',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'A Dockerfile that is not there',
  why: 'The build fails: "failed to read dockerfile". Where no image was built before, the service cannot start.',
  instead: 'Correct "dockerfile"; it counts from the build context, not from the Compose file.',
  examples: {
    bad: `services:
  web:
    build:
      context: ./app
      dockerfile: Dockerfile.prod
`,
    good: `services:
  web:
    build:
      context: ./app
`,
    files: { 'app/Dockerfile': 'FROM alpine:3.20\n' },
  },
  check({ services, project, view, report }) {
    const isUnset = unsetPlaces(project);
    for (const { name, build } of services) {
      if (build === undefined || build.remote || build.dockerfileInline || build.context === undefined) continue;
      if (isUnset(build.context.location) || (build.dockerfile && isUnset(build.dockerfile.location))) continue;
      const path = findDockerfile(build, view);
      // A context that is missing itself has a rule of its own.
      if (path === undefined || view.kind(build.context.value) !== 'directory' || view.kind(path) === 'file') continue;
      report({
        location: build.dockerfile?.location ?? build.context.location,
        message: `There is no ${shortPath(path, project)}, so "${name}" cannot be built. Its path counts from the build context.`,
      });
    }
  },
});
