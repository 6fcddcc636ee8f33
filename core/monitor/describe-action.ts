import type { Container } from '../stack/container.ts';
import type { TimelineEntry } from './timeline.ts';

/** What a person can do with a container by Holdfast's own commands. */
export type ContainerAction = 'start' | 'stop' | 'restart' | 'remove';

const words: Readonly<Record<ContainerAction, string>> = {
  start: 'started',
  stop: 'stopped',
  restart: 'restarted',
  remove: 'removed',
};

/** The entry for something that a person did with a container. */
export function entryOfAction(action: ContainerAction, { name, compose }: Container, at: number): TimelineEntry {
  return {
    at,
    source: 'action',
    what: action,
    weight: 'plain',
    text: `A person ${words[action]} ${name} with Holdfast.`,
    container: name,
    ...(compose !== undefined && { project: compose.project, service: compose.service }),
  };
}
