import { either, flag, keysOf, list, object, orNull, pairs, text, texts } from './build-shape.ts';
import type { Shape } from './shape.ts';

/** A command: a text that is split into words, a list of words, or null for the image's own. */
export const command: Shape = orNull(either(text(), texts()));

const hookKeys = (anchor: string) =>
  keysOf('services', anchor, {
    command: ['Command to run, as a text or a list of words.', command],
    user: ["User to run it as. Without it, the service's own user.", text()],
    privileged: ['Runs the command with all privileges of the host.', flag],
    working_dir: ["Folder to run it in. Without it, the service's own working folder.", text()],
    environment: ["Variables for the command, added to the service's own.", pairs('variables', 'rejected')],
  });

/** What runs in the started container: `post_start`, `pre_stop`, `develop.watch[].exec`. */
export const hook: Shape = object('a hook', hookKeys('post_start'), { required: ['command'] });

/** A container of its own that runs before the service: `pre_start`. */
const initStep: Shape = object('a pre_start step', {
  ...hookKeys('pre_start'),
  ...keysOf('services', 'pre_start', {
    command: ["Command to run. May be left out when the image's own entry point does the work.", command],
    image: ["Image of the step's own container. Without it, the service's image.", text({ refers: 'image' })],
    per_replica: ['Runs the step for every replica instead of once for the service.', flag],
  }),
});

export const hooks: Shape = list(hook);
export const initSteps: Shape = list(initStep);
