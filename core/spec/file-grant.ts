import { either, keysOf, list, object, scalar, text } from './build-shape.ts';
import { fileMode } from './grammar/plain.ts';
import type { Reference, Shape } from './shape.ts';

/** How a service or a build is given secrets or configs: names, or mappings with a target and permissions. */
export function fileGrants(refers: Extract<Reference, 'secret' | 'config'>, page: string): Shape {
  const plural = `${refers}s`;
  return list(
    either(
      text({ refers }),
      object(
        `a ${refers} of a service`,
        keysOf(page, plural, {
          source: [`Name of the ${refers} in the top-level ${plural}.`, text({ refers })],
          target: [
            refers === 'secret'
              ? 'File name below /run/secrets, or an absolute path. Without it, the name of the secret.'
              : 'Path of the file in the container. Without it, the name of the config below the root folder.',
            text(),
          ],
          uid: ['User id that owns the file in the container.', text()],
          gid: ['Group id that owns the file in the container.', text()],
          mode: [
            'Permission bits of the file in octal, such as 0440.',
            scalar(['number', 'string'], { grammar: fileMode }),
          ],
        }),
      ),
    ),
  );
}
