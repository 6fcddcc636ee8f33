import type { Grammar, GrammarFault } from './grammar.ts';

const message = 'a path in a container begins with "/"';

/** A path in a container, of Linux or of Windows. The engine refuses others when it makes the container. */
export const containerPath: Grammar = {
  title: 'a path in a container',
  example: '/app',
  check: (text) => (text === '' || isContainerPath(text) ? undefined : { message, late: true }),
};

/** `/run` or `/run:size=64m`. */
export const tmpfsPath: Grammar = {
  title: 'a path in a container',
  example: '/run:size=64m',
  check(text): GrammarFault | undefined {
    const [path = ''] = text.split(':');
    return isContainerPath(text) ? undefined : { message, start: 0, end: path.length, late: true };
  },
};

export function isContainerPath(text: string): boolean {
  return /^(?:\/|\\|[a-z]:[\\/])/i.test(text);
}
