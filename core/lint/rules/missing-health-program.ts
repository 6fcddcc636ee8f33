import { replace } from '../edits/edits.ts';
import { builtImage, shortName, startingFacts, startingImage } from '../facts/built-image.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'missing-health-program',
  category: 'startup',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: "A health check with a program that the image hasn't got",
  why: 'The check fails each time, so the container counts as unhealthy though it works, and what waits for its health never starts.',
  instead: 'Use a program that the image holds, such as the client of the database itself.',
  examples: {
    bad: `services:
  vectors:
    image: qdrant/qdrant:v1.12.0
    volumes:
      - vectors:/qdrant/storage
    healthcheck:
      test: ["CMD", "curl", "-f", "http://localhost:6333/healthz"]
volumes:
  vectors:
`,
    good: `services:
  vectors:
    image: qdrant/qdrant:v1.12.0
    volumes:
      - vectors:/qdrant/storage
    healthcheck:
      test: ["CMD-SHELL", "bash -c ':> /dev/tcp/127.0.0.1/6333' || exit 1"]
volumes:
  vectors:
`,
  },
  checkService(service, { view, report }) {
    const test = service.healthcheck?.test;
    const facts = startingFacts(service, view);
    const image = startingImage(service, view);
    if (test === undefined || facts === undefined || image === undefined) return;
    const installed = installedText(builtImage(service, view)?.chain.flatMap((stage) => stage.instructions) ?? []);
    const program = programsOf(test.value).find((name) => facts.missingPrograms.has(name) && !installed.includes(name));
    if (program === undefined) return;
    const advice = facts.healthcheck
      ? ` This works: ${JSON.stringify(facts.healthcheck)}.`
      : ' Use a program that the image holds, or install it.';
    report({
      location: test.location,
      message: `${shortName(image)} has no ${program}, so this check fails each time and "${service.name}" counts as unhealthy.${advice}`,
      fixes({ textAt }) {
        const written = textAt(test.location);
        // A list over several lines, and one that an anchor shares, are for a person.
        if (!facts.healthcheck || written.includes('\n') || !/^[["']/.test(written)) return [];
        const words = JSON.stringify(facts.healthcheck).replaceAll('","', '", "');
        return [{ title: `Change to ${words}`, edits: [replace(test.location, words)], safe: false }];
      },
    });
  },
});

/** Everything a build runs or copies, to look for the names of programs in. */
function installedText(instructions: readonly { readonly name: string; readonly text: string }[]): string {
  return instructions
    .filter(({ name }) => name === 'RUN' || name === 'COPY' || name === 'ADD')
    .map(({ text }) => text)
    .join('\n');
}

/** The programs that a check calls: the first words of its commands. */
function programsOf([kind, ...words]: readonly string[]): readonly string[] {
  if (kind === 'CMD') return [baseName(words[0] ?? '')];
  if (kind !== 'CMD-SHELL') return [];
  const text = words.join(' ').replace(/(["'])(?:(?!\1).)*\1/g, '""');
  const commands = text.split(/\|\||&&|[|;()]/).map((command) => command.trim().split(/\s+/));
  return ['sh', ...commands.map(([first = '']) => baseName(first))];
}

function baseName(path: string): string {
  return path.split('/').at(-1) ?? path;
}
