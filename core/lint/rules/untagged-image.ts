import { parseImageReference } from '../../images/image-reference.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'untagged-image',
  category: 'upkeep',
  severity: 'info',
  presets: ['strict'],
  since: '0.1.0',

  summary: 'An image without a version',
  why: 'Each pull may bring something else, so what works today cannot be brought back tomorrow.',
  instead: 'Name a version in the tag, or a digest.',
  examples: {
    bad: `services:
  web:
    image: nginx
`,
    good: `services:
  web:
    image: nginx:1.27
`,
  },
  checkService({ image, build }, { report }) {
    const reference = image && build === undefined ? parseImageReference(image.value) : undefined;
    if (image === undefined || reference === undefined || reference.digest !== undefined) return;
    if (reference.tag !== undefined && reference.tag !== 'latest') return;
    report({
      location: image.location,
      message: `${image.value} is whatever is newest at the next pull. Name a version in the tag.`,
    });
  },
});
