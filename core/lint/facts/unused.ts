import type { Resource } from '../../project/project.ts';
import { removeLines } from '../edits/edits.ts';
import type { RuleContext } from '../rule.ts';

/** Reports the entries of a top-level section that nothing uses. `what` is the word for one: `volume`. */
export function reportUnused(
  { report }: RuleContext,
  what: string,
  resources: ReadonlyMap<string, Resource>,
  used: ReadonlySet<string>,
): void {
  for (const resource of resources.values()) {
    const definition = resource.definitions.at(-1);
    if (used.has(resource.name) || definition === undefined) continue;
    report({
      location: definition.key,
      message: `No service uses the ${what} "${resource.name}". Give it to the service that it was meant for, or remove it.`,
      tags: ['unnecessary'],
      fixes: ({ view }) => {
        const edit = removeLines(view, definition.block, definition.block);
        return [edit && { title: `Remove the ${what} "${resource.name}"`, edits: [edit], safe: false }];
      },
    });
  }
}
