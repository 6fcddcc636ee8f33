import { child, stringOf } from '../../project/value.ts';
import { replace } from '../edits/edits.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'unbuildable-image',
  category: 'startup',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'An image that is to be built, and nothing to build it from',
  why: 'With "pull_policy: build" the image is not pulled, and without "build" it is not built either: on a machine that does not happen to have it, the service does not start ("No such image").',
  instead: 'Say with "build" what it is built from, or let it be pulled.',
  examples: {
    bad: `services:
  web:
    image: acme/web:1.4
    pull_policy: build
`,
    good: `services:
  web:
    image: acme/web:1.4
    pull_policy: missing
`,
  },
  checkService(service, { report }) {
    const policy = child(service.value, 'pull_policy');
    if (!policy || stringOf(policy) !== 'build' || service.build || !service.image) return;
    report({
      location: policy.location,
      message: `"${service.name}" has no "build", so its image is neither built nor pulled. Add "build", or write "missing".`,
      fixes: () => [{ title: 'Change to "missing"', edits: [replace(policy.location, 'missing')], safe: false }],
    });
  },
});
