import { imageFacts } from '../../images/image-facts.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'floating-data-image',
  category: 'data-loss',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'A database without a version',
  why: "The next pull may bring another major version, which doesn't read the data that is there, or converts it so that there is no way back.",
  instead: 'Name at least the major version in the tag.',
  examples: {
    bad: `services:
  db:
    image: postgres:latest
    volumes:
      - data:/var/lib/postgresql
volumes:
  data:
`,
    good: `services:
  db:
    image: postgres:17
    volumes:
      - data:/var/lib/postgresql/data
volumes:
  data:
`,
  },
  checkService({ image, build }, { report }) {
    if (image === undefined || build !== undefined) return;
    const facts = imageFacts(image.value);
    if (!facts?.majorBound || facts.version.length > 0 || facts.reference.digest !== undefined) return;
    const tag = facts.reference.tag;
    // A tag of words such as "alpine" or "lts" moves as "latest" does; others are names of builds.
    if (
      tag !== undefined &&
      !/^(?:latest|lts|stable|edge|alpine|slim|bookworm|bullseye|trixie|noble|jammy|community|enterprise)(?:-|$)/.test(
        tag,
      )
    )
      return;
    report({
      location: image.location,
      message: `${image.value} is whatever version is newest at the next pull, and a new major version of ${facts.title} does not read the data of the old one. Name the version in the tag.`,
    });
  },
});
