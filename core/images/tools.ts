import type { ImageFamily } from './image-family.ts';
import { busyboxOnly } from './programs.ts';

/** Languages whose slim and Alpine variants are known to lack download tools, and others of which that isn't known. */
const bareLanguages = ['python', 'node', 'ruby', 'golang'];
const otherLanguages = ['php', 'rust', 'openjdk', 'eclipse-temurin', 'perl', 'elixir'];

/** Base images and tools: they keep nothing, but people look for programs in them that aren't there. */
export const toolImages: readonly ImageFamily[] = [
  tool('alpine', ['alpine'], busyboxOnly),
  tool('busybox', ['busybox'], busyboxOnly),
  tool('debian', ['debian', 'ubuntu'], [{ programs: ['curl', 'wget', 'nc'] }]),
  ...otherLanguages.map((name) => tool(name, [name], undefined)),
  ...bareLanguages.map((name) =>
    tool(
      name,
      [name],
      [
        { programs: ['curl', 'wget', 'nc'], tag: /slim/ },
        { programs: ['curl', 'bash'], tag: /alpine/ },
      ],
    ),
  ),
  tool('hello-world', ['hello-world'], [{ programs: ['sh', 'bash', 'curl', 'wget'] }]),
  { ...tool('mailhog', ['mailhog/mailhog'], busyboxOnly), ports: [1025, 8025] },
  { ...tool('mailpit', ['axllent/mailpit'], busyboxOnly), ownHealthcheck: true, ports: [1025, 8025] },
  { ...tool('adminer', ['adminer'], undefined), ports: [8080] },
];

function tool(family: string, repositories: readonly string[], missing: ImageFamily['missing']): ImageFamily {
  return { family, title: family, role: 'tool', repositories, missing };
}
