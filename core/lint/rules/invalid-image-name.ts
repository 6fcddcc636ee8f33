import { parseImageReference } from '../../images/image-reference.ts';
import { replace } from '../edits/edits.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'invalid-image-name',
  category: 'correctness',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',

  summary: 'An image name that no engine takes',
  why: 'Compose passes it on, and the engine refuses it: "invalid reference format".',
  instead: 'Write [REGISTRY/]NAME[:TAG] in small letters.',
  examples: {
    bad: `services:
  web:
    image: Acme/Web:1.4
`,
    good: `services:
  web:
    image: acme/web:1.4
`,
  },
  checkService({ image, value }, { textAt, report }) {
    const written = value.entries.get('image')?.value;
    if (written?.kind === 'scalar' && written.unresolved) return;
    if (
      image === undefined ||
      image.value === '' ||
      image.value.includes('$') ||
      parseImageReference(image.value) !== undefined
    )
      return;
    const [, path = '', rest = ''] = /^([^:@]*)(.*)$/s.exec(image.value) ?? [];
    const small = `${path.toLowerCase()}${rest}`;
    const fixable = parseImageReference(small) !== undefined && textAt(image.location) === image.value;
    report({
      location: image.location,
      message: `"${image.value}" is no image name: the engine refuses it with "invalid reference format". Names are [REGISTRY/]NAME[:TAG] in small letters.`,
      fixes: () => [
        fixable ? { title: `Change to ${small}`, edits: [replace(image.location, small)], safe: false } : undefined,
      ],
    });
  },
});
