import type { Location } from '../text/source.ts';
import type { Problem, RelatedPlace, Severity } from './problem.ts';

/** What is said about a problem apart from its place. */
export interface ProblemRule {
  readonly severity: Severity;
  /** What is wrong, in a few words. */
  readonly title: string;
  /** Why it hurts. */
  readonly why: string;
  /** What to do instead. */
  readonly instead: string;
}

const rejected = 'Compose rejects the whole project: no command works on it until this is right.';

/** Every problem that reading a project finds. Severity `error` means that Compose rejects the project. */
export const problemRules = {
  'yaml-syntax': {
    severity: 'error',
    title: 'The file is no valid YAML',
    why: `${rejected} What stands near the mistake may be read as something else than it looks like.`,
    instead: 'Check the indentation, quotes and brackets near the marked place.',
  },
  'duplicate-key': {
    severity: 'error',
    title: 'A key is there twice',
    why: `${rejected} Other readers keep only one of the two and drop the other without a word.`,
    instead: 'Join the two entries, or remove one.',
  },
  'undefined-anchor': {
    severity: 'error',
    title: 'An alias without an anchor',
    why: rejected,
    instead: 'Define the anchor above its first alias in the same file; anchors do not reach into other files.',
  },
  'alias-overuse': {
    severity: 'error',
    title: 'Aliases stand for too many values',
    why: 'Aliases of aliases multiply; such files exhaust the memory of whatever reads them.',
    instead: 'Write the values out, or use fewer levels of aliases.',
  },
  'merge-key': {
    severity: 'error',
    title: 'A merge key without a mapping',
    why: rejected,
    instead: 'Give "<<" an alias of a mapping, or a list of such aliases.',
  },
  'non-string-key': {
    severity: 'error',
    title: 'A key that is no text',
    why: rejected,
    instead: 'Put the key in quotes.',
  },
  'empty-file': {
    severity: 'error',
    title: 'The Compose file has nothing in it',
    why: rejected,
    instead: 'Define services, or remove the file from the project.',
  },
  'file-not-found': {
    severity: 'error',
    title: 'A Compose file is missing',
    why: rejected,
    instead: 'Correct the path, or restore the file.',
  },
  'unknown-key': {
    severity: 'error',
    title: 'A key that the Compose Specification does not have',
    why: `${rejected} Most often it is a slip of the pen or wrong indentation.`,
    instead: 'Correct the key; keys of your own begin with "x-".',
  },
  'wrong-kind': {
    severity: 'error',
    title: 'A value of the wrong kind',
    why: rejected,
    instead: 'Write the kind of value that the key takes.',
  },
  'bad-value': {
    severity: 'error',
    title: 'A value that Compose cannot read',
    why: rejected,
    instead: 'Write the value as its key asks for it.',
  },
  'missing-key': {
    severity: 'error',
    title: 'A required key is missing',
    why: rejected,
    instead: 'Add the key.',
  },
  'duplicate-item': {
    severity: 'error',
    title: 'An item that is there twice in a list',
    why: rejected,
    instead: 'Remove one of them.',
  },
  'repeated-variable': {
    severity: 'warning',
    title: 'A name that is there twice in a list of variables, labels or arguments',
    why: 'Compose takes the last one and drops the others without a word.',
    instead: 'Keep the one that is meant.',
  },
  'unknown-tag': {
    severity: 'warning',
    title: 'A YAML tag that means nothing to Compose',
    why: 'Compose drops the tag without a word and takes the value as it stands: "!env TOKEN" is the text TOKEN.',
    instead: `Remove the tag. Compose knows "!reset" and "!override"; variables are written \${NAME}.`,
  },
  'undefined-service': {
    severity: 'error',
    title: 'A service that is not defined',
    why: `${rejected} Often a service was renamed or removed and this reference was left behind.`,
    instead: 'Correct the name, or define the service.',
  },
  'disabled-dependency': {
    severity: 'error',
    title: 'A dependency that its profile switches off',
    why: rejected,
    instead: 'Give both services the same profile, enable the profile, or write "required: false".',
  },
  'undefined-volume': {
    severity: 'error',
    title: 'A named volume that is not defined',
    why: rejected,
    instead: 'Add the name under the top-level "volumes:", or write a path that begins with "./" for a bind mount.',
  },
  'undefined-network': {
    severity: 'error',
    title: 'A network that is not defined',
    why: rejected,
    instead: 'Add the name under the top-level "networks:".',
  },
  'undefined-secret': {
    severity: 'error',
    title: 'A secret that is not defined',
    why: rejected,
    instead: 'Add the name under the top-level "secrets:".',
  },
  'undefined-config': {
    severity: 'error',
    title: 'A config that is not defined',
    why: rejected,
    instead: 'Add the name under the top-level "configs:".',
  },
  'undefined-model': {
    severity: 'error',
    title: 'A model that is not defined',
    why: rejected,
    instead: 'Add the name under the top-level "models:".',
  },
  'dependency-cycle': {
    severity: 'error',
    title: 'Services that wait for each other',
    why: `${rejected} No order of starting them exists.`,
    instead: 'Remove one of the dependencies of the circle.',
  },
  'missing-image-or-build': {
    severity: 'error',
    title: 'A service without an image',
    why: `${rejected} There is nothing to make a container from.`,
    instead: 'Give the service "image:" or "build:".',
  },
  'network-mode-with-networks': {
    severity: 'error',
    title: 'Both network_mode and networks',
    why: rejected,
    instead: 'Keep one of the two.',
  },
  'conflicting-keys': {
    severity: 'error',
    title: 'Keys that exclude each other',
    why: `${rejected} Beside "external: true" of a network, secret or config, Compose passes them over without a word instead, though the specification rejects them too (a warning).`,
    instead: 'Keep one of them.',
  },
  'conflicting-values': {
    severity: 'error',
    title: 'Two settings of the same thing that differ',
    why: rejected,
    instead: 'Set it in one place, or write the same value in both.',
  },
  'container-name-with-scale': {
    severity: 'error',
    title: 'One container name for several containers',
    why: `${rejected} A container name can be used once.`,
    instead: 'Remove "container_name", or run one container.',
  },
  'duplicate-mount': {
    severity: 'error',
    title: 'Two mounts at one place',
    why: 'One hides the other; current versions of Compose reject the project.',
    instead: 'Give each mount its own target.',
  },
  'bad-healthcheck': {
    severity: 'error',
    title: 'A health check that is none',
    why: `${rejected} This holds for a list that does not begin with its kind. Other lists are taken, and then test nothing, or never pass: an empty one, one without a command, one that leaves to a program what only a shell can do.`,
    instead:
      'Begin the list with "CMD", "CMD-SHELL" or "NONE". After "CMD" come a program and its arguments, one by one; after "CMD-SHELL" the whole command as one text.',
  },
  'missing-env-file': {
    severity: 'error',
    title: 'An env file is missing',
    why: rejected,
    instead: 'Create the file, correct the path, or write it with "required: false".',
  },
  'bad-env-file': {
    severity: 'error',
    title: 'An env file that Compose cannot read',
    why: rejected,
    instead: 'Write KEY=value lines; put values with special characters in quotes.',
  },
  'missing-include': {
    severity: 'error',
    title: 'An included file is missing',
    why: rejected,
    instead: 'Correct the path; it counts from the folder of the file that includes.',
  },
  'include-cycle': {
    severity: 'error',
    title: 'Files that include each other',
    why: rejected,
    instead: 'Remove one include of the circle.',
  },
  'include-conflict': {
    severity: 'error',
    title: 'Something that an included file defines already',
    why: 'The specification rejects it, and so does Compose up to early 2025; later versions merge the two.',
    instead: 'Rename one, or change the included one through an override file in the long form of include.',
  },
  'missing-extends': {
    severity: 'error',
    title: 'Extends something that is not there',
    why: rejected,
    instead: 'Correct the name of the service or the path of the file.',
  },
  'extends-cycle': {
    severity: 'error',
    title: 'Services that extend each other',
    why: rejected,
    instead: 'Remove one "extends" of the circle.',
  },
  'remote-resource': {
    severity: 'info',
    title: 'A file that is not on this machine',
    why: 'It was not read, so what it defines is not known here.',
    instead: 'Nothing is wrong; findings that depend on it may be missing.',
  },
  'bad-merge': {
    severity: 'error',
    title: 'Values that cannot be merged',
    why: rejected,
    instead: 'Write both values in the same form, or mark the later one with "!override".',
  },
  'unset-variable': {
    severity: 'warning',
    title: 'A variable that is not set',
    why: 'Compose puts an empty text in its place and goes on: empty tags, empty passwords, mounts of the wrong folder.',
    instead: `Set the variable, or give a default: \${NAME:-value}. A plain dollar sign is written "$$".`,
  },
  'required-variable': {
    severity: 'error',
    title: 'A required variable has no value',
    why: rejected,
    instead: 'Set the variable in the environment or in .env.',
  },
  'bad-interpolation': {
    severity: 'error',
    title: 'A malformed use of a variable',
    why: rejected,
    instead: `Write \${NAME} or \${NAME:-default}; a plain dollar sign is written "$$".`,
  },
  'bad-project-name': {
    severity: 'error',
    title: 'A project name that Compose does not take',
    why: rejected,
    instead: 'Use lowercase letters, digits, "-" and "_", beginning with a letter or digit.',
  },
} as const satisfies Readonly<Record<string, ProblemRule>>;

export type ProblemRuleId = keyof typeof problemRules;

/** A problem with the severity of its rule. */
export function problem(
  rule: ProblemRuleId,
  message: string,
  location: Location,
  related?: readonly RelatedPlace[],
): Problem {
  const severity = problemRules[rule].severity;
  return related ? { rule, severity, message, location, related } : { rule, severity, message, location };
}
