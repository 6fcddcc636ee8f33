import { keysOf, list, object, oneOf, orNull, strictFlag, text, textOrList } from './build-shape.ts';
import { hook } from './hooks.ts';
import type { Shape } from './shape.ts';

const action = oneOf({
  rebuild: 'Builds the image and makes the container anew.',
  sync: 'Copies changed files into the running container.',
  restart: 'Restarts the container.',
  'sync+restart': 'Copies changed files, then restarts the container.',
  'sync+exec': 'Copies changed files, then runs a command in the container.',
});

/** `develop`: what `docker compose watch` does when files change. */
export const develop: Shape = orNull(
  object(
    'a develop section',
    keysOf('develop', undefined, {
      watch: [
        'Which files to watch, and what to do when they change.',
        list(
          object(
            'a watch rule',
            keysOf('develop', undefined, {
              path: ['File or folder to watch, seen from the project folder.', text({ refers: 'folder' })],
              action: ['What to do when a watched file changes.', action],
              target: ['Path in the container that files are copied to. Needed for all actions that copy.', text()],
              ignore: ['Patterns of files that are not watched, written as in .dockerignore.', textOrList()],
              include: ['Patterns of the only files that are watched.', textOrList()],
              initial_sync: ['Copies all files once when watching begins.', strictFlag],
              exec: ['Command for the action sync+exec.', hook, { since: '2.32.0' }],
            }),
            { required: ['path', 'action'] },
          ),
        ),
      ],
    }),
  ),
);
