import { nearest } from '../../spec/nearest.ts';
import { replace } from '../edits/edits.ts';
import { builtImage } from '../facts/built-image.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'missing-build-target',
  category: 'build',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'A build target that the Dockerfile does not have',
  why: 'The build fails: "target stage could not be found".',
  instead: 'Name a stage of the Dockerfile ("FROM … AS name").',
  examples: {
    bad: `services:
  web:
    build:
      context: ./app
      target: production
`,
    good: `services:
  web:
    build:
      context: ./app
      target: prod
`,
    files: { 'app/Dockerfile': 'FROM alpine:3.20 AS base\nFROM base AS prod\n' },
  },
  check({ services, view, textAt, report }) {
    for (const service of services) {
      const target = service.build?.target;
      const built = target && builtImage(service, view);
      if (!target?.value || built === undefined || built.chain.length > 0 || built.dockerfile.stages.length === 0)
        continue;
      const stages = built.dockerfile.stages.flatMap((stage) => stage.name ?? []);
      const suggestion = nearest(target.value, stages) ?? stages.find((stage) => target.value.startsWith(stage));
      const known =
        stages.length > 0
          ? `It has ${stages.map((stage) => `"${stage}"`).join(', ')}.`
          : 'None of its stages has a name.';
      report({
        location: target.location,
        message: `The Dockerfile of "${service.name}" has no stage "${target.value}", so it cannot be built. ${known}`,
        suggestion,
        fixes: () => [
          suggestion !== undefined && textAt(target.location) === target.value
            ? { title: `Change to "${suggestion}"`, edits: [replace(target.location, suggestion)], safe: false }
            : undefined,
        ],
      });
    }
  },
});
