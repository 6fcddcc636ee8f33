import { list, named, object, oneOf, text, texts } from '../spec/build-shape.ts';
import type { Key, Shape } from '../spec/shape.ts';
import type { SpecProblem } from '../spec/spec-node.ts';
import { problemsOf } from '../spec/validate.ts';
import type { FileView } from '../text/file-view.ts';
import type { YamlNode } from '../yaml/node.ts';
import { readYaml } from '../yaml/read-yaml.ts';
import { findProjectSettings } from './find-project-settings.ts';
import type { LintSettings } from './lint-settings.ts';
import { readLintSettings } from './read-lint-settings.ts';

/** What a project's .holdfast.yaml says. It can make the guard stricter, and never laxer. */
export interface ProjectSettings {
  /** Absolute path; undefined when there is none. */
  readonly file: string | undefined;
  readonly root: YamlNode | undefined;
  readonly lint: LintSettings;
  /** Services and volumes whose removal is denied whatever anybody sets. */
  readonly protect: readonly string[];
  /** Patterns of files beside Compose files that lose only a part of their lines without approval. */
  readonly protectFiles: readonly string[];
  /** Against the form of the file. */
  readonly problems: readonly SpecProblem[];
}

const key = (description: string, shape: Shape): Key => ({ description, shape });

const level = oneOf({
  off: 'Off.',
  on: "On, with the rule's own severity.",
  error: 'On, as an error.',
  warning: 'On, as a warning.',
  info: 'On, as information.',
});

/** The form of .holdfast.yaml; completion and checks read it as they read the Compose specification. */
export const projectSettingsShape: Shape = object(
  'a .holdfast.yaml',
  {
    presets: key(
      'Groups of rules that are on. Without it, recommended.',
      list(
        oneOf({
          recommended: 'Correctness and data loss.',
          security: 'What lets an attacker in, or further.',
          strict: 'What is worth a look.',
        }),
      ),
    ),
    rules: key('Level of single rules; wins over presets.', named('rules', level)),
    exclude: key(
      'Findings that somebody has judged and accepted.',
      list(
        object(
          'an exclude',
          {
            rule: key('The rule.', text()),
            service: key('The service that it is excluded for. Without it, all.', text({ refers: 'service' })),
            file: key('Files that it is excluded in, relative to the project, with * and **. Without it, all.', text()),
            reason: key('Why it is all right; needed.', text()),
          },
          { required: ['rule', 'reason'], extensions: false, passedOver: true },
        ),
      ),
    ),
    protect: key(
      'Services and volumes that nobody may remove without approval, whatever levels say.',
      texts('rejected'),
    ),
    protectFiles: key(
      'Files beside Compose files that nobody may delete or cut down without approval, relative to any folder, with * and **.',
      texts('rejected'),
    ),
  },
  { extensions: true, passedOver: true },
);

const none: ProjectSettings = {
  file: undefined,
  root: undefined,
  lint: {},
  protect: [],
  protectFiles: [],
  problems: [],
};

/** Looks for .holdfast.yaml in a folder and those above it, up to the root of the repository, and reads it. Never throws. */
export function readProjectSettings(view: FileView, directory: string): ProjectSettings {
  const file = findProjectSettings(view, directory);
  const content = file === undefined ? undefined : view.readText(file);
  return file === undefined || content === undefined ? none : readText(file, content);
}

function readText(file: string, content: string): ProjectSettings {
  const yaml = readYaml(file, content);
  const root = yaml.documents[0]?.root;
  const syntax = yaml.problems.map(
    ({ message, location }): SpecProblem => ({ rule: 'bad-value', severity: 'error', message, location }),
  );
  if (root === undefined) return { ...none, file, problems: syntax };
  const value = plainValue(root) as { protect?: unknown; protectFiles?: unknown } | null;
  const names = (list: unknown) => (Array.isArray(list) ? list.filter((name) => typeof name === 'string') : []);
  return {
    file,
    root,
    lint: readLintSettings(value),
    protect: names(value?.protect),
    protectFiles: names(value?.protectFiles),
    problems: syntax.length > 0 ? syntax : problemsOf([], root, projectSettingsShape),
  };
}

function plainValue(node: YamlNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'sequence') return node.items.map(plainValue);
  return Object.fromEntries(node.entries.map((entry) => [entry.key.text, plainValue(entry.value)]));
}
