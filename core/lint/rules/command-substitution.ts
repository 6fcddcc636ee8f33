import type { Value } from '../../project/project.ts';
import type { Location } from '../../text/source.ts';
import { Part } from '../../yaml/place.ts';
import { replace } from '../edits/edits.ts';
import type { Fix } from '../finding.ts';
import { defineRule, type RuleContext } from '../rule.ts';

export const rule = defineRule({
  id: 'command-substitution',
  category: 'correctness',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'A command in $(…) where no shell runs it',
  why: 'Compose fills variables in and runs nothing: the value is the text "$(date)" itself.',
  instead:
    'Set a variable before Compose is called and write ${NAME}; "." is the folder of the Compose file. Where the text is meant as it stands, write "$$(".',
  examples: {
    bad: `services:
  web:
    image: nginx:1.27
    environment:
      STARTED: $(date)
`,
    good: `services:
  web:
    image: nginx:1.27
    environment:
      STARTED: \${STARTED:-unknown}
      PATTERN: $$(name)
    command: sh -c "echo $(date) && nginx -g 'daemon off;'"
`,
  },
  checkService(service, context) {
    look(service.value, context);
  },
  check(context) {
    const { networks, volumes, secrets, configs } = context.project;
    for (const section of [networks, volumes, secrets, configs])
      for (const { value } of section.values()) look(value, context);
  },
});

/** What a shell in the container may read, or some other tool. */
const readByShell: ReadonlySet<string> = new Set(
  'command entrypoint healthcheck pre_start post_start pre_stop develop labels annotations provider dockerfile_inline content'.split(
    ' ',
  ),
);

function look(value: Value, context: RuleContext): void {
  if (value.kind === 'sequence') for (const item of value.items) look(item, context);
  else if (value.kind === 'mapping') {
    for (const [name, entry] of value.entries)
      if (!readByShell.has(name) && !name.startsWith('x-')) look(entry.value, context);
  } else if (typeof value.value === 'string' && value.value.includes('$(')) reportIn(value.location, context);
}

/** Paths become absolute, so the text is looked at as it is written. */
function reportIn(location: Location, { textAt, report }: RuleContext): void {
  const text = textAt(location);
  for (const match of text.matchAll(/(?<!\$)(\$+)\(([^()]*)\)?/g)) {
    const [whole, dollars = '', command = ''] = match;
    if (dollars.length % 2 === 0) continue;
    const place = new Part(location, match.index + dollars.length - 1, match.index + whole.length);
    const folder = /^\s*pwd\s*$/i.test(command);
    report({
      location: place,
      message: `Compose runs no commands, so this stays the text "${whole.slice(dollars.length - 1)}". ${folder ? 'Write "." for the folder of the Compose file' : 'Take it from a variable: ${NAME}'}; where the text itself is meant, write "$$(".`,
      fixes: () => fixes(place, whole.slice(dollars.length - 1), folder),
    });
  }
}

function fixes(place: Location, text: string, folder: boolean): readonly Fix[] {
  const literal: Fix = { title: 'Write "$$(" for the text itself', edits: [replace(place, `$${text}`)], safe: false };
  return folder ? [{ title: 'Write "."', edits: [replace(place, '.')], safe: false }, literal] : [literal];
}
