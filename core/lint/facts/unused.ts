import type { Definition } from '../../project/project.ts';
import type { Location } from '../../text/source.ts';
import { removeLines } from '../edits/edits.ts';
import type { RuleContext } from '../rule.ts';
import { composeMappings } from './compose-mappings.ts';

type Section = 'volumes' | 'networks' | 'secrets' | 'configs' | 'models';

/** Reports the entries of a top-level section that nothing uses. */
export function reportUnused({ project, report }: RuleContext, section: Section, used: ReadonlySet<string>): void {
  const what = section.slice(0, -1);
  for (const { name, definitions } of project[section].values()) {
    const definition = definitions.at(-1);
    if (used.has(name) || definition === undefined) continue;
    report({
      location: definition.key,
      message: `No service uses the ${what} "${name}". Give it to the service that it was meant for, or remove it.`,
      tags: ['unnecessary'],
      fixes(now) {
        const edit = removeLines(now.view, firstLine(definition, now, section), definition.block);
        return [edit && { title: `Remove the ${what} "${name}"`, edits: [edit], safe: false }];
      },
    });
  }
}

/** Where removing an entry begins: at the section's own key when nothing else is in it, since Compose rejects empty ones. */
function firstLine({ key, block }: Definition, { project, view }: RuleContext, section: Section): Location {
  const home = composeMappings(project, view, section).find((entry) => entry.key.location.file === key.file);
  const alone = home?.value.kind === 'mapping' && home.value.entries.length === 1;
  return home !== undefined && alone ? home.key.location : block;
}
